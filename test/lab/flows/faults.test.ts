import {
  AttachRolePolicyCommand,
  DeleteRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ShownAlert } from "../demo/stage.ts";
import { ADMINISTRATOR, type Flow, headlines, type OrderedFault, startFlow, toldAgain } from "./flow.ts";

const DEPLOY = "viz-now-deploy-infra";
const MANAGE = "viz-now-manage";
const TASK = "matillion-agent-task";
const EXECUTION = "matillion-agent-execution";
const STRANGER = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:AssumeRole" }],
});

let flow: Flow;

beforeAll(async () => {
  flow = await startFlow();
});

afterAll(async () => {
  await flow.stop();
});

const attach = (RoleName: string) => flow.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR }));

/** Any event about a role has it read again. */
const touch = (RoleName: string) =>
  flow.iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: "looked-at", Value: `${performance.now()}` }] }));

async function isAttached(RoleName: string): Promise<boolean> {
  const { AttachedPolicies } = await flow.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  return (AttachedPolicies ?? []).some(({ PolicyArn }) => PolicyArn === ADMINISTRATOR);
}

async function findings(entity: string): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await flow.findingsOf(entity)).map(({ drift, status }) => [drift.rule, status]));
}

const LEFT_OPEN = ["[critical] Drift opened", "[critical] Remediation refused"];
const PUT_BACK = ["[critical] Drift opened", "[critical] Drift remediated", "[critical] Drift resolved"];

describe("a read that IAM refuses", () => {
  it("is told as unreadable; nothing is opened, resolved or repaired until it can be read", async () => {
    const trust = new UpdateAssumeRolePolicyCommand({ RoleName: DEPLOY, PolicyDocument: STRANGER });
    await flow.raisedBy(() => flow.iam.send(trust));
    expect(await findings(`role/${DEPLOY}`)).toEqual({ "trust-changed": "open" });

    const raised = await flow.raisedBy(async () => {
      await flow.fault({ service: "iam", action: "GetRole", code: "AccessDenied", times: 1 });
      await attach(DEPLOY);
    });
    expect(headlines(raised, `role/${DEPLOY}`)).toEqual(["[critical] Not readable"]);
    expect(raised[0]?.message).toContain("GetRole: AccessDenied");
    expect(await findings(`role/${DEPLOY}`)).toEqual({ "trust-changed": "open", unreadable: "open" });
    expect(await isAttached(DEPLOY)).toBe(true);

    const then = await flow.raisedBy(() => touch(DEPLOY));
    expect(headlines(then, `role/${DEPLOY}`).toSorted()).toEqual([...PUT_BACK, "[critical] Drift resolved"].toSorted());
    expect(await findings(`role/${DEPLOY}`)).toEqual({
      "trust-changed": "open",
      unreadable: "resolved",
      "attachment-unexpected": "resolved",
    });
    expect(await isAttached(DEPLOY)).toBe(false);
  });

  it("of one aspect is told as that, and the others are judged", async () => {
    const raised = await flow.raisedBy(async () => {
      await flow.fault({ service: "iam", action: "ListRolePolicies", code: "AccessDenied", times: 1 });
      await touch(EXECUTION);
    });
    expect(headlines(raised, `role/${EXECUTION}`)).toEqual(["[high] Not readable"]);
    expect(raised[0]?.message).toContain("The inline policies of role matillion-agent-execution could not be read");
    expect(headlines(await flow.raisedBy(() => touch(EXECUTION)), `role/${EXECUTION}`)).toEqual([
      "[high] Drift resolved",
    ]);
  });

  it("keeps a repair from being made that might undo containment", async () => {
    const raised = await flow.raisedBy(async () => {
      // The detector, the repair's own reading and its look for containment: nobody else reads an attached policy.
      await flow.fault({ service: "iam", action: "GetPolicy", code: "AccessDenied", times: 3 });
      await attach(MANAGE);
    });
    expect(headlines(raised, `role/${MANAGE}`).toSorted()).toEqual(LEFT_OPEN);
    expect(raised.find(({ subject }) => subject.includes("refused"))?.message).toContain(
      `What the managed policy ${ADMINISTRATOR} says could not be read, so it cannot be told whether it only denies`,
    );
    expect(await isAttached(MANAGE)).toBe(true);
  });
});

describe("a write that IAM refuses", () => {
  it("is told as failed, with its call and code, and the drift stays open", async () => {
    const raised = await flow.raisedBy(async () => {
      await flow.fault({ service: "iam", action: "DetachRolePolicy", code: "AccessDenied", times: 1 });
      await attach(TASK);
    });
    expect(headlines(raised, `role/${TASK}`).toSorted()).toEqual([
      "[critical] Drift opened",
      "[critical] Remediation failed",
    ]);
    expect(raised.find(({ subject }) => subject.includes("failed"))?.message).toContain(
      `DetachRolePolicy role/${TASK} ${ADMINISTRATOR} failed with AccessDenied`,
    );
    expect(await findings(`role/${TASK}`)).toEqual({ "attachment-unexpected": "open" });
  });

  it("because another is under way is made again once its message is back, and told once", async () => {
    const raised = await flow.raisedBy(async () => {
      await flow.fault({ service: "iam", action: "DetachRolePolicy", code: "ConcurrentModification", times: 1 });
      await attach(EXECUTION);
    });
    expect(headlines(raised, `role/${EXECUTION}`)).toEqual(["[critical] Drift opened"]);
    expect(await isAttached(EXECUTION)).toBe(true);
    const then = await flow.raisedBy(() => flow.advance("PT6M"));
    expect(headlines(then, `role/${EXECUTION}`).toSorted()).toEqual(PUT_BACK.slice(1));
    expect(await isAttached(EXECUTION)).toBe(false);
  });
});

interface Failure {
  readonly name: string;
  readonly fault: OrderedFault;
  /** Which policy to attach: another one each time, so that each is a drift of its own. */
  readonly policy: string;
  /** Whether the first alert is missing until a queue gives its message back. */
  readonly late: boolean;
}

/** Codes that the SDK tries again by itself, and codes that it hands to the function. */
const failures: readonly Failure[] = [
  {
    name: "SNS fails for a moment",
    fault: { service: "sns", action: "Publish", code: "InternalError", times: 1 },
    policy: "PowerUserAccess",
    late: false,
  },
  {
    name: "SNS refuses",
    fault: { service: "sns", action: "Publish", code: "AuthorizationError", times: 1 },
    policy: "ReadOnlyAccess",
    late: true,
  },
  {
    name: "EventBridge refuses",
    fault: { service: "events", action: "PutEvents", code: "AccessDeniedException", times: 1 },
    policy: "SecurityAudit",
    late: true,
  },
  {
    name: "DynamoDB refuses a write",
    fault: { service: "dynamodb", action: "PutItem", code: "AccessDeniedException", times: 1 },
    policy: "IAMReadOnlyAccess",
    late: true,
  },
  {
    name: "DynamoDB refuses a read",
    fault: { service: "dynamodb", action: "Query", code: "AccessDeniedException", times: 1 },
    policy: "AmazonS3FullAccess",
    late: true,
  },
  {
    name: "DynamoDB says that somebody else wrote first",
    fault: { service: "dynamodb", action: "PutItem", code: "ConditionalCheckFailedException", times: 1 },
    policy: "AmazonEC2ReadOnlyAccess",
    late: false,
  },
];

describe("a service that fails once", () => {
  it.each(failures)("delays the alert at most, and doubles none: $name", async ({ fault, policy, late }) => {
    const PolicyArn = `arn:aws:iam::aws:policy/${policy}`;
    const raised = await flow.raisedBy(async () => {
      await flow.fault(fault);
      await flow.iam.send(new AttachRolePolicyCommand({ RoleName: EXECUTION, PolicyArn }));
    });
    const opened = headlines(raised, `role/${EXECUTION}`).filter((headline) => headline.endsWith("Drift opened"));
    expect(opened).toHaveLength(late ? 0 : 1);
    // The longest visibility time-out there is; twice, because what was late may have gone on to another queue.
    const then = await flow.raisedBy(async () => {
      await flow.advance("PT6M");
      await flow.advance("PT6M");
    });
    const all = [...raised, ...then].filter(({ message }) => message.includes(PolicyArn));
    expect(all.filter(({ attributes }) => attributes.change === "opened")).toHaveLength(1);
    expect(toldAgain([...raised, ...then])).toEqual([]);
  });
});

/** Without what is told day after day of findings that stay open. */
function unreminded(alerts: readonly ShownAlert[]): readonly ShownAlert[] {
  return alerts.filter(({ subject }) => !subject.includes("] Still open:"));
}

describe("news that could not be delivered", () => {
  /** Fails until the queues have given their messages up to their dead letters. */
  async function failAt(fault: OrderedFault, RoleName: string): Promise<void> {
    await flow.fault(fault);
    await flow.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: STRANGER }));
    for (let time = 0; time < 6; time += 1) await flow.advance("PT6M");
  }

  const undelivered = [
    { name: "the bus", RoleName: TASK, fault: { service: "events", action: "PutEvents", times: 5 } },
    // Two pieces of news, the topics of people and of Slack, five receptions.
    { name: "people", RoleName: EXECUTION, fault: { service: "sns", action: "Publish", times: 20 } },
  ] as const;
  it.each(undelivered)("to $name is delivered by the next sweep, once", async ({ RoleName, fault }) => {
    const code = "AccessDeniedException";
    expect(await flow.raisedBy(() => failAt({ ...fault, code }, RoleName))).toEqual([]);
    expect(await findings(`role/${RoleName}`)).toMatchObject({ "trust-changed": "open" });
    const swept = unreminded(await flow.raisedBy(() => flow.advance("P1D")));
    expect(headlines(swept, `role/${RoleName}`)).toContain("[critical] Drift opened");
    expect(toldAgain(swept)).toEqual([]);
    expect(unreminded(await flow.raisedBy(() => flow.advance("P1D")))).toEqual([]);
  });
});

// Last, because whoever has been throttled paces itself for seconds, in real time.
describe("a read that IAM throttles", () => {
  it("as often as the client tries is told as unreadable; nothing is opened, resolved or repaired", async () => {
    const before = await findings(`role/${MANAGE}`);
    const raised = await flow.raisedBy(async () => {
      await flow.fault({ service: "iam", action: "GetRole", code: "Throttling", times: 6 });
      await flow.iam.send(new DeleteRolePolicyCommand({ RoleName: MANAGE, PolicyName: MANAGE }));
    });
    expect(headlines(raised, `role/${MANAGE}`)).toEqual(["[critical] Not readable"]);
    expect(raised[0]?.message).toContain("GetRole: Throttling");
    expect(await findings(`role/${MANAGE}`)).toEqual({ ...before, unreadable: "open" });
    // What could not be judged before was asked for again when it was said to be still open, and put right.
    expect(before).toEqual({ "attachment-unexpected": "resolved" });
  }, 60_000);
});
