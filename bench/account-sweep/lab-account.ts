import type { ExpectedDocument, ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { type ServedIam, serveIam } from "../../test/lab/iam/serve.ts";
import { randomIds } from "../../test/lab/iam/service.ts";

export const ACCOUNT = "123456789012";
/** How many entities of each kind the account has: 10,000 in all. */
export const COUNTS = { role: 5_500, user: 2_500, group: 500, policy: 1_500 } as const;
type Kind = keyof typeof COUNTS;
/** How many of the expected roles are held to a session length. */
export const SESSION_LENGTHS = 40;
/** How many of the expected users have a key that is too old. */
export const OLD_KEYS = 25;
const [OLD_DAYS, BREACH_DAYS] = [100, 90];
/** When all other keys were made: before the ledger was last told of them. */
export const YOUNG_MADE_AT = new Date(Date.now() - 2 * 86_400_000);

const ATTACHED = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const SERVICES = ["s3", "sqs", "dynamodb", "kinesis", "lambda", "sns", "logs", "ecs", "kms", "ssm"] as const;
const VERBS = ["Get", "List", "Describe", "Put", "Update", "Tag"] as const;
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

const nameOf = (kind: Kind, index: number) => `${kind}-of-the-made-up-account-${index + 1}`;

/** A policy of a usual length; its statements are called after the entity, so that no two texts are the same. */
function policy(kind: Kind, name: string, statements: number): string {
  const Statement = Array.from({ length: statements }, (_, index) => {
    const service = SERVICES[(index + kind.length) % SERVICES.length];
    return {
      Sid: `Statement${index + 1}${name.replaceAll("-", "")}`,
      Effect: "Allow",
      Action: VERBS.map((verb) => `${service}:${verb}*`),
      Resource: [`arn:aws:${service}:*:*:owned-by-the-${kind}`, `arn:aws:${service}:*:*:owned-by-the-${kind}/*`],
    };
  });
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** Serves an account of 10,000 entities, as of now. */
export async function serveAccount(): Promise<ServedIam> {
  let now = () => new Date(Date.now() - OLD_DAYS * 86_400_000);
  const served = await serveIam({
    account: ACCOUNT,
    partition: "aws",
    region: "us-east-1",
    now: () => now(),
    ids: randomIds(),
    record: () => undefined,
    credentialReportSeconds: "none",
  });
  const call = (action: string, params: Readonly<Record<string, string>>) => {
    const who = { accessKeyId: "AKIAADMINISTRATOR000", sourceIPAddress: "127.0.0.1", userAgent: "bench" };
    const { status, body } = served.iam.handle({
      action,
      params: { Action: action, ...params },
      requestId: "bench",
      ...who,
    });
    if (status !== 200) throw new Error(`${action} answered ${status}: ${body}`);
  };
  const each = (kind: Kind, make: (name: string, index: number) => void) => {
    for (let index = 0; index < COUNTS[kind]; index += 1) make(nameOf(kind, index), index);
  };
  each("user", (UserName, index) => {
    call("CreateUser", { UserName });
    call("PutUserPolicy", { UserName, PolicyName: "own", PolicyDocument: policy("user", UserName, 2) });
    if (index < OLD_KEYS) call("CreateAccessKey", { UserName });
  });
  now = () => YOUNG_MADE_AT;
  each("user", (UserName, index) => {
    if (index >= OLD_KEYS) call("CreateAccessKey", { UserName });
  });
  now = () => new Date();
  each("group", (GroupName) => {
    call("CreateGroup", { GroupName });
    call("PutGroupPolicy", { GroupName, PolicyName: "own", PolicyDocument: policy("group", GroupName, 3) });
  });
  each("role", (RoleName) => {
    call("CreateRole", { RoleName, AssumeRolePolicyDocument: TRUST });
    call("PutRolePolicy", { RoleName, PolicyName: "own", PolicyDocument: policy("role", RoleName, 4) });
    call("AttachRolePolicy", { RoleName, PolicyArn: ATTACHED });
  });
  each("policy", (PolicyName) => {
    call("CreatePolicy", { PolicyName, PolicyDocument: policy("policy", PolicyName, 3) });
  });
  return served;
}

/**
 * What is expected of so many of a hundred entities of each kind: that they are as they are, but for the keys that are too old.
 */
export function expectedEntities(share: number): readonly ExpectedEntity[] {
  const some = <T>(kind: Kind, make: (name: string, index: number) => T): readonly T[] =>
    Array.from({ length: Math.ceil((COUNTS[kind] * share) / 100) }, (_, index) => make(nameOf(kind, index), index));
  return [
    ...some("role", (name, index): ExpectedEntity => {
      const session = index < SESSION_LENGTHS ? { maximumSessionSeconds: 3_600 } : {};
      const attachments = { match: "exact", policyArns: [ATTACHED] } as const;
      return {
        ...base("role", name),
        kind: "role",
        trust: document(TRUST),
        ...own("role", name, 4),
        attachments,
        ...session,
      };
    }),
    ...some("user", (name): ExpectedEntity => {
      const accessKeys = {
        breachAtDays: BREACH_DAYS,
        breachSource: "plumbline",
        maximumActive: 1,
        overlapDays: 7,
      } as const;
      return { ...base("user", name), kind: "user", ...own("user", name, 2), console: "forbidden", accessKeys };
    }),
    ...some("group", (name): ExpectedEntity => ({ ...base("group", name), kind: "group", ...own("group", name, 3) })),
    ...some("policy", (name): ExpectedEntity => {
      return { ...base("policy", name), kind: "policy", document: document(policy("policy", name, 3)) };
    }),
  ];
}

function base(kind: Kind, name: string) {
  const said = { presence: "required", compare: "exact", severity: "high", remediate: "off" } as const;
  return { baseline: "made-up", entity: { kind, name }, path: "/", ...said };
}

function own(kind: Kind, name: string, statements: number) {
  const documents = { own: document(policy(kind, name, statements)) };
  return { inlinePolicies: { match: "exact", documents } } as const;
}

function document(text: string): ExpectedDocument {
  return { source: "policies/made-up/a.json", provenance: "verbatim", text };
}
