import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateLoginProfileCommand,
  GetRoleCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { planResultSchema } from "../../../cli/plan-schema.ts";
import { remediateResultSchema } from "../../../cli/remediate-schema.ts";
import { undoResultSchema } from "../../../cli/undo-schema.ts";
import { type Run, runCli } from "../../cli/run-cli.ts";
import { ADMINISTRATOR, type Flow, headlines, startFlow } from "./flow.ts";

const DEPLOY = "viz-now-deploy-infra";
const MANAGE = "viz-now-manage";
const TASK = "matillion-agent-task";
const STREAM_MANAGER = "production-streammanager";
const STRANGER = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:AssumeRole" }],
});
const WIDE = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';

let flow: Flow;

beforeAll(async () => {
  flow = await startFlow();
});

afterAll(async () => {
  await flow.stop();
});

function cli(...args: readonly string[]): Promise<Run> {
  return runCli(process.cwd(), [...args, "--json"], flow.lab.environment);
}

/** The rules that `plumbline check` finds of an entity. */
async function drifting(entity: string): Promise<readonly string[]> {
  const { stdout } = await cli("check");
  const result = JSON.parse(stdout) as {
    readonly accounts: readonly {
      readonly entities: readonly { readonly entity: string; readonly drifts: readonly { readonly rule: string }[] }[];
    }[];
  };
  const entities = result.accounts.flatMap((account) => account.entities).filter((each) => each.entity === entity);
  return entities.flatMap(({ drifts }) => drifts.map(({ rule }) => rule)).toSorted();
}

/** The id of the first remediation that was told as done, of an entity's drifts by these rules. */
async function remediated(entity: string, rules: readonly string[]): Promise<string> {
  const findings = (await flow.findingsOf(entity)).filter(({ drift }) => rules.includes(drift.rule));
  const done = findings.flatMap(({ news }) => news.filter(({ kind }) => kind === "IAM Drift Remediated"));
  return done[0]?.remediation?.remediationId ?? "";
}

interface Case {
  readonly name: string;
  readonly entity: string;
  readonly tamper: () => Promise<unknown>;
  readonly rules: readonly string[];
}

/** Each of another entity: within an hour no more than three repairs of one are begun. */
const cases: readonly Case[] = [
  {
    name: "an attachment",
    entity: `role/${TASK}`,
    tamper: () => flow.iam.send(new AttachRolePolicyCommand({ RoleName: TASK, PolicyArn: ADMINISTRATOR })),
    rules: ["attachment-unexpected"],
  },
  {
    name: "a widened inline policy and one too many",
    entity: `role/${DEPLOY}`,
    tamper: async () => {
      for (const PolicyName of [DEPLOY, "extra"]) {
        await flow.iam.send(new PutRolePolicyCommand({ RoleName: DEPLOY, PolicyName, PolicyDocument: WIDE }));
      }
    },
    rules: ["inline-policy-changed", "inline-policy-unexpected"],
  },
  {
    name: "an attachment to a user",
    entity: `user/${STREAM_MANAGER}`,
    tamper: () => flow.iam.send(new AttachUserPolicyCommand({ UserName: STREAM_MANAGER, PolicyArn: ADMINISTRATOR })),
    rules: ["attachment-unexpected"],
  },
  {
    name: "a rolled-back policy version",
    entity: "policy/ivs-operator",
    tamper: () =>
      flow.iam.send(
        new SetDefaultPolicyVersionCommand({
          PolicyArn: `arn:aws:iam::${flow.account}:policy/ivs-operator`,
          VersionId: "v1",
        }),
      ),
    rules: ["policy-version-changed"],
  },
];

/** The rules by which an entity has findings that stand open. */
async function open(entity: string): Promise<readonly string[]> {
  return (await flow.findingsOf(entity)).filter(({ status }) => status === "open").map(({ drift }) => drift.rule);
}

/** What was undone. */
const undone: string[] = [];

describe("drift, repair, undo", () => {
  it.each(cases)("$name is put back, and put back to what it was", async ({ entity, tamper, rules }) => {
    const raised = await flow.raisedBy(tamper);
    const told = headlines(raised, entity).map((headline) => headline.replace(/^\[\w+\] /, ""));
    expect(told.toSorted()).toEqual(expect.arrayContaining(["Drift opened", "Drift remediated", "Drift resolved"]));
    expect(await drifting(entity)).toEqual([]);

    const remediationId = await remediated(entity, rules);
    const undoing = await cli("undo", remediationId);
    expect([undoing.stderr, undoing.code]).toEqual(["", 0]);
    expect(undoResultSchema.parse(JSON.parse(undoing.stdout))).toMatchObject({
      status: "undone",
      verified: true,
      entity,
    });
    expect(await drifting(entity)).toEqual(rules);

    // Plumbline tells of it, and leaves what a person has undone as it is.
    await flow.settled();
    expect((await open(entity)).toSorted()).toEqual(rules);
    undone.push(remediationId);

    const planned = planResultSchema.parse(JSON.parse((await cli("plan", "--entity", entity)).stdout));
    expect(planned.plans.map(({ guards }) => guards)).toEqual([[]]);
    const repaired = await cli("remediate", "--entity", entity, "--apply");
    expect([repaired.stderr, repaired.code]).toEqual(["", 0]);
    expect(remediateResultSchema.parse(JSON.parse(repaired.stdout)).remediations).toMatchObject([
      { status: "remediated", calls: planned.plans.flatMap(({ steps }) => steps.map(({ call }) => call)) },
    ]);
    await flow.settled();
    expect(await drifting(entity)).toEqual([]);
  });

  it("undoes nothing twice, and has no plan where nothing drifts", async () => {
    const again = await cli("undo", undone[0] ?? "");
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("was undone by")]);
    expect((await cli("plan", "--entity", `role/${TASK}`)).code).toBe(0);
  });

  it("names what cannot be undone: a password that was deleted", async () => {
    const entity = `user/${STREAM_MANAGER}`;
    await flow.iam.send(
      new CreateLoginProfileCommand({ UserName: STREAM_MANAGER, Password: "Correct-Horse-7-Battery" }),
    );
    await flow.settled();
    expect(await drifting(entity)).toEqual([]);
    const undone = await cli("undo", await remediated(entity, ["console-access-forbidden"]));
    expect(undoResultSchema.parse(JSON.parse(undone.stdout))).toMatchObject({
      status: "partly",
      verified: false,
      steps: [{ call: `DeleteLoginProfile user/${STREAM_MANAGER}`, status: "irreversible", inverse: [] }],
    });
    expect(undone.code).toBe(1);
    expect(await drifting(entity)).toEqual([]);
  });

  it("tells once, and in the plan, what is refused for good, and writes nothing of it", async () => {
    const entity = `role/${DEPLOY}`;
    const raised = await flow.raisedBy(() =>
      flow.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: DEPLOY, PolicyDocument: STRANGER })),
    );
    expect(headlines(raised, entity)).toEqual([expect.stringContaining("Drift opened")]);
    const { code, stdout } = await cli("remediate", "--entity", entity);
    expect(code).toBe(1);
    expect(planResultSchema.parse(JSON.parse(stdout))).toMatchObject({
      plans: [],
      unplanned: [{ entity, rule: "trust-changed", status: "refused", reason: expect.stringContaining("`narrow`") }],
    });
    expect((await cli("remediate", "--entity", entity, "--apply")).code).toBe(1);
    const { Role } = await flow.iam.send(new GetRoleCommand({ RoleName: DEPLOY }));
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).toContain("111122223333");
  });

  it("shows the plans, and writes nothing without --apply", async () => {
    const entity = `role/${MANAGE}`;
    await flow.fault({ service: "iam", action: "DetachRolePolicy", code: "AccessDenied", times: 1 });
    const raised = await flow.raisedBy(() =>
      flow.iam.send(new AttachRolePolicyCommand({ RoleName: MANAGE, PolicyArn: ADMINISTRATOR })),
    );
    expect(headlines(raised, entity)).toContainEqual(expect.stringContaining("failed"));
    const { plans } = planResultSchema.parse(JSON.parse((await cli("plan", "--entity", entity)).stdout));
    expect(plans).toMatchObject([{ entity, guards: [], steps: [{ reversible: true }] }]);
    const [plan] = plans;
    const shown = await cli("remediate", "--plan", plan?.remediationId ?? "");
    expect([shown.code, planResultSchema.parse(JSON.parse(shown.stdout)).plans]).toEqual([1, plans]);
    expect(await drifting(entity)).toEqual(["attachment-unexpected"]);
    const text = await runCli(process.cwd(), ["plan", "--entity", entity], flow.lab.environment);
    expect(text.stdout).toContain(`1. DetachRolePolicy ${entity} ${ADMINISTRATOR}`);
    expect(text.stdout).toContain(`undone by AttachRolePolicy ${entity} ${ADMINISTRATOR}`);
    const applied = await cli("remediate", "--plan", plan?.remediationId ?? "", "--apply");
    expect([applied.stderr, applied.code]).toEqual(["", 0]);
    expect(await drifting(entity)).toEqual([]);
    const late = await cli("remediate", "--plan", plan?.remediationId ?? "", "--apply");
    expect([late.code, late.stderr]).toEqual([2, expect.stringContaining(plan?.remediationId ?? "")]);
  });
});
