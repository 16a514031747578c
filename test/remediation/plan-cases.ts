import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import type { RuleName } from "../../shared/drift/drift.ts";
import type { RememberedIdentity } from "../../shared/drift/identity.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import type { PolicyVersion } from "../../shared/remediation/policy-versions.ts";
import {
  ABSENT,
  ADMINISTRATOR,
  accessKey,
  attachment,
  DENY_EVERYTHING,
  daysAgo,
  denied,
  document,
  EVERYTHING,
  expectedGroup,
  expectedPolicy,
  expectedRole,
  expectedRoot,
  expectedServiceLinkedRole,
  expectedUser,
  groupState,
  LOGS,
  policyState,
  present,
  READ,
  READ_AND_WRITE,
  roleState,
  rootState,
  serviceLinkedRoleState,
  statement,
  TASKS,
  TASKS_AND_EC2,
  userState,
} from "../drift/fixtures.ts";

const BOUNDARY = "arn:aws:iam::123456789012:policy/boundary";
const WIDE_BOUNDARY = "arn:aws:iam::123456789012:policy/wide";
const STOP = "arn:aws:iam::123456789012:policy/stop";
const WORK = "arn:aws:iam::123456789012:policy/work";
const POLICY = "arn:aws:iam::123456789012:policy/reader";

/** What every case's account has of managed policies. */
export const MANAGED: Readonly<Record<string, string>> = {
  [ADMINISTRATOR]: EVERYTHING,
  [LOGS]: statement("Allow", "logs:*"),
  [BOUNDARY]: READ_AND_WRITE,
  [WIDE_BOUNDARY]: EVERYTHING,
  [STOP]: DENY_EVERYTHING,
  [WORK]: READ,
};

/** The groups that every case's account has. */
export const GROUPS: ReadonlyMap<string, Observation<EntityState>> = new Map([
  ["operators", present(groupState({ inlinePolicies: present({ work: READ }), attachments: present([]) }))],
  ["stopped", present(groupState({ inlinePolicies: present({}), attachments: present([attachment(STOP)]) }))],
]);

/** The calls of a plan, or a part of the sentence of a refusal. */
export type Wanted = readonly string[] | string;

export interface PlanCase {
  readonly name: string;
  /** The rule whose drift is looked at. */
  readonly rule: RuleName;
  readonly expected: ExpectedEntity;
  readonly live: EntityState | Observation<EntityState>;
  readonly versions?: readonly PolicyVersion[];
  readonly remembered?: RememberedIdentity;
  readonly approved?: true;
  readonly full: Wanted;
  /** Left out: the same as in full mode. */
  readonly narrow?: Wanted;
}

const GRANTS = "could grant something";
const version = (versionId: string, text: string, isDefault = false): PolicyVersion => ({
  versionId,
  isDefault,
  document: present(text),
});
const used = (id: string, age: number, daysUnused: number) => ({
  ...accessKey(id, age),
  lastUsed: present(daysAgo(daysUnused)),
});
const OLD = "AKIAEXAMPLEEXAMPLOLD";
const NEW = "AKIAEXAMPLEEXAMPLNEW";
const outdated = (text: string, before: string) => ({
  ...document(text),
  revisions: [{ version: "1", source: "policies/sample/work.v1.json", text: before }],
});
const inline = (text: Parameters<typeof document>[0] | ReturnType<typeof document>) => ({
  match: "exact" as const,
  documents: { work: typeof text === "string" ? document(text) : text },
});
const DANGLING = TASKS.replace('{"Service":"ecs-tasks.amazonaws.com"}', '{"AWS":"AROAEXAMPLEEXAMPLE123"}');
const named = (arn: string) => TASKS.replace('{"Service":"ecs-tasks.amazonaws.com"}', `{"AWS":"${arn}"}`);

export const CASES: readonly PlanCase[] = [
  {
    name: "a missing inline policy",
    rule: "inline-policy-missing",
    expected: expectedRole(),
    live: roleState({ inlinePolicies: present({}) }),
    full: ["PutRolePolicy role/worker work"],
    narrow: GRANTS,
  },
  {
    name: "a widened inline policy",
    rule: "inline-policy-changed",
    expected: expectedRole(),
    live: roleState({ inlinePolicies: present({ work: READ_AND_WRITE }) }),
    full: ["PutRolePolicy role/worker work"],
  },
  {
    name: "a narrowed inline policy",
    rule: "inline-policy-changed",
    expected: expectedRole({ inlinePolicies: inline(READ_AND_WRITE) }),
    live: roleState({ inlinePolicies: present({ work: READ }) }),
    full: ["PutRolePolicy role/worker work"],
    narrow: GRANTS,
  },
  {
    name: "an inline policy that grants other things",
    rule: "inline-policy-changed",
    expected: expectedRole(),
    live: roleState({ inlinePolicies: present({ work: statement("Allow", "s3:PutObject") }) }),
    full: ["PutRolePolicy role/worker work"],
    narrow: GRANTS,
  },
  {
    name: "an inline policy of a user",
    rule: "inline-policy-changed",
    expected: expectedUser({ inlinePolicies: inline(READ) }),
    live: userState({ inlinePolicies: present({ work: EVERYTHING }) }),
    full: ["PutUserPolicy user/machine work"],
  },
  {
    name: "an inline policy of a group",
    rule: "inline-policy-changed",
    expected: expectedGroup(),
    live: groupState({ inlinePolicies: present({ work: EVERYTHING }) }),
    full: ["PutGroupPolicy group/operators work"],
  },
  {
    name: "an inline policy whose document is reconstructed",
    rule: "inline-policy-changed",
    expected: expectedRole({ inlinePolicies: inline({ ...document(READ), provenance: "reconstructed" }) }),
    live: roleState({ inlinePolicies: present({ work: EVERYTHING }) }),
    full: "reconstructed",
  },
  {
    name: "an inline policy that could not be compared",
    rule: "inline-policy-changed",
    expected: expectedRole(),
    live: roleState({ inlinePolicies: present({ work: "{" }) }),
    full: "could not be compared",
  },
  {
    name: "an inline policy that has got a denial",
    rule: "inline-policy-changed",
    expected: expectedRole(),
    live: roleState({ inlinePolicies: present({ work: DENY_EVERYTHING }) }),
    full: "containment is never undone",
  },
  {
    name: "an outdated inline policy that grants too much",
    rule: "inline-policy-outdated",
    expected: expectedRole({ inlinePolicies: inline(outdated(READ, READ_AND_WRITE)) }),
    live: roleState({ inlinePolicies: present({ work: READ_AND_WRITE }) }),
    full: ["PutRolePolicy role/worker work"],
  },
  {
    name: "an outdated inline policy that lacks something",
    rule: "inline-policy-outdated",
    expected: expectedRole({ inlinePolicies: inline(outdated(READ_AND_WRITE, READ)) }),
    live: roleState({ inlinePolicies: present({ work: READ }) }),
    full: ["PutRolePolicy role/worker work"],
    narrow: GRANTS,
  },
  {
    name: "an unexpected inline policy",
    rule: "inline-policy-unexpected",
    expected: expectedRole(),
    live: roleState({ inlinePolicies: present({ work: READ, stray: EVERYTHING }) }),
    full: ["DeleteRolePolicy role/worker stray"],
  },
  {
    name: "an unexpected inline policy of a user",
    rule: "inline-policy-unexpected",
    expected: expectedUser(),
    live: userState({ inlinePolicies: present({ stray: EVERYTHING }) }),
    full: ["DeleteUserPolicy user/machine stray"],
  },
  {
    name: "an unexpected inline policy of a group",
    rule: "inline-policy-unexpected",
    expected: expectedGroup(),
    live: groupState({ inlinePolicies: present({ work: READ, stray: EVERYTHING }) }),
    full: ["DeleteGroupPolicy group/operators stray"],
  },
  {
    name: "an unexpected inline policy that only denies",
    rule: "inline-policy-unexpected",
    expected: expectedRole(),
    live: roleState({ inlinePolicies: present({ work: READ, stop: DENY_EVERYTHING }) }),
    full: "containment is never undone",
  },
  {
    name: "an unexpected inline policy that is no policy",
    rule: "inline-policy-unexpected",
    expected: expectedRole(),
    live: roleState({ inlinePolicies: present({ work: READ, stray: "{" }) }),
    full: "could not be told",
  },
  {
    name: "an unexpected inline policy to which the document was moved",
    rule: "inline-policy-unexpected",
    expected: expectedRole(),
    live: roleState({ inlinePolicies: present({ stray: READ }) }),
    full: ["PutRolePolicy role/worker work", "DeleteRolePolicy role/worker stray"],
    narrow: "a statement was moved",
  },
  {
    name: "an unexpected inline policy that gives only what another gives too",
    rule: "inline-policy-unexpected",
    expected: expectedRole(),
    live: roleState({ inlinePolicies: present({ work: READ, stray: READ }) }),
    full: ["DeleteRolePolicy role/worker stray"],
  },
  {
    name: "statements that have changed places",
    rule: "inline-policy-changed",
    expected: expectedRole({
      inlinePolicies: {
        match: "exact",
        documents: { first: document(statement("Allow", "s3:GetObject")), second: document(READ_AND_WRITE) },
      },
    }),
    live: roleState({ inlinePolicies: present({ first: READ_AND_WRITE, second: statement("Allow", "s3:GetObject") }) }),
    full: ["PutRolePolicy role/worker second", "PutRolePolicy role/worker first"],
    narrow: GRANTS,
  },
  {
    name: "documents that were exchanged, which takes a transitional text",
    rule: "inline-policy-changed",
    expected: expectedRole({
      inlinePolicies: {
        match: "exact",
        documents: {
          first: document(statement("Allow", "s3:GetObject")),
          second: document(statement("Allow", "s3:PutObject")),
        },
      },
    }),
    live: roleState({
      inlinePolicies: present({
        first: statement("Allow", "s3:PutObject"),
        second: statement("Allow", "s3:GetObject"),
      }),
    }),
    full: ["PutRolePolicy role/worker first", "PutRolePolicy role/worker second", "PutRolePolicy role/worker first"],
    narrow: GRANTS,
  },
  {
    name: "a missing attachment",
    rule: "attachment-missing",
    expected: expectedRole(),
    live: roleState({ attachments: present([]) }),
    full: [`AttachRolePolicy role/worker ${LOGS}`],
    narrow: GRANTS,
  },
  {
    name: "a missing attachment of a user",
    rule: "attachment-missing",
    expected: expectedUser({ attachments: { match: "exact", policyArns: [LOGS] } }),
    live: userState(),
    full: [`AttachUserPolicy user/machine ${LOGS}`],
    narrow: GRANTS,
  },
  {
    name: "a missing attachment of a group",
    rule: "attachment-missing",
    expected: expectedGroup(),
    live: groupState({ attachments: present([]) }),
    full: [`AttachGroupPolicy group/operators ${LOGS}`],
    narrow: GRANTS,
  },
  {
    name: "an unexpected attachment",
    rule: "attachment-unexpected",
    expected: expectedRole(),
    live: roleState({ attachments: present([attachment(LOGS), attachment(ADMINISTRATOR)]) }),
    full: [`DetachRolePolicy role/worker ${ADMINISTRATOR}`],
  },
  {
    name: "an unexpected attachment of a user",
    rule: "attachment-unexpected",
    expected: expectedUser(),
    live: userState({ attachments: present([attachment(ADMINISTRATOR)]) }),
    full: [`DetachUserPolicy user/machine ${ADMINISTRATOR}`],
  },
  {
    name: "an unexpected attachment of a group",
    rule: "attachment-unexpected",
    expected: expectedGroup(),
    live: groupState({ attachments: present([attachment(LOGS), attachment(ADMINISTRATOR)]) }),
    full: [`DetachGroupPolicy group/operators ${ADMINISTRATOR}`],
  },
  {
    name: "an unexpected attachment that only denies",
    rule: "attachment-unexpected",
    expected: expectedRole(),
    live: roleState({ attachments: present([attachment(LOGS), attachment(STOP)]) }),
    full: "containment is never undone",
  },
  {
    name: "an unexpected attachment that could not be read",
    rule: "attachment-unexpected",
    expected: expectedRole(),
    live: roleState({ attachments: present([attachment(LOGS), attachment(`${STOP}-unread`)]) }),
    full: "could not be read",
  },
  {
    name: "an unexpected attachment to which a document was moved",
    rule: "attachment-unexpected",
    expected: expectedRole(),
    live: roleState({ inlinePolicies: present({}), attachments: present([attachment(LOGS), attachment(WORK)]) }),
    full: ["PutRolePolicy role/worker work", `DetachRolePolicy role/worker ${WORK}`],
    narrow: "a statement was moved",
  },
  {
    name: "policies that belong on separate roles, of which one is unexpected",
    rule: "policies-not-separate",
    expected: expectedRole({ separatePolicies: [[LOGS, ADMINISTRATOR]] }),
    live: roleState({ attachments: present([attachment(LOGS), attachment(ADMINISTRATOR)]) }),
    full: [`DetachRolePolicy role/worker ${ADMINISTRATOR}`],
  },
  {
    name: "policies that belong on separate roles, of which both are expected",
    rule: "policies-not-separate",
    expected: expectedRole({
      separatePolicies: [[LOGS, ADMINISTRATOR]],
      attachments: { match: "exact", policyArns: [LOGS, ADMINISTRATOR] },
    }),
    live: roleState({ attachments: present([attachment(LOGS), attachment(ADMINISTRATOR)]) }),
    full: "only a person can say",
  },
  {
    name: "a trust policy that lets more in",
    rule: "trust-changed",
    expected: expectedRole(),
    live: roleState({ trust: present(TASKS_AND_EC2) }),
    full: ["UpdateAssumeRolePolicy role/worker"],
  },
  {
    name: "a trust policy that lets fewer in",
    rule: "trust-changed",
    expected: expectedRole({ trust: document(TASKS_AND_EC2) }),
    live: roleState({ trust: present(TASKS) }),
    full: ["UpdateAssumeRolePolicy role/worker"],
    narrow: GRANTS,
  },
  {
    name: "a trust policy that lets more in, before permissions are widened",
    rule: "trust-changed",
    expected: expectedRole(),
    live: roleState({ trust: present(TASKS_AND_EC2), inlinePolicies: present({}) }),
    full: ["UpdateAssumeRolePolicy role/worker", "PutRolePolicy role/worker work"],
    narrow: ["UpdateAssumeRolePolicy role/worker"],
  },
  {
    name: "a trust policy that lets fewer in, after permissions were narrowed",
    rule: "trust-changed",
    expected: expectedRole({ trust: document(TASKS_AND_EC2) }),
    live: roleState({ trust: present(TASKS), inlinePolicies: present({ work: READ, stray: EVERYTHING }) }),
    full: ["DeleteRolePolicy role/worker stray", "UpdateAssumeRolePolicy role/worker"],
    narrow: GRANTS,
  },
  {
    name: "an outdated trust policy",
    rule: "trust-outdated",
    expected: expectedRole({ trust: outdated(TASKS, TASKS_AND_EC2) }),
    live: roleState({ trust: present(TASKS_AND_EC2) }),
    full: ["UpdateAssumeRolePolicy role/worker"],
  },
  {
    name: "a trust policy that names who was deleted, where its document names nobody who can be",
    rule: "trust-dangling-principal",
    expected: expectedRole(),
    live: roleState({ trust: present(DANGLING) }),
    full: ["UpdateAssumeRolePolicy role/worker"],
    narrow: GRANTS,
  },
  {
    name: "a trust policy that names who was deleted, as its document may",
    rule: "trust-dangling-principal",
    expected: expectedRole({ trust: document(named("arn:aws:iam::123456789012:role/gone")) }),
    live: roleState({ trust: present(DANGLING) }),
    full: "decide who takes the place",
  },
  {
    name: "a boundary that is gone",
    rule: "permissions-boundary-changed",
    expected: expectedRole({ permissionsBoundary: BOUNDARY }),
    live: roleState(),
    full: [`PutRolePermissionsBoundary role/worker ${BOUNDARY}`],
  },
  {
    name: "a boundary that is gone, put back before permissions",
    rule: "permissions-boundary-changed",
    expected: expectedRole({ permissionsBoundary: BOUNDARY, inlinePolicies: inline(EVERYTHING) }),
    live: roleState({ inlinePolicies: present({}) }),
    full: [`PutRolePermissionsBoundary role/worker ${BOUNDARY}`, "PutRolePolicy role/worker work"],
    narrow: [`PutRolePermissionsBoundary role/worker ${BOUNDARY}`],
  },
  {
    name: "a wider boundary of a user",
    rule: "permissions-boundary-changed",
    expected: expectedUser({ permissionsBoundary: BOUNDARY }),
    live: userState({ permissionsBoundary: present(WIDE_BOUNDARY) }),
    full: [`PutUserPermissionsBoundary user/machine ${BOUNDARY}`],
  },
  {
    name: "a boundary that should not be, taken away after permissions",
    rule: "permissions-boundary-changed",
    expected: expectedRole({ permissionsBoundary: "none" }),
    live: roleState({
      permissionsBoundary: present(BOUNDARY),
      inlinePolicies: present({ work: READ, stray: EVERYTHING }),
    }),
    full: ["DeleteRolePolicy role/worker stray", "DeleteRolePermissionsBoundary role/worker"],
    narrow: GRANTS,
  },
  {
    name: "a boundary of a user that should not be",
    rule: "permissions-boundary-changed",
    expected: expectedUser({ permissionsBoundary: "none" }),
    live: userState({ permissionsBoundary: present(BOUNDARY) }),
    full: ["DeleteUserPermissionsBoundary user/machine"],
    narrow: GRANTS,
  },
  {
    name: "a boundary that only denies",
    rule: "permissions-boundary-changed",
    expected: expectedRole({ permissionsBoundary: BOUNDARY }),
    live: roleState({ permissionsBoundary: present(STOP) }),
    full: "containment is never undone",
  },
  {
    name: "a boundary that could not be read",
    rule: "permissions-boundary-changed",
    expected: expectedRole({ permissionsBoundary: BOUNDARY }),
    live: roleState({ permissionsBoundary: present(`${STOP}-unread`) }),
    full: "could not be read",
  },
  {
    name: "sessions that may last too long",
    rule: "session-length-changed",
    expected: expectedRole({ maximumSessionSeconds: 3_600 }),
    live: roleState({ maximumSessionSeconds: present(43_200) }),
    full: ["UpdateRole role/worker 3600s"],
  },
  {
    name: "sessions that may not last long enough",
    rule: "session-length-changed",
    expected: expectedRole({ maximumSessionSeconds: 7_200 }),
    live: roleState(),
    full: ["UpdateRole role/worker 7200s"],
    narrow: GRANTS,
  },
  {
    name: "a missing tag",
    rule: "tags-changed",
    expected: expectedRole({ tags: { stage: "production" } }),
    live: roleState(),
    full: ["TagRole role/worker stage"],
    narrow: GRANTS,
  },
  {
    name: "a tag of a user with another value",
    rule: "tags-changed",
    expected: expectedUser({ tags: { stage: "production" } }),
    live: userState({ tags: present({ Stage: "test" }) }),
    full: ["TagUser user/machine stage"],
    narrow: GRANTS,
  },
  {
    name: "a missing tag of a policy",
    rule: "tags-changed",
    expected: expectedPolicy({ tags: { stage: "production" } }),
    live: policyState(READ),
    full: [`TagPolicy ${POLICY} stage`],
    narrow: GRANTS,
  },
  {
    name: "a default version that another version of the policy can take the place of",
    rule: "policy-version-changed",
    expected: expectedPolicy(),
    live: policyState(EVERYTHING, "v3"),
    versions: [version("v1", READ), version("v2", READ), version("v3", EVERYTHING, true)],
    full: [`SetDefaultPolicyVersion ${POLICY} v2`],
  },
  {
    name: "a default version that no other can take the place of",
    rule: "policy-version-changed",
    expected: expectedPolicy({ document: document(READ_AND_WRITE) }),
    live: policyState(READ, "v1"),
    versions: [version("v1", READ, true)],
    full: [`CreatePolicyVersion ${POLICY}`],
    narrow: GRANTS,
  },
  {
    name: "a default version of a policy with as many versions as there can be",
    rule: "policy-version-changed",
    expected: expectedPolicy(),
    live: policyState(EVERYTHING, "v1"),
    versions: [
      version("v1", EVERYTHING, true),
      ...["v2", "v3", "v4", "v5"].map((id) => version(id, statement("Allow", `s3:Put${id}`))),
    ],
    full: [`DeletePolicyVersion ${POLICY} v2`, `CreatePolicyVersion ${POLICY}`],
  },
  {
    name: "an outdated default version",
    rule: "policy-version-outdated",
    expected: expectedPolicy({ document: outdated(READ, READ_AND_WRITE) }),
    live: policyState(READ_AND_WRITE, "v1"),
    versions: [version("v1", READ_AND_WRITE, true)],
    full: [`CreatePolicyVersion ${POLICY}`],
  },
  {
    name: "a default version of a policy whose versions could not be read",
    rule: "policy-version-changed",
    expected: expectedPolicy(),
    live: policyState(EVERYTHING),
    full: "versions of policy/reader could not be read",
  },
  {
    name: "a missing membership",
    rule: "group-membership-missing",
    expected: expectedUser({ groups: { match: "exact", names: ["operators"] } }),
    live: userState(),
    full: ["AddUserToGroup user/machine group/operators"],
    narrow: GRANTS,
  },
  {
    name: "an unexpected membership",
    rule: "group-membership-unexpected",
    expected: expectedUser({ groups: { match: "exact", names: [] } }),
    live: userState({ groups: present(["operators"]) }),
    full: ["RemoveUserFromGroup user/machine group/operators"],
  },
  {
    name: "an unexpected membership of a group that denies",
    rule: "group-membership-unexpected",
    expected: expectedUser({ groups: { match: "exact", names: [] } }),
    live: userState({ groups: present(["stopped"]) }),
    full: "containment is never undone",
  },
  {
    name: "an unexpected membership of a group that could not be read",
    rule: "group-membership-unexpected",
    expected: expectedUser({ groups: { match: "exact", names: [] } }),
    live: userState({ groups: present(["unread"]) }),
    full: "could not be read",
  },
  {
    name: "a key that is too old, whose successor is in use",
    rule: "access-key-too-old",
    expected: expectedUser({
      accessKeys: { breachAtDays: 90, breachSource: "plumbline", maximumActive: 2, overlapDays: 7 },
    }),
    live: userState({ accessKeys: present([used(OLD, 120, 30), used(NEW, 40, 1)]) }),
    full: ["UpdateAccessKey user/machine …LOLD Inactive"],
  },
  {
    name: "a key that is too old, and the only one",
    rule: "access-key-too-old",
    expected: expectedUser(),
    live: userState({ accessKeys: present([used(OLD, 120, 30)]) }),
    full: "the newest active key",
  },
  {
    name: "a key that is too old, and still in use",
    rule: "access-key-too-old",
    expected: expectedUser(),
    live: userState({ accessKeys: present([used(OLD, 120, 1), used(NEW, 40, 2)]) }),
    full: "was used at",
  },
  {
    name: "a key that is too old, whose successor was never used",
    rule: "access-key-too-old",
    expected: expectedUser(),
    live: userState({ accessKeys: present([used(OLD, 120, 30), accessKey(NEW, 40)]) }),
    full: "has not been used yet",
  },
  {
    name: "a key that is too old, whose last use could not be read",
    rule: "access-key-too-old",
    expected: expectedUser(),
    live: userState({
      accessKeys: present([{ ...accessKey(OLD, 120), lastUsed: denied("GetAccessKeyLastUsed") }, used(NEW, 40, 2)]),
    }),
    full: "could not be read (AccessDenied)",
  },
  {
    name: "a key that nobody uses",
    rule: "access-key-unused",
    expected: expectedUser({
      accessKeys: { breachAtDays: 365, unusedDays: 45, breachSource: "plumbline", maximumActive: 2, overlapDays: 7 },
    }),
    live: userState({ accessKeys: present([used(OLD, 120, 60), used(NEW, 100, 1)]) }),
    full: ["UpdateAccessKey user/machine …LOLD Inactive"],
  },
  {
    name: "too many keys, of which the newer is in use",
    rule: "access-keys-too-many",
    expected: expectedUser(),
    live: userState({ accessKeys: present([used(NEW, 40, 1), used(OLD, 50, 30)]) }),
    full: ["UpdateAccessKey user/machine …LOLD Inactive"],
  },
  {
    name: "too many keys, of which both are in use",
    rule: "access-keys-too-many",
    expected: expectedUser(),
    live: userState({ accessKeys: present([used(NEW, 40, 2), used(OLD, 50, 1)]) }),
    full: "was used at",
  },
  {
    name: "a password where there should be none",
    rule: "console-access-forbidden",
    expected: expectedUser(),
    live: userState({ loginProfile: present(daysAgo(3)) }),
    full: ["DeleteLoginProfile user/machine"],
  },
  {
    name: "no password where there should be one",
    rule: "console-access-missing",
    expected: expectedUser({ console: "required" }),
    live: userState(),
    full: "create-login-profile",
  },
  {
    name: "an access key of the root user",
    rule: "root-access-key",
    expected: expectedRoot(),
    live: rootState(present(true)),
    full: "sign in as root",
  },
  {
    name: "an entity under another path",
    rule: "entity-moved",
    expected: expectedRole({ path: "/plumbed/" }),
    live: roleState(),
    full: "until it is made anew",
  },
  {
    name: "an entity that its vendor has withdrawn",
    rule: "entity-retired",
    expected: expectedRole({ presence: "retired" }),
    live: roleState(),
    full: "delete it by hand",
  },
  {
    name: "an entity that is another",
    rule: "entity-re-created",
    expected: expectedRole(),
    live: roleState(),
    remembered: { id: "AROAANOTHER", since: daysAgo(100) },
    full: "find out who made it anew",
  },
  {
    name: "what could not be read",
    rule: "unreadable",
    expected: expectedRole(),
    live: roleState({ inlinePolicies: denied("ListRolePolicies") }),
    full: "the right to read it",
  },
  {
    name: "an entity that could not be read",
    rule: "unreadable",
    expected: expectedRole(),
    live: denied("GetRole"),
    full: "the right to read it",
  },
  {
    name: "a service-linked role that is gone",
    rule: "entity-missing",
    expected: expectedServiceLinkedRole(),
    live: ABSENT,
    full: ["CreateServiceLinkedRole ivs.amazonaws.com"],
    narrow: GRANTS,
  },
  {
    name: "a service-linked role in whose place another stands",
    rule: "entity-missing",
    expected: expectedServiceLinkedRole(),
    live: serviceLinkedRoleState({ path: "/" }),
    full: "only a person can take away",
  },
  {
    name: "a service-linked role's attachment, which nobody can edit",
    rule: "attachment-missing",
    expected: expectedServiceLinkedRole(),
    live: serviceLinkedRoleState({ attachments: present([]) }),
    full: "IAM lets nobody edit",
  },
  {
    name: "a role that is gone",
    rule: "entity-missing",
    expected: expectedRole(),
    live: ABSENT,
    full: "never re-created without a person's decision",
  },
  {
    name: "a role that is gone, with approval",
    rule: "entity-missing",
    expected: expectedRole({
      approval: "required",
      permissionsBoundary: BOUNDARY,
      maximumSessionSeconds: 7_200,
      tags: { stage: "production" },
    }),
    live: ABSENT,
    approved: true,
    full: [
      `CreateRole role/worker ${BOUNDARY} 7200s stage`,
      "PutRolePolicy role/worker work",
      `AttachRolePolicy role/worker ${LOGS}`,
    ],
    narrow: GRANTS,
  },
  {
    name: "a user that is gone, with approval",
    rule: "entity-missing",
    expected: expectedUser({ groups: { match: "exact", names: ["operators"] } }),
    live: ABSENT,
    approved: true,
    full: ["CreateUser user/machine", "AddUserToGroup user/machine group/operators"],
    narrow: GRANTS,
  },
  {
    name: "a policy that is gone, with approval",
    rule: "entity-missing",
    expected: expectedPolicy(),
    live: ABSENT,
    approved: true,
    full: ["CreatePolicy reader"],
    narrow: GRANTS,
  },
  {
    name: "a role that is gone and cannot be made whole, with approval",
    rule: "entity-missing",
    expected: expectedRole({ inlinePolicies: inline({ ...document(READ), provenance: "reconstructed" }) }),
    live: ABSENT,
    approved: true,
    full: "cannot be made whole",
  },
  {
    name: "a role that is gone and that nobody says who may assume, with approval",
    rule: "entity-missing",
    expected: ((): ExpectedEntity => {
      const { trust: _, ...rest } = expectedRole();
      return rest;
    })(),
    live: ABSENT,
    approved: true,
    full: "does not say who may assume it",
  },
  {
    name: "a group that is gone, with approval",
    rule: "entity-missing",
    expected: expectedGroup(),
    live: ABSENT,
    approved: true,
    full: "does not make one",
  },
  {
    name: "a repair that needs approval",
    rule: "attachment-unexpected",
    expected: expectedRole({ approval: "required" }),
    live: roleState({ attachments: present([attachment(LOGS), attachment(ADMINISTRATOR)]) }),
    full: "plumbline remediate --plan ID --apply",
  },
  {
    name: "a repair that has approval",
    rule: "attachment-unexpected",
    expected: expectedRole({ approval: "required" }),
    live: roleState({ attachments: present([attachment(LOGS), attachment(ADMINISTRATOR)]) }),
    approved: true,
    full: [`DetachRolePolicy role/worker ${ADMINISTRATOR}`],
  },
  {
    name: "what Terraform makes, approved or not",
    rule: "attachment-unexpected",
    expected: expectedRole({ owner: "terraform" }),
    live: roleState({ attachments: present([attachment(LOGS), attachment(ADMINISTRATOR)]) }),
    approved: true,
    full: "made by Terraform, which would find a repair to be a drift of its own: put it right there",
  },
  {
    name: "what CloudFormation makes",
    rule: "attachment-unexpected",
    expected: expectedRole({ owner: "cloudformation" }),
    live: roleState({ attachments: present([attachment(LOGS), attachment(ADMINISTRATOR)]) }),
    full: "made by CloudFormation",
  },
  {
    name: "what people make in the console",
    rule: "attachment-unexpected",
    expected: expectedRole({ owner: "console" }),
    live: roleState({ attachments: present([attachment(LOGS), attachment(ADMINISTRATOR)]) }),
    full: [`DetachRolePolicy role/worker ${ADMINISTRATOR}`],
  },
  {
    name: "a role of Identity Center",
    rule: "inline-policy-changed",
    expected: expectedRole({ entity: { kind: "role", name: "AWSReservedSSO_Admin_0123456789abcdef" } }),
    live: roleState({ inlinePolicies: present({ work: EVERYTHING }) }),
    full: "Identity Center",
  },
  {
    name: "a role under Identity Center's path",
    rule: "inline-policy-changed",
    expected: expectedRole({ path: "/aws-reserved/sso.amazonaws.com/" }),
    live: roleState({ path: "/aws-reserved/sso.amazonaws.com/", inlinePolicies: present({ work: EVERYTHING }) }),
    full: "Identity Center",
  },
  {
    name: "an entity that is contained",
    rule: "attachment-unexpected",
    expected: expectedRole({ inlinePolicies: { match: "at-least", documents: {} } }),
    live: roleState({
      inlinePolicies: present({ AWSRevokeOlderSessions: DENY_EVERYTHING }),
      attachments: present([attachment(LOGS), attachment(ADMINISTRATOR)]),
    }),
    full: "is contained",
  },
];
