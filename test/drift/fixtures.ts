import type {
  ExpectedDocument,
  ExpectedEntity,
  ExpectedGroup,
  ExpectedPolicy,
  ExpectedRole,
  ExpectedRoot,
  ExpectedServiceLinkedRole,
  ExpectedUser,
} from "../../shared/baselines/expected-state.ts";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import type { Detection, Drift, RuleName, RuleOutcome } from "../../shared/drift/drift.ts";
import type { LoadActionTable } from "../../shared/drift/rule.ts";
import { ROOT } from "../../shared/iam/entity-reference.ts";
import type {
  AccessKeyState,
  EntityState,
  GroupState,
  PolicyState,
  RoleState,
  RootState,
  UserState,
} from "../../shared/observation/entity-state.ts";
import type { ManagedPolicyReader } from "../../shared/observation/managed-policy-reader.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";

export const ACCOUNT = "123456789012";
export const NOW = new Date("2026-06-01T00:00:00.000Z");
export const ASKED_AT = "2026-05-31T23:59:58.000Z";

export const daysAgo = (days: number): string => new Date(NOW.getTime() - days * 86_400_000).toISOString();

/** A policy document of one statement. */
export function statement(effect: "Allow" | "Deny", action: string | readonly string[], resource = "*"): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: effect, Action: action, Resource: resource }] });
}

/** A trust policy for one service. */
export function trustOf(...services: readonly string[]): string {
  const Statement = services.map((Service) => ({ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

export const READ = statement("Allow", "s3:GetObject");
export const READ_AND_WRITE = statement("Allow", ["s3:GetObject", "s3:PutObject"]);
export const EVERYTHING = statement("Allow", "*");
export const DENY_EVERYTHING = statement("Deny", "*");
export const TASKS = trustOf("ecs-tasks.amazonaws.com");
export const TASKS_AND_EC2 = trustOf("ecs-tasks.amazonaws.com", "ec2.amazonaws.com");
export const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
export const LOGS = "arn:aws:iam::aws:policy/CloudWatchLogsFullAccess";

export const document = (text: string): ExpectedDocument => ({
  source: "policies/sample/work.json",
  provenance: "verbatim",
  text,
});

export const present = <T>(state: T): Observation<T> => ({ status: "present", state });
export const ABSENT = { status: "absent" } as const;
export const denied = (call: string) =>
  ({ status: "unreadable", reason: { call, code: "AccessDenied", message: "You may not." } }) as const;

const BASE = {
  baseline: "sample",
  path: "/",
  presence: "required",
  compare: "exact",
  severity: "medium",
  remediate: "off",
} as const;

export function expectedRole(overrides: Partial<ExpectedRole> = {}): ExpectedRole {
  return {
    ...BASE,
    kind: "role",
    entity: { kind: "role", name: "worker" },
    trust: document(TASKS),
    inlinePolicies: { match: "exact", documents: { work: document(READ) } },
    attachments: { match: "exact", policyArns: [LOGS] },
    ...overrides,
  };
}

export function roleState(overrides: Partial<RoleState> = {}): RoleState {
  return {
    kind: "role",
    arn: `arn:aws:iam::${ACCOUNT}:role/worker`,
    roleId: "AROAEXAMPLE",
    path: "/",
    createdAt: daysAgo(400),
    trust: present(TASKS),
    inlinePolicies: present({ work: READ }),
    attachments: present([attachment(LOGS)]),
    permissionsBoundary: ABSENT,
    tags: present({}),
    maximumSessionSeconds: present(3_600),
    ...overrides,
  };
}

export const attachment = (policyArn: string) => ({ policyArn, policyName: policyArn.replace(/^.*\//, "") });

const SERVICE_LINKED_PATH = "/aws-service-role/ivs.amazonaws.com/";

export function expectedServiceLinkedRole(
  overrides: Partial<ExpectedServiceLinkedRole> = {},
): ExpectedServiceLinkedRole {
  return {
    ...BASE,
    kind: "service-linked-role",
    entity: { kind: "role", name: "AWSServiceRoleForIVSRecordToS3" },
    path: SERVICE_LINKED_PATH,
    service: "ivs.amazonaws.com",
    trust: document(trustOf("ivs.amazonaws.com")),
    inlinePolicies: { match: "at-least", documents: {} },
    attachments: { match: "exact", policyArns: ["arn:aws:iam::aws:policy/aws-service-role/IVSRecordToS3"] },
    ...overrides,
  };
}

export function serviceLinkedRoleState(overrides: Partial<RoleState> = {}): RoleState {
  return roleState({
    path: SERVICE_LINKED_PATH,
    trust: present(trustOf("ivs.amazonaws.com")),
    inlinePolicies: present({}),
    attachments: present([attachment("arn:aws:iam::aws:policy/aws-service-role/IVSRecordToS3")]),
    ...overrides,
  });
}

export function expectedUser(overrides: Partial<ExpectedUser> = {}): ExpectedUser {
  return {
    ...BASE,
    kind: "user",
    entity: { kind: "user", name: "machine" },
    inlinePolicies: { match: "exact", documents: {} },
    attachments: { match: "exact", policyArns: [] },
    console: "forbidden",
    accessKeys: { breachAtDays: 90, breachSource: "plumbline", maximumActive: 1, overlapDays: 7 },
    ...overrides,
  };
}

export function userState(overrides: Partial<UserState> = {}): UserState {
  return {
    kind: "user",
    arn: `arn:aws:iam::${ACCOUNT}:user/machine`,
    userId: "AIDAEXAMPLE",
    path: "/",
    createdAt: daysAgo(400),
    inlinePolicies: present({}),
    attachments: present([]),
    loginProfile: ABSENT,
    accessKeys: present([]),
    permissionsBoundary: ABSENT,
    tags: present({}),
    groups: present([]),
    ...overrides,
  };
}

export function accessKey(
  accessKeyId: string,
  ageInDays: number,
  status: AccessKeyState["status"] = "Active",
): AccessKeyState {
  return { accessKeyId, status, createdAt: daysAgo(ageInDays), lastUsed: ABSENT };
}

export function expectedGroup(overrides: Partial<ExpectedGroup> = {}): ExpectedGroup {
  return {
    ...BASE,
    kind: "group",
    entity: { kind: "group", name: "operators" },
    inlinePolicies: { match: "exact", documents: { work: document(READ) } },
    attachments: { match: "exact", policyArns: [LOGS] },
    ...overrides,
  };
}

export function groupState(overrides: Partial<GroupState> = {}): GroupState {
  return {
    kind: "group",
    arn: `arn:aws:iam::${ACCOUNT}:group/operators`,
    groupId: "AGPAEXAMPLE",
    path: "/",
    createdAt: daysAgo(400),
    inlinePolicies: present({ work: READ }),
    attachments: present([attachment(LOGS)]),
    ...overrides,
  };
}

export function expectedPolicy(overrides: Partial<ExpectedPolicy> = {}): ExpectedPolicy {
  return {
    ...BASE,
    kind: "policy",
    entity: { kind: "policy", name: "reader" },
    document: document(READ),
    ...overrides,
  };
}

export function policyState(text: string, defaultVersionId = "v2"): PolicyState {
  const arn = `arn:aws:iam::${ACCOUNT}:policy/reader`;
  const identity = { kind: "policy", arn, policyId: "ANPAEXAMPLE", path: "/" } as const;
  return { ...identity, defaultVersionId, document: present(text), tags: present({}) };
}

export function expectedRoot(overrides: Partial<ExpectedRoot> = {}): ExpectedRoot {
  return { ...BASE, kind: "root", entity: ROOT, severity: "critical", accessKeys: "forbidden", ...overrides };
}

export function rootState(accessKeysPresent: Observation<boolean>): RootState {
  return { kind: "root", accessKeysPresent };
}

/** Reads the policies it is given, by ARN; every other is unreadable. */
export function managedPoliciesOf(documents: Readonly<Record<string, string>> = {}): ManagedPolicyReader {
  return {
    async readDocument(policyArn) {
      const text = documents[policyArn];
      if (text !== undefined) return present(text);
      return {
        status: "unreadable",
        reason: { call: "snapshot", code: "NotHeld", message: `${policyArn} is not held.` },
      };
    },
  };
}

/** Runs every rule; a state stands for its being present. */
export async function detect(
  expected: ExpectedEntity,
  live: EntityState | Observation<EntityState>,
  now = NOW,
  loadTable: LoadActionTable = loadActionTable,
  managedPolicies = managedPoliciesOf(),
): Promise<Detection> {
  const observation = "kind" in live ? present(live) : live;
  const reading = { entity: expected.entity, askedAt: ASKED_AT, observation };
  return await detectDrift({ account: ACCOUNT, expected, observation: reading, now, loadTable, managedPolicies });
}

export function outcomeOf(detection: Detection, rule: RuleName): RuleOutcome {
  const outcome = detection.outcomes.find((each) => each.rule === rule);
  if (outcome === undefined) throw new Error(`${rule} has no outcome.`);
  return outcome;
}

/** Every drift of a detection, in its order. */
export function driftsOf(detection: Detection): readonly Drift[] {
  return detection.outcomes.flatMap((outcome) => (outcome.status === "decided" ? outcome.drifts : []));
}

/** The only drift of a detection. */
export function onlyDrift(detection: Detection): Drift {
  const [drift, ...others] = driftsOf(detection);
  if (drift === undefined || others.length > 0) throw new Error(`${driftsOf(detection).length} drifts instead of one.`);
  return drift;
}
