import {
  AttachRolePolicyCommand,
  CreateLoginProfileCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  type IAMClient,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { checkResultSchema } from "../../cli/check-schema.ts";
import { type CheckedLab, LAB, serveCheckedLab } from "./check-served.ts";
import { type Run, runCli, runCliProcess } from "./run-cli.ts";

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

let lab: CheckedLab | undefined;

afterEach(async () => {
  await lab?.stop();
  lab = undefined;
});

async function tampered(...changes: readonly ((client: IAMClient) => Promise<unknown>)[]): Promise<CheckedLab> {
  const served = await serveCheckedLab();
  lab = served;
  for (const change of changes) await change(served.client);
  return served;
}

/** Every drift of a JSON result, which is held to the schema first. */
function driftsOf({ stdout }: Run) {
  const result = checkResultSchema.parse(JSON.parse(stdout));
  return result.accounts.flatMap(({ entities }) =>
    entities.flatMap(({ entity, drifts }) =>
      drifts.map(({ rule, subject, severity }) => ({ entity, rule, subject, severity })),
    ),
  );
}

const attach = (client: IAMClient) =>
  client.send(new AttachRolePolicyCommand({ RoleName: "viz-now-manage", PolicyArn: ADMINISTRATOR }));

const policy = (...actions: readonly string[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }] });

describe("the schema of check --json", () => {
  it("is docs/schema/check.schema.json; vitest -u writes it anew", async () => {
    const schema = `${JSON.stringify(z.toJSONSchema(checkResultSchema), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot("../../docs/schema/check.schema.json");
  });
});

describe("check of an account that is as it should be", () => {
  it("ends its process by itself, with every connection closed", async () => {
    const { environment } = await tampered();
    const run = await runCliProcess(process.cwd(), ["check", "--config", LAB], environment);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("Account 000000000000 (lab)");
  });

  it("exits 0, names every entity, and says nothing on stderr", async () => {
    const run = await (await tampered()).check();
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/^Account 000000000000 \(lab\), read from IAM at /);
    expect(run.stdout).toContain("\namazon-ivs\n  ✓ policy/ivs-operator\n  ✓ user/ivs-operator\n  ✓ root\n");
    expect(run.stdout).toMatch(/\n\nNo drift on 20 entities\.\n$/);
  });

  it("exits 0 in every format", async () => {
    const { check } = await tampered();
    for (const format of ["json", "markdown", "sarif"]) {
      expect(await check("--format", format)).toMatchObject({ code: 0, stderr: "" });
    }
    expect(driftsOf(await check("--json"))).toEqual([]);
  });

  it("reads only one baseline where that is asked for", async () => {
    const { check } = await tampered(attach);
    expect(await check("--baseline", "amazon-ivs")).toMatchObject({ code: 0 });
    expect(await check("--baseline", "./policies/viz-now", "--account", "lab")).toMatchObject({ code: 1 });
  });
});

interface Tampering {
  readonly name: string;
  readonly change: (client: IAMClient) => Promise<unknown>;
  readonly expected: ReturnType<typeof driftsOf>[number];
  /** What the table says of it. */
  readonly told: readonly string[];
}

const TAMPERINGS: readonly Tampering[] = [
  {
    name: "a managed policy attached",
    change: attach,
    expected: {
      entity: "role/viz-now-manage",
      rule: "attachment-unexpected",
      subject: ADMINISTRATOR,
      severity: "critical",
    },
    told: ["aws iam list-attached-role-policies --role-name viz-now-manage"],
  },
  {
    name: "a managed policy detached",
    change: (client) =>
      client.send(
        new DetachRolePolicyCommand({
          RoleName: "matillion-agent-task",
          PolicyArn: "arn:aws:iam::000000000000:policy/matillion-agent-task",
        }),
      ),
    expected: {
      entity: "role/matillion-agent-task",
      rule: "attachment-missing",
      subject: "arn:aws:iam::000000000000:policy/matillion-agent-task",
      severity: "high",
    },
    told: ["See it in IAM"],
  },
  {
    name: "an inline policy added",
    change: (client) =>
      client.send(
        new PutRolePolicyCommand({
          RoleName: "viz-now-manage",
          PolicyName: "other",
          PolicyDocument: policy("iam:PassRole", "s3:GetObject"),
        }),
      ),
    expected: {
      entity: "role/viz-now-manage",
      rule: "inline-policy-unexpected",
      subject: "other",
      severity: "critical",
    },
    told: [
      // What the role may do anyway: its severity is the role's own.
      "Neither gained nor lost as a whole",
      "= `iam:PassRole` and `s3:GetObject` on `*`",
      "inline policy viz-now-manage has it too",
      "policy=$(aws iam get-role-policy --role-name viz-now-manage --policy-name other --query PolicyDocument --output json)",
      'aws iam simulate-custom-policy --policy-input-list "$policy" \\',
      "# allowed",
    ],
  },
  {
    name: "a trust policy widened",
    change: (client) =>
      client.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: "matillion-agent-task",
          PolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" },
              { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
            ],
          }),
        }),
      ),
    expected: { entity: "role/matillion-agent-task", rule: "trust-changed", subject: "", severity: "critical" },
    told: [
      "principal  ec2.amazonaws.com",
      "aws iam get-role --role-name matillion-agent-task --query Role.AssumeRolePolicyDocument",
    ],
  },
  {
    name: "a console password given to a machine's user",
    change: (client) =>
      client.send(new CreateLoginProfileCommand({ UserName: "production-streammanager", Password: "Correct-Horse-1" })),
    expected: {
      entity: "user/production-streammanager",
      rule: "console-access-forbidden",
      subject: "",
      severity: "high",
    },
    told: ["aws iam get-login-profile --user-name production-streammanager"],
  },
];

describe("check of an account that was tampered with", () => {
  it.each(TAMPERINGS)("exits 1 and tells exactly $name", async ({ change, expected, told }) => {
    const { check } = await tampered(change);
    const json = await check("--json");
    expect(json).toMatchObject({ code: 1, stderr: "" });
    expect(driftsOf(json)).toEqual([expected]);
    const table = await check();
    expect(table).toMatchObject({ code: 1, stderr: "" });
    for (const text of [expected.entity, `${expected.severity} · ${expected.rule}`, ...told]) {
      expect(table.stdout).toContain(text);
    }
    expect(table.stdout).toMatch(new RegExp(`\\n1 drift \\(1 ${expected.severity}\\) on 1 of 20 entities\\.\\n$`));
  });

  it("puts a missing policy and an unexpected one down as two", async () => {
    const { check } = await tampered(attach, (client) =>
      client.send(
        new DeleteRolePolicyCommand({ RoleName: "viz-now-deploy-infra", PolicyName: "viz-now-deploy-infra" }),
      ),
    );
    const rules = driftsOf(await check("--json")).map(({ entity, rule }) => `${entity} ${rule}`);
    expect(rules).toEqual([
      "role/viz-now-deploy-infra inline-policy-missing",
      "role/viz-now-manage attachment-unexpected",
    ]);
  });

  it("keeps to the width it is given, but for commands", async () => {
    const { environment } = await tampered(...TAMPERINGS.map(({ change }) => change));
    const { stdout } = await runCli(process.cwd(), ["check", "--config", LAB], { ...environment, COLUMNS: "80" });
    const isCommand = (line: string) => /^ {6,}(?:aws |policy=|version=|--)/.test(line);
    const tooWide = stdout.split("\n").filter((line) => [...line].length > 80 && !isCommand(line));
    expect(tooWide).toEqual([]);
  });
});

describe("a document made to drive a terminal", () => {
  const hostile = `aws:PrincipalTag/\u001b]0;owned\u0007\u202e`;
  const plant = (client: IAMClient) =>
    client.send(
      new PutRolePolicyCommand({
        RoleName: "viz-now-manage",
        PolicyName: "other",
        // As escapes, which are all that IAM takes.
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            {
              Effect: "Allow",
              Action: "s3:GetObject",
              Resource: "*",
              Condition: { StringEquals: { [hostile]: "\u001b[2J" } },
            },
          ],
        }).replaceAll(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`),
      }),
    );

  it.each(["table", "json", "markdown", "sarif"])("cannot do so in %s", async (format) => {
    const { check } = await tampered(plant);
    const { code, stdout } = await check("--format", format);
    expect(code).toBe(1);
    expect(stdout).toContain("PrincipalTag/");
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});
