import { describe, expect, it } from "vitest";
import { judgeFunction } from "../../cli/doctor-function.ts";
import { judgeKillSwitch } from "../../cli/doctor-kill-switch.ts";
import { judgeLedger } from "../../cli/doctor-ledger.ts";
import { type DoctorLine, doctorStatus } from "../../cli/doctor-line.ts";
import { judgeAdmission } from "../../cli/doctor-member.ts";
import { judgeQueue } from "../../cli/doctor-queue.ts";
import { judgeRegion } from "../../cli/doctor-region.ts";
import { judgeRole } from "../../cli/doctor-role.ts";
import { judgeRule } from "../../cli/doctor-rule.ts";
import { judgeSecret } from "../../cli/doctor-secret.ts";
import { NOT_READ } from "../../cli/doctor-stack.ts";
import type { MappingReading } from "../../shared/aws/deployment-functions.ts";
import type { RuleReading, TargetInput } from "../../shared/aws/deployment-rules.ts";
import type { Observation } from "../../shared/observation/observation.ts";

type Expected = readonly [status: DoctorLine["status"], says: string];

interface Case {
  readonly name: string;
  readonly line: DoctorLine | undefined;
  readonly expected: Expected;
}

const ACCOUNT = "111122223333";
const REGION = "us-east-1";
const present = <T>(state: T): Observation<T> => ({ status: "present", state });
const absent = { status: "absent" } as const;
const denied = (call: string) =>
  ({ status: "unreadable", reason: { call, code: "AccessDenied", message: "No." } }) as const;
const arn = (service: string, rest: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;

function tell({ line, expected: [status, says] }: Case): void {
  expect(line?.says).toContain(says);
  expect(line?.status).toBe(status);
  expect(line?.remedy === undefined).toBe(status === "ok");
}

describe("rules", () => {
  const QUEUE = arn("sqs", "q");
  const PATTERN = { source: ["aws.iam"], detail: { errorCode: [{ exists: false }] } };
  const expected = { name: "r", bus: "b", pattern: PATTERN, targets: [{ arn: QUEUE }] };
  const found = { state: "ENABLED", pattern: JSON.stringify(PATTERN), targets: present([{ arn: QUEUE }]) };
  const transformer = { paths: { who: "$.detail.userIdentity.arn" }, template: '"Changed by <who>"' };
  const transforming = { ...expected, targets: [{ arn: QUEUE, input: { transformer } }] };
  const sending = (input?: TargetInput): Observation<RuleReading> =>
    present({ ...found, targets: present([{ arn: QUEUE, ...(input !== undefined && { input }) }]) });
  const ELSE = `sends to ${QUEUE} something else than the event`;
  const ROLE = `arn:aws:iam::${ACCOUNT}:role/sender`;
  const byRole = { ...expected, targets: [{ arn: QUEUE, role: ROLE }] };
  const judge = (change: Partial<RuleReading>) => judgeRule(expected, present({ ...found, ...change }), REGION);
  const scheduled = { name: "s", bus: "default", schedule: "rate(1 day)", targets: [] };
  const every = (schedule: string) =>
    judgeRule(scheduled, present({ state: "ENABLED", schedule, targets: present([]) }), REGION);
  const reordered = '{"detail":{"errorCode":[{"exists":false}]},"source":["aws.iam"]}';
  const CASES: readonly Case[] = [
    { name: "as the stack has it", line: judge({}), expected: ["ok", "Enabled on the bus b"] },
    { name: "its pattern in another order", line: judge({ pattern: reordered }), expected: ["ok", "sends to q"] },
    {
      name: "disabled",
      line: judge({ state: "DISABLED" }),
      expected: ["error", "on the bus b in us-east-1 is disabled"],
    },
    {
      name: "another pattern",
      line: judge({ pattern: '{"source":["x"]}' }),
      expected: ["error", "pattern is another"],
    },
    { name: "a pattern that is no JSON", line: judge({ pattern: "{" }), expected: ["error", "pattern is another"] },
    { name: "no target", line: judge({ targets: present([]) }), expected: ["error", `does not send to ${QUEUE}`] },
    {
      name: "targets that cannot be read",
      line: judge({ targets: denied("events:ListTargetsByRule") }),
      expected: ["unknown", "(events:ListTargetsByRule: AccessDenied: No)"],
    },
    { name: "none", line: judgeRule(expected, absent, REGION), expected: ["error", "no such rule on the bus b"] },
    {
      name: "one that cannot be read",
      line: judgeRule(expected, denied("events:DescribeRule"), REGION),
      expected: ["unknown", "(events:DescribeRule: AccessDenied: No)"],
    },
    {
      name: "a pattern that names what nobody knows",
      line: judgeRule({ name: "r", bus: "b", targets: [{ arn: QUEUE }] }, present(found), REGION),
      expected: ["unknown", "is enabled; whether its pattern is the stack's is not known."],
    },
    {
      name: "a target that could not be read",
      line: judgeRule({ ...expected, targets: [{ arn: NOT_READ }] }, present(found), REGION),
      expected: ["unknown", "is enabled; whether it sends where it should is not known."],
    },
    {
      name: "the stack's role",
      line: judgeRule(byRole, present({ ...found, targets: present([{ arn: QUEUE, role: ROLE }]) }), REGION),
      expected: ["ok", "sends to q"],
    },
    {
      name: "another role",
      line: judgeRule(byRole, present({ ...found, targets: present([{ arn: QUEUE, role: `${ROLE}2` }]) }), REGION),
      expected: ["error", `sends to ${QUEUE} by ${ROLE}2, and not by ${ROLE}.`],
    },
    {
      name: "no role",
      line: judgeRule(byRole, present(found), REGION),
      expected: ["error", `sends to ${QUEUE} by no role, and not by ${ROLE}.`],
    },
    {
      name: "a role, where the queue's policy lets the rule send",
      line: judge({ targets: present([{ arn: QUEUE, role: ROLE }]) }),
      expected: ["error", `sends to ${QUEUE} by ${ROLE}, and not by what the target's own policy allows.`],
    },
    {
      name: "a constant in place of the event",
      line: judgeRule(expected, sending({ constant: "{}" }), REGION),
      expected: ["error", ELSE],
    },
    {
      name: "a part of the event",
      line: judgeRule(expected, sending({ path: "$.detail.x" }), REGION),
      expected: ["error", ELSE],
    },
    {
      name: "a text made of the event",
      line: judgeRule(expected, sending({ transformer }), REGION),
      expected: ["error", ELSE],
    },
    {
      name: "the event to the same target, too",
      line: judge({ targets: present([{ arn: QUEUE, input: { constant: "{}" } }, { arn: QUEUE }]) }),
      expected: ["ok", "sends to q"],
    },
    {
      name: "the stack's text",
      line: judgeRule(transforming, sending({ transformer: structuredClone(transformer) }), REGION),
      expected: ["ok", "sends to q"],
    },
    {
      name: "another text than the stack's",
      line: judgeRule(transforming, sending({ transformer: { ...transformer, template: '"All is well"' } }), REGION),
      expected: ["error", `sends to ${QUEUE} another text than the stack's`],
    },
    {
      name: "the event in place of the stack's text",
      line: judgeRule(transforming, sending(), REGION),
      expected: ["error", `sends to ${QUEUE} another text than the stack's`],
    },
    { name: "the configuration's schedule", line: every("rate(1 day)"), expected: ["ok", "Enabled"] },
    {
      name: "another schedule",
      line: every("rate(7 days)"),
      expected: ["error", "schedule is rate(7 days), and plumbline.yml has rate(1 day)"],
    },
  ];
  it.each(CASES)("$name", tell);
});

describe("queues", () => {
  const QUEUE = arn("sqs", "q");
  const RULE = arn("events", "rule/b/r");
  const policy = (source: string) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: QUEUE,
          Condition: { ArnEquals: { "aws:SourceArn": source } },
        },
      ],
    });
  const queue = { name: "q", isForDeadLetters: false, senders: [RULE], account: ACCOUNT, region: REGION };
  const judge = (text: string, more: object = {}) =>
    judgeQueue({ ...queue, observed: present({ arn: QUEUE, policy: text, messages: 0 }), ...more });
  const dead = { isForDeadLetters: true, senders: [], observed: present({ arn: QUEUE, policy: "", messages: 2 }) };
  const CASES: readonly Case[] = [
    { name: "lets the rule send", line: judge(policy(RULE)), expected: ["ok", "lets the rules send"] },
    {
      name: "lets another rule send",
      line: judge(policy(`${RULE}x`)),
      expected: ["error", "not let the rule b/r send"],
    },
    { name: "has no policy", line: judge(""), expected: ["error", "not let the rule b/r send"] },
    {
      name: "has a policy that is none",
      line: judge("{}"),
      expected: ["unknown", "not known whether its policy lets"],
    },
    { name: "has no rule", line: judge("", { senders: [] }), expected: ["ok", "There."] },
    {
      name: "has a rule on a bus that could not be read",
      line: judge(policy(RULE), { senders: [arn("events", `rule/${NOT_READ}/r`)] }),
      expected: ["unknown", "Which bus the rule r is on could not be read"],
    },
    { name: "holds dead letters", line: judge("", dead), expected: ["warning", "holds 2 messages"] },
    {
      name: "holds none",
      line: judge("", { isForDeadLetters: true, senders: [] }),
      expected: ["ok", "Empty."],
    },
    { name: "is not there", line: judge("", { observed: absent }), expected: ["error", "no such queue in us-east-1"] },
    {
      name: "cannot be read",
      line: judge("", { observed: denied("sqs:GetQueueAttributes") }),
      expected: ["unknown", "(sqs:GetQueueAttributes: AccessDenied: No)"],
    },
  ];
  it.each(CASES)("$name", tell);
});

describe("functions", () => {
  const SOURCE = arn("sqs", "q");
  const state = {
    arn: arn("lambda", "function:f"),
    role: "r",
    state: "Active",
    lastUpdate: "Successful",
    environment: present<Readonly<Record<string, string>>>({ LEDGER_TABLE: "t" }),
  };
  const MAPPING: MappingReading = { uuid: "8a2b", source: SOURCE, state: "Enabled", filters: "none" };
  const base = { name: "f", sources: [SOURCE], table: "t", region: REGION, reservedConcurrency: absent };
  const judge = (change: object, mapping?: string, reservedConcurrency: Observation<number> = absent) =>
    judgeFunction({
      ...base,
      reservedConcurrency,
      observed: present({ ...state, ...change }),
      mappings: present(mapping === undefined ? [] : [{ ...MAPPING, state: mapping }]),
    });
  const chosenBy = (filters: MappingReading["filters"]) =>
    judgeFunction({ ...base, observed: present(state), mappings: present([{ ...MAPPING, filters }]) });
  const CASES: readonly Case[] = [
    { name: "is fed", line: judge({}, "Enabled"), expected: ["ok", "fed by the queue q"] },
    { name: "is not fed", line: judge({}), expected: ["error", "The queue q does not feed it."] },
    {
      name: "is fed no more",
      line: judge({}, "Disabled"),
      expected: ["error", "the event-source mapping is disabled"],
    },
    {
      name: "is fed what filters leave",
      line: chosenBy("some"),
      expected: ["error", "Filters choose among the messages of the queue q: Lambda deletes those that none"],
    },
    {
      name: "is fed what nobody knows",
      line: chosenBy("hidden"),
      expected: ["unknown", "Whether filters keep messages of the queue q from it is not known: they are encrypted."],
    },
    { name: "failed", line: judge({ state: "Failed" }, "Enabled"), expected: ["error", "its state is Failed"] },
    {
      name: "has another ledger",
      line: judge({ environment: present({ LEDGER_TABLE: "other" }) }, "Enabled"),
      expected: ["error", "The function's ledger is other"],
    },
    {
      name: "has an environment that Lambda could not decrypt",
      line: judge({ environment: denied("lambda:GetFunctionConfiguration") }, "Enabled"),
      expected: [
        "unknown",
        "The function's environment could not be read (lambda:GetFunctionConfiguration: AccessDenied",
      ],
    },
    {
      name: "may not run at all",
      line: judge({}, "Enabled", present(0)),
      expected: ["error", "cannot run: a concurrency of 0 is reserved for it"],
    },
    { name: "may run five times at once", line: judge({}, "Enabled", present(5)), expected: ["ok", "There"] },
    {
      name: "may not be asked how often it may run",
      line: judge({}, "Enabled", denied("lambda:GetFunctionConcurrency")),
      expected: ["unknown", "(lambda:GetFunctionConcurrency: AccessDenied: No)"],
    },
    {
      name: "is not there",
      line: judgeFunction({ ...base, observed: absent, mappings: absent }),
      expected: ["error", "no such function in us-east-1"],
    },
    {
      name: "cannot be read",
      line: judgeFunction({ ...base, observed: denied("lambda:GetFunctionConfiguration"), mappings: absent }),
      expected: ["unknown", "(lambda:GetFunctionConfiguration: AccessDenied: No)"],
    },
    {
      name: "may not be asked what feeds it",
      line: judgeFunction({
        ...base,
        observed: present(state),
        mappings: denied("lambda:ListEventSourceMappings"),
      }),
      expected: ["unknown", "(lambda:ListEventSourceMappings: AccessDenied: No)"],
    },
  ];
  it.each(CASES)("$name", tell);

  it("name the Region in what is to be run", () => {
    expect(judge({}, "Disabled").remedy).toContain("--uuid 8a2b --region us-east-1,");
    expect(chosenBy("some").remedy).toContain("--uuid 8a2b --filter-criteria '{}' --region us-east-1,");
    expect(chosenBy("hidden").remedy).toContain("get-event-source-mapping --uuid 8a2b --region us-east-1;");
    expect(judge({}, "Enabled", present(0)).remedy).toContain(
      "aws lambda delete-function-concurrency --function-name f --region us-east-1,",
    );
  });
});

describe("roles", () => {
  const HUB = "arn:aws:iam::999988887777:role/plumbline-detect-drift";
  const trusting = (Principal: object, Condition?: object) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole", ...(Condition && { Condition }) }],
    });
  const unread = { status: "unreadable", reason: { call: "x", code: "NotAsked", message: "" } } as const;
  const role = (trust: Observation<string>) =>
    present({
      ...({ kind: "role", arn: "a", roleId: "i", path: "/", createdAt: "2026-01-01T00:00:00Z", trust } as const),
      ...{ inlinePolicies: unread, attachments: unread, permissionsBoundary: absent, tags: present({}) },
      maximumSessionSeconds: present(3600),
    });
  const judge = (trust: Observation<string>, callers: readonly string[], externalId?: string) =>
    judgeRole({
      name: { check: "role", subject: "r" },
      observed: role(trust),
      callers,
      context: externalId === undefined ? {} : { "sts:ExternalId": externalId },
      remedy: "Deploy it again.",
    });
  const root = trusting(
    { AWS: "arn:aws:iam::999988887777:root" },
    { ArnEquals: { "aws:PrincipalArn": HUB }, StringEquals: { "sts:ExternalId": "x1" } },
  );
  const lambda = trusting({ Service: "lambda.amazonaws.com" });
  const CASES: readonly Case[] = [
    { name: "trusts Lambda", line: judge(present(lambda), ["lambda.amazonaws.com"]), expected: ["ok", "lambda"] },
    {
      name: "trusts another service",
      line: judge(present(trusting({ Service: "ec2.amazonaws.com" })), ["lambda.amazonaws.com"]),
      expected: ["error", "does not let lambda.amazonaws.com assume it"],
    },
    {
      name: "trusts the hub's role",
      line: judge(present(root), [HUB], "x1"),
      expected: ["ok", "plumbline-detect-drift"],
    },
    { name: "asks for another external id", line: judge(present(root), [HUB], "x2"), expected: ["error", HUB] },
    { name: "trusts one of two", line: judge(present(root), [HUB, `${HUB}s`], "x1"), expected: ["error", `${HUB}s`] },
    {
      name: "has no policy that is one",
      line: judge(present("{}"), [HUB]),
      expected: ["unknown", "not known whether"],
    },
    {
      name: "may not be read",
      line: judgeRole({
        ...{
          name: { check: "role", subject: "r" },
          observed: denied("GetRole"),
          callers: [HUB],
          context: {},
          remedy: "",
        },
      }),
      expected: ["unknown", "(iam:GetRole: AccessDenied: No)"],
    },
    {
      name: "is not there",
      line: judgeRole({
        ...{ name: { check: "role", subject: "r" }, observed: absent, callers: [HUB], context: {}, remedy: "Do." },
      }),
      expected: ["error", "no such role"],
    },
  ];
  it.each(CASES)("$name", tell);
});

describe("the ledger", () => {
  const table = {
    arn: arn("dynamodb", "table/t"),
    state: "ACTIVE",
    indexes: ["by-standing"],
    isProtectedFromDeletion: true,
    hasPointInTimeRecovery: present(true),
  };
  const judge = (change: object) => judgeLedger("t", present({ ...table, ...change }), REGION)[0];
  const CASES: readonly Case[] = [
    { name: "is well", line: judge({}), expected: ["ok", "protected from deletion"] },
    { name: "is being deleted", line: judge({ state: "DELETING" }), expected: ["error", "is deleting"] },
    { name: "lacks its index", line: judge({ indexes: [] }), expected: ["error", "no active index by-standing"] },
    {
      name: "can be deleted",
      line: judge({ isProtectedFromDeletion: false }),
      expected: ["warning", "not protected from deletion"],
    },
    {
      name: "has no recovery",
      line: judge({ hasPointInTimeRecovery: present(false) }),
      expected: ["warning", "no point-in-time recovery"],
    },
    {
      name: "may not be asked",
      line: judge({ hasPointInTimeRecovery: denied("dynamodb:DescribeContinuousBackups") }),
      expected: ["unknown", "(dynamodb:DescribeContinuousBackups: AccessDenied: No)"],
    },
    { name: "is not there", line: judgeLedger("t", absent, REGION)[0], expected: ["error", "no such table"] },
    {
      name: "cannot be read",
      line: judgeLedger("t", denied("dynamodb:DescribeTable"), REGION)[0],
      expected: ["unknown", "(dynamodb:DescribeTable: AccessDenied: No)"],
    },
  ];
  it.each(CASES)("$name", tell);

  it("tells both of what it lacks", () => {
    const lacking = { ...table, isProtectedFromDeletion: false, hasPointInTimeRecovery: present(false) };
    expect(judgeLedger("t", present(lacking), REGION).map(({ status }) => status)).toEqual(["warning", "warning"]);
  });
});

describe("the kill switch, secrets and the Region", () => {
  const secret = { store: "ssm", id: "/plumbline/token" } as const;
  const routes = ["on-call"];
  const there = present({ arn: "a", role: "r", state: "Active", lastUpdate: "Successful", environment: present({}) });
  const CASES: readonly Case[] = [
    { name: "run", line: judgeKillSwitch("/k", present("run"), REGION), expected: ["ok", "says run"] },
    { name: "stop", line: judgeKillSwitch("/k", present("stop"), REGION), expected: ["warning", "says stop: nothing"] },
    {
      name: "anything else",
      line: judgeKillSwitch("/k", present("on"), REGION),
      expected: ["warning", "other than run"],
    },
    { name: "no switch", line: judgeKillSwitch("/k", absent, REGION), expected: ["error", "nothing is repaired"] },
    {
      name: "a switch that cannot be read",
      line: judgeKillSwitch("/k", denied("GetParameter"), REGION),
      expected: ["unknown", "(ssm:GetParameter: AccessDenied: No)"],
    },
    {
      name: "a secret",
      line: judgeSecret({ secret, routes, observed: present("there") }),
      expected: ["ok", "its value was not read"],
    },
    {
      name: "no secret",
      line: judgeSecret({ secret, routes, observed: absent }),
      expected: ["error", "nothing of the route on-call is posted to Slack"],
    },
    {
      name: "a secret that cannot be asked for",
      line: judgeSecret({ secret, routes, observed: denied("ssm:DescribeParameters") }),
      expected: ["unknown", "(ssm:DescribeParameters: AccessDenied: No)"],
    },
    { name: "the stack", line: judgeRegion({ region: REGION, here: there }), expected: ["ok", "where IAM's events"] },
    {
      name: "no stack",
      line: judgeRegion({ region: REGION, here: absent }),
      expected: ["error", "is not in us-east-1"],
    },
    {
      name: "a stack elsewhere",
      line: judgeRegion({ region: REGION, here: absent, elsewhere: { region: "eu-west-1", there } }),
      expected: ["error", "The stack is in eu-west-1"],
    },
    {
      name: "a stack that cannot be asked for",
      line: judgeRegion({ region: REGION, here: denied("lambda:GetFunctionConfiguration") }),
      expected: ["unknown", "(lambda:GetFunctionConfiguration: AccessDenied: No)"],
    },
  ];
  it.each(CASES)("$name", tell);
});

describe("a member's events", () => {
  const sender = "arn:aws:iam::444455556666:role/plumbline-member-events";
  const bus = { name: "plumbline-members", arn: arn("events", "event-bus/plumbline-members") };
  const policy = (Principal: unknown, Condition: object) =>
    present(
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Sid: "s", Effect: "Allow", Principal, Action: "events:PutEvents", Resource: bus.arn, Condition }],
      }),
    );
  const senders = { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/plumbline-member-events" } };
  const listed = (account: string) => policy({ AWS: `arn:aws:iam::${account}:root` }, senders);
  const ofOrganization = policy("*", { ...senders, StringEquals: { "aws:PrincipalOrgID": "o-a" } });
  const judge = (given: Observation<string>, organization: Observation<string>) =>
    judgeAdmission({ member: "444455556666", sender, bus, policy: given, organization });
  const CASES: readonly Case[] = [
    { name: "listed", line: judge(listed("444455556666"), absent), expected: ["ok", "takes its events"] },
    {
      name: "listed by its id alone",
      line: judge(policy({ AWS: ["444455556666"] }, senders), absent),
      expected: ["ok", "takes its events"],
    },
    { name: "another is listed", line: judge(listed("777788889999"), absent), expected: ["error", "does not let"] },
    { name: "in the organization", line: judge(ofOrganization, present("o-a")), expected: ["ok", "takes its events"] },
    { name: "in another", line: judge(ofOrganization, present("o-b")), expected: ["error", "does not let"] },
    {
      name: "nobody knows in which",
      line: judge(ofOrganization, denied("organizations:DescribeOrganization")),
      expected: ["unknown", "(organizations:DescribeOrganization: AccessDenied: No)"],
    },
    { name: "no bus", line: judge(absent, absent), expected: ["error", "There is no bus plumbline-members"] },
    {
      name: "a bus that cannot be read",
      line: judge(denied("events:DescribeEventBus"), absent),
      expected: ["unknown", "(events:DescribeEventBus: AccessDenied: No)"],
    },
  ];
  it.each(CASES)("$name", tell);
});

describe("what all lines come to", () => {
  const line = (status: DoctorLine["status"]): DoctorLine => ({ check: "rule", subject: "r", status, says: "" });
  it.each([
    { lines: ["ok"], expected: "well" },
    { lines: ["ok", "warning"], expected: "warnings" },
    { lines: ["warning", "unknown"], expected: "errors" },
    { lines: ["warning", "error"], expected: "errors" },
  ] as const)("$lines: $expected", ({ lines, expected }) => {
    expect(doctorStatus(lines.map(line))).toBe(expected);
  });
});
