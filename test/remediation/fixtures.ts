import type {
  ExpectedDocument,
  ExpectedRole,
  ExpectedServiceLinkedRole,
  ExpectedUser,
} from "../../shared/baselines/expected-state.ts";
import type { Drift, RuleName } from "../../shared/drift/drift.ts";
import type { EntityReference } from "../../shared/iam/entity-reference.ts";
import type { AccessKeyState, EntityState, RoleState, UserState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";

export const NARROW_TEXT =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}';
export const WIDE_TEXT =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"*"}]}';
export const DENY_TEXT = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';
export const TRUST_TEXT =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
export const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
export const QUARANTINE = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3";

export const document = (text: string, provenance: ExpectedDocument["provenance"] = "verbatim"): ExpectedDocument => ({
  source: "policies/sample/worker.json",
  provenance,
  text,
});

export const present = <T>(state: T): Observation<T> => ({ status: "present", state });

export const denied = (call: string): Extract<Observation<never>, { status: "unreadable" }> => ({
  status: "unreadable",
  reason: { call, code: "AccessDenied", message: "not allowed" },
});

export function expectedRole(overrides: Partial<ExpectedRole> = {}): ExpectedRole {
  return {
    kind: "role",
    baseline: "sample",
    entity: { kind: "role", name: "worker" },
    path: "/",
    presence: "required",
    compare: "exact",
    severity: "high",
    remediate: "full",
    inlinePolicies: { match: "exact", documents: { work: document(NARROW_TEXT) } },
    attachments: { match: "exact", policyArns: [] },
    ...overrides,
  };
}

export function expectedServiceLinkedRole(
  overrides: Partial<ExpectedServiceLinkedRole> = {},
): ExpectedServiceLinkedRole {
  return {
    kind: "service-linked-role",
    baseline: "sample",
    entity: { kind: "role", name: "AWSServiceRoleForIVSRecordToS3" },
    path: "/aws-service-role/ivs.amazonaws.com/",
    presence: "required",
    compare: "exact",
    severity: "high",
    remediate: "full",
    service: "ivs.amazonaws.com",
    ...overrides,
  };
}

export function expectedUser(overrides: Partial<ExpectedUser> = {}): ExpectedUser {
  return {
    kind: "user",
    baseline: "sample",
    entity: { kind: "user", name: "machine" },
    path: "/",
    presence: "required",
    compare: "exact",
    severity: "high",
    remediate: "full",
    console: "forbidden",
    accessKeys: { breachAtDays: 90, breachSource: "plumbline", maximumActive: 1, overlapDays: 7 },
    ...overrides,
  };
}

export function roleState(overrides: Partial<RoleState> = {}): RoleState {
  return {
    kind: "role",
    arn: "arn:aws:iam::000000000000:role/worker",
    roleId: "AROAEXAMPLEEXAMPLE000",
    path: "/",
    createdAt: "2026-01-01T00:00:00.000Z",
    trust: present(TRUST_TEXT),
    inlinePolicies: present({ work: NARROW_TEXT }),
    attachments: present([]),
    permissionsBoundary: { status: "absent" },
    tags: present({}),
    maximumSessionSeconds: present(3_600),
    ...overrides,
  };
}

export function userState(keys: Observation<readonly AccessKeyState[]>): UserState {
  return {
    kind: "user",
    arn: "arn:aws:iam::000000000000:user/machine",
    userId: "AIDAEXAMPLEEXAMPLE000",
    path: "/",
    createdAt: "2026-01-01T00:00:00.000Z",
    inlinePolicies: present({}),
    attachments: present([]),
    loginProfile: { status: "absent" },
    accessKeys: keys,
    permissionsBoundary: { status: "absent" },
    tags: present({}),
    groups: present([]),
  };
}

export function accessKey(accessKeyId: string, createdAt: string, lastUsed?: string): AccessKeyState {
  return {
    accessKeyId,
    status: "Active",
    createdAt,
    lastUsed: lastUsed === undefined ? { status: "absent" } : present(lastUsed),
  };
}

export function drift(rule: RuleName, entity: EntityReference, subject = "", overrides: Partial<Drift> = {}): Drift {
  return {
    rule,
    baseline: "sample",
    entity,
    subject,
    severity: "high",
    summary: "Something drifted.",
    deltas: [],
    fingerprint: "00",
    ...overrides,
  };
}

export type { EntityState };
