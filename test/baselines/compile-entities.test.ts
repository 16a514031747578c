import { describe, expect, it } from "vitest";
import { compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { formatProblem } from "../../shared/baselines/problem.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { edited, FIXTURE, type FixtureFiles, sourcesOf } from "./fixture.ts";

const BASELINE = "policies/shop/baseline.yml";
const CONFIGURATION = "plumbline.yml";
const COMMON = "presence: required, compare: exact, severity: low, remediate: full";

function compiled(changes: FixtureFiles): readonly ExpectedEntity[] {
  const result = compileConfiguration(sourcesOf(changes));
  if (result.status === "invalid") throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.configuration.accounts[0]?.entities ?? [];
}

/** The fixture's baseline with one more entity, and what it compiles to. */
function compiledEntity(keys: string, ...edits: readonly (readonly [string, string])[]): ExpectedEntity | undefined {
  return compiled({ [BASELINE]: `${edited(BASELINE, ...edits)[BASELINE]}  - {${keys}}\n` }).at(-1);
}

describe("an entity", () => {
  it("of kind role keeps its boundary, tags, session, owner and approval", () => {
    const keys = `kind: role, name: r, ${COMMON}, approval: required, owner: terraform, maximumSessionSeconds: 7200, tags: { team: "{{roleName}}" }, permissionsBoundary: "arn:{{partition}}:iam::{{account}}:policy/b"`;
    expect(compiledEntity(keys)).toEqual({
      kind: "role",
      baseline: "shop",
      entity: { kind: "role", name: "r" },
      path: "/",
      presence: "required",
      compare: "exact",
      severity: "low",
      remediate: "narrow",
      approval: "required",
      owner: "terraform",
      maximumSessionSeconds: 7200,
      tags: { team: "shop-role" },
      permissionsBoundary: "arn:aws:iam::111122223333:policy/b",
    });
  });

  it("of kind user keeps its groups and the ages of its keys", () => {
    const keys = `kind: user, name: u, ${COMMON}, permissionsBoundary: none, groups: { match: exact, names: ["g-{{roleName}}"] }, accessKeys: { warnAtDays: 60, breachAtDays: 90, breachSource: plumbline, unusedDays: 30, maximumActive: 1, overlapDays: 7 }`;
    expect(compiledEntity(keys)).toMatchObject({
      permissionsBoundary: "none",
      groups: { match: "exact", names: ["g-shop-role"] },
      accessKeys: {
        warnAtDays: 60,
        breachAtDays: 90,
        breachSource: "plumbline",
        unusedDays: 30,
        maximumActive: 1,
        overlapDays: 7,
      },
    });
  });

  it("of kind user is told of its keys as far ahead as plumbline.yml says, here and in every organization's account", () => {
    const keys = `kind: user, name: u, ${COMMON}, accessKeys: { breachAtDays: 90, breachSource: plumbline, maximumActive: 1, overlapDays: 7 }`;
    expect(compiledEntity(keys)).toMatchObject({ accessKeys: { warnDaysAhead: [14, 7, 1] } });
    const template =
      "organization: [{unit: r-ab12, externalId: '{{account}}-x', readerRole: 'arn:aws:iam::{{account}}:role/r', baselines: [{baseline: shop, parameters: {bucket: shop-bucket}}]}]";
    const text = `${FIXTURE[CONFIGURATION]}thresholds: {warnDaysAhead: [3, 30]}\n${template}\n`;
    const result = compileConfiguration(
      sourcesOf({ [BASELINE]: `${FIXTURE[BASELINE]}  - {${keys}}\n`, [CONFIGURATION]: text }),
    );
    if (result.status === "invalid") throw new Error(result.problems.map(formatProblem).join("\n"));
    const { accounts, organization } = result.configuration;
    for (const account of [...accounts, ...organization.map(({ account }) => account)]) {
      expect(account.entities.at(-1)).toMatchObject({ accessKeys: { warnDaysAhead: [30, 3] } });
    }
    expect(organization).toHaveLength(1);
  });

  it("of kind group has inline policies and attachments", () => {
    const keys = `kind: group, name: g, path: /staff/, ${COMMON}, inlinePolicies: { match: at-least, policies: [{ name: p, document: policy.json }] }, attachments: { match: exact, policies: [] }`;
    expect(compiledEntity(keys)).toMatchObject({
      kind: "group",
      entity: { kind: "group", name: "g" },
      path: "/staff/",
      inlinePolicies: { match: "at-least", documents: { p: { source: "policies/shop/policy.json" } } },
      attachments: { match: "exact", policyArns: [] },
    });
  });

  it("may be retired since a day", () => {
    const [role] = compiled(
      edited(BASELINE, ["presence: required", "presence: retired\n    retiredSince: 2025-01-31"]),
    );
    expect(role).toMatchObject({ presence: "retired", retiredSince: "2025-01-31" });
  });

  it("says nothing of what its baseline leaves out", () => {
    const keys = Object.keys(compiledEntity(`kind: user, name: u, ${COMMON}`) ?? {});
    expect(keys.sort()).toEqual(["baseline", "compare", "entity", "kind", "path", "presence", "remediate", "severity"]);
  });
});

describe("forEach", () => {
  const files = (names: string): FixtureFiles => ({
    [BASELINE]: `${edited(BASELINE, ["remediate: narrow", "remediate: full"], ["  bucket:\n", "  staff: { type: list, items: string, default: [], description: Staff. }\n  bucket:\n"])[BASELINE]}  - {kind: user, forEach: staff, name: "{{staff}}", path: "/{{staff}}/", ${COMMON}, groups: { match: exact, names: ["of-{{staff}}"] }}\n`,
    ...edited(CONFIGURATION, [
      "        remediate: narrow\n        parameters:\n",
      `        remediate: full\n        entities: { role/shop-role: { remediate: off } }\n        parameters:\n          staff: ${names}\n`,
    ]),
  });

  it("stands for one entity for each of a list's values, filled in with it", () => {
    const entities = compiled(files("[bea, ann]"));
    expect(entities.map(({ entity, path, remediate }) => `${formatEntity(entity)} ${path} ${remediate}`)).toEqual([
      "role/shop-role / off",
      "user/bea /bea/ full",
      "user/ann /ann/ full",
    ]);
    expect(entities.at(-1)).toMatchObject({ groups: { names: ["of-ann"] } });
  });

  it("stands for none where the list is empty", () => {
    expect(compiled(files("[]")).map(({ entity }) => formatEntity(entity))).toEqual(["role/shop-role"]);
  });
});

describe("a list", () => {
  it("is spread among an entity's attachments", () => {
    const declaration = "  more: { type: list, items: arn, default: [], description: More. }\n  bucket:\n";
    const attachment = '        - "{{more}}"\n        - "arn:{{partition}}:iam::aws:policy/ReadOnlyAccess"';
    const [role] = compiled({
      ...edited(
        BASELINE,
        ["  bucket:\n", declaration],
        ['        - "arn:{{partition}}:iam::aws:policy/ReadOnlyAccess"', attachment],
      ),
      ...edited(CONFIGURATION, [
        "bucket: shop-bucket",
        "bucket: shop-bucket\n          more: [arn:aws:iam::aws:policy/B, arn:aws:iam::111122223333:policy/A]",
      ]),
    });
    expect(role?.kind === "role" && role.attachments?.policyArns).toEqual([
      "arn:aws:iam::aws:policy/B",
      "arn:aws:iam::111122223333:policy/A",
      "arn:aws:iam::aws:policy/ReadOnlyAccess",
    ]);
  });
});

describe("separatePolicies", () => {
  it("is said of each role, by ARN, and of nothing else", () => {
    const policy = `  - {kind: policy, name: stock, path: /shop/, ${COMMON}, document: policy.json}\n`;
    const others = `  - {kind: user, name: u, ${COMMON}}\n  - {kind: role, name: r, ${COMMON}}\n`;
    const separate = 'separatePolicies: [[stock, "arn:{{partition}}:iam::aws:policy/A"]]\nentities:\n';
    const entities = compiled({
      [BASELINE]: `${edited(BASELINE, ["entities:\n", separate])[BASELINE]}${policy}${others}`,
    });
    const sets = [["arn:aws:iam::111122223333:policy/shop/stock", "arn:aws:iam::aws:policy/A"]];
    expect(entities.map((entity) => ("separatePolicies" in entity ? entity.separatePolicies : entity.kind))).toEqual([
      sets,
      "policy",
      "user",
      sets,
    ]);
  });
});

describe("an account's parameters", () => {
  it("hold for all of its baselines that have them, and a baseline's own come first", () => {
    const again = "      - { baseline: shop, parameters: { bucket: other-bucket, roleName: other } }\n";
    const files = edited(CONFIGURATION, [
      "    alias: one\n    baselines:\n      - baseline: shop\n        remediate: narrow\n        parameters:\n          bucket: shop-bucket\n",
      `    parameters: { bucket: common-bucket }\n    baselines:\n      - baseline: shop\n${again}`,
    ]);
    const texts = compiled(files).map(
      (entity) => entity.kind === "role" && entity.inlinePolicies?.documents.shop?.text,
    );
    expect(texts).toEqual([expect.stringContaining(":::common-bucket/"), expect.stringContaining(":::other-bucket/")]);
  });
});

describe("a document", () => {
  it("keeps its earlier versions, newest first, and its purposes", () => {
    const page = "provenance: reconstructed\n    page: { title: Set up the shop }\n";
    const said = '    revisions: [{ file: revisions/2.json, version: "2" }, { file: 1.json, date: 2024-01-31 }]\n';
    const [role] = compiled({
      ...edited(BASELINE, [page, `${page}    date: 2025-01-31\n    purposes: { Reads: Reads the shop. }\n${said}`]),
      "policies/shop/policy.json": FIXTURE["policies/shop/policy.json"]?.replace(
        '{"Effect"',
        '{"Sid":"Reads","Effect"',
      ),
      "policies/shop/revisions/2.json": FIXTURE["policies/shop/policy.json"],
      "policies/shop/1.json": FIXTURE["policies/shop/policy.json"]?.replace("GetObject", "PutObject"),
    });
    expect(role?.kind === "role" && role.inlinePolicies?.documents.shop).toMatchObject({
      purposes: { Reads: "Reads the shop." },
      revisions: [
        { version: "2", source: "policies/shop/revisions/2.json", text: expect.stringContaining("shop-bucket") },
        { version: "2024-01-31", source: "policies/shop/1.json", text: expect.stringContaining("s3:PutObject") },
      ],
    });
  });
});
