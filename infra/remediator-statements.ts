import type {
  ExpectedAttachments,
  ExpectedEntity,
  ExpectedGroups,
  ExpectedInlinePolicies,
} from "../shared/baselines/expected-state.ts";
import { ACCOUNT_PLACEHOLDER } from "../shared/baselines/organization.ts";
import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import { keeperOf, OWN_PREFIX } from "../shared/remediation/guards/protected-entity.ts";
import type { TemplateValue } from "./cloudformation-yaml.ts";
import type { IdentityStatement } from "./reader-statements.ts";

/** Pseudo parameters, as `Fn::Sub` takes them. */
const PARTITION = filledIn("AWS::Partition");
const ACCOUNT_ID = filledIn("AWS::AccountId");

/** How the ARNs of the account's entities begin. */
const ACCOUNT = `arn:${PARTITION}:iam::${ACCOUNT_ID}`;

/** What a repair may need of one entity: actions on resources, under one condition. */
interface Right {
  readonly actions: readonly string[];
  /** ARNs. */
  readonly resources: readonly string[];
  readonly condition?: TemplateValue;
}

/** An entity that has a name and a path. */
type NamedEntity = Exclude<ExpectedEntity, { kind: "root" }>;
type Principal = Extract<ExpectedEntity, { kind: "role" | "user" | "group" }>;

/**
 * What the remediator role of an account may do: of each entity that Plumbline repairs by itself, just the actions that its `remediate` mode
 * can need, and those that take away again what a plan had put there when it stops half-way. Nothing of what is `off`, needs a person's
 * approval, is CloudFormation's or Terraform's, or which no repair may touch: that is done with other rights, or not at all.
 *
 * IAM cannot limit what a document says, so that writing one is allowed only where the baseline has one that may be written.
 */
export function remediatorStatements(account: ConfiguredAccount): readonly IdentityStatement[] {
  const merged = new Map<string, { readonly right: Right; readonly resources: Set<string> }>();
  const repaired = account.entities.filter(isRepaired).filter((expected) => !isProtected(expected, account));
  for (const right of repaired.flatMap(rightsOf)) {
    const key = JSON.stringify([right.actions, right.condition]);
    const known = merged.get(key) ?? { right, resources: new Set<string>() };
    for (const resource of right.resources) known.resources.add(resource);
    merged.set(key, known);
  }
  return [...merged.values()].map(({ right: { actions, condition }, resources }) => ({
    Effect: "Allow",
    Action: actions.map((action) => `iam:${action}`),
    Resource: [...resources].sort().map(inAccount),
    ...(condition === undefined ? {} : { Condition: condition }),
  }));
}

function isRepaired(expected: ExpectedEntity): expected is NamedEntity {
  const { remediate, approval, owner, presence } = expected;
  const isOthers = owner === "cloudformation" || owner === "terraform";
  return (
    expected.kind !== "root" && remediate !== "off" && approval === undefined && !isOthers && presence !== "retired"
  );
}

/** What the guard `protected-entity` would refuse whatever is planned: to have the right would only help whoever misuses the role. */
function isProtected(
  { kind, entity, path }: NamedEntity,
  { readerRole, remediatorRole }: Pick<ConfiguredAccount, "readerRole" | "remediatorRole">,
): boolean {
  const name = entity.name.toLowerCase();
  const own = [readerRole, remediatorRole].flatMap((arn) => arn?.split("/").at(-1)?.toLowerCase() ?? []);
  if (name.startsWith(OWN_PREFIX) || (entity.kind === "role" && own.includes(name))) return true;
  const keeper = keeperOf(entity.name, path);
  return keeper === "identity-center" || (keeper === "service" && kind !== "service-linked-role");
}

function rightsOf(expected: NamedEntity): readonly Right[] {
  switch (expected.kind) {
    case "role":
      return [...principalRights(expected, "Role"), ...roleRights(expected)];
    case "user":
      return [...principalRights(expected, "User"), ...userRights(expected)];
    case "group":
      return principalRights(expected, "Group");
    case "policy":
      return policyRights(expected);
    case "service-linked-role":
      return serviceLinkedRights(expected);
  }
}

function principalRights(expected: Principal, kind: "Role" | "User" | "Group"): readonly Right[] {
  const resources = [arnOf(expected)];
  const { inlinePolicies, attachments } = expected;
  return [
    ...(inlinePolicies === undefined ? [] : inlineRights(inlinePolicies, kind, resources)),
    ...(attachments === undefined ? [] : attachmentRights(expected, attachments, kind)),
    ...(expected.kind === "group" ? [] : [...boundaryRights(expected, kind), ...tagRights(expected, kind)]),
  ];
}

/** A reconstructed document is never written. What is put is deleted again where a repair stops half-way; what is unexpected is deleted for good. */
function inlineRights(
  { match, documents }: ExpectedInlinePolicies,
  kind: "Role" | "User" | "Group",
  resources: readonly string[],
): readonly Right[] {
  const isPut = Object.values(documents).some(({ provenance }) => provenance === "verbatim");
  if (isPut) return [{ actions: [`Put${kind}Policy`, `Delete${kind}Policy`], resources }];
  return match === "exact" ? [{ actions: [`Delete${kind}Policy`], resources }] : [];
}

/** Containment is never undone, so these are not detached whatever is planned. */
const QUARANTINES = `arn:${PARTITION}:iam::aws:policy/AWSCompromisedKeyQuarantine*`;

function attachmentRights(
  expected: Principal,
  { match, policyArns }: ExpectedAttachments,
  kind: "Role" | "User" | "Group",
): readonly Right[] {
  const resources = [arnOf(expected)];
  const named: TemplateValue = { ArnEquals: { "iam:PolicyARN": [...policyArns].sort().map(inAccount) } };
  const isAttached = expected.remediate === "full" && policyArns.length > 0;
  return [
    ...(isAttached ? [{ actions: [`Attach${kind}Policy`], resources, condition: named }] : []),
    ...(isAttached && match === "at-least" ? [{ actions: [`Detach${kind}Policy`], resources, condition: named }] : []),
    ...(match === "exact"
      ? [
          {
            actions: [`Detach${kind}Policy`],
            resources,
            condition: { ArnNotLike: { "iam:PolicyARN": inAccount(QUARANTINES) } },
          },
        ]
      : []),
  ];
}

function boundaryRights(
  expected: Extract<Principal, { kind: "role" | "user" }>,
  kind: "Role" | "User" | "Group",
): readonly Right[] {
  const { permissionsBoundary: boundary, remediate } = expected;
  const resources = [arnOf(expected)];
  if (boundary === undefined) return [];
  if (boundary === "none") {
    return remediate === "full" ? [{ actions: [`Delete${kind}PermissionsBoundary`], resources }] : [];
  }
  const condition = { StringEquals: { "iam:PermissionsBoundary": inAccount(boundary) } };
  return [{ actions: [`Put${kind}PermissionsBoundary`], resources, condition }];
}

/** A policy's conditions may go by a tag, so that putting one grants something: `narrow` puts none. */
function tagRights(expected: NamedEntity, kind: "Role" | "User" | "Group" | "Policy"): readonly Right[] {
  const keys = Object.keys(expected.tags ?? {}).sort();
  if (keys.length === 0 || expected.remediate !== "full") return [];
  const condition = { "ForAllValues:StringEquals": { "aws:TagKeys": keys } };
  return [{ actions: [`Tag${kind}`, `Untag${kind}`], resources: [arnOf(expected)], condition }];
}

/** UpdateRole sets the description as well, which is read to be kept. */
function roleRights(expected: Extract<ExpectedEntity, { kind: "role" }>): readonly Right[] {
  const resources = [arnOf(expected)];
  return [
    ...(expected.trust?.provenance === "verbatim" ? [{ actions: ["UpdateAssumeRolePolicy"], resources }] : []),
    ...(expected.maximumSessionSeconds === undefined ? [] : [{ actions: ["GetRole", "UpdateRole"], resources }]),
  ];
}

function userRights(expected: Extract<ExpectedEntity, { kind: "user" }>): readonly Right[] {
  const resources = [arnOf(expected)];
  return [
    ...(expected.console === "forbidden" ? [{ actions: ["DeleteLoginProfile"], resources }] : []),
    ...(expected.accessKeys === undefined ? [] : [{ actions: ["UpdateAccessKey"], resources }]),
    ...(expected.groups === undefined ? [] : groupRights(expected.groups, expected.remediate)),
  ];
}

/** IAM binds a membership by its group, whose path no baseline need say. */
function groupRights({ match, names }: ExpectedGroups, remediate: ExpectedEntity["remediate"]): readonly Right[] {
  const named = names.flatMap((name) => [`${ACCOUNT}:group/${name}`, `${ACCOUNT}:group/*/${name}`]);
  const isAdded = remediate === "full" && named.length > 0;
  const removed = match === "exact" ? [`${ACCOUNT}:group/*`] : isAdded ? named : [];
  return [
    ...(isAdded ? [{ actions: ["AddUserToGroup"], resources: named }] : []),
    ...(removed.length > 0 ? [{ actions: ["RemoveUserFromGroup"], resources: removed }] : []),
  ];
}

function policyRights(expected: Extract<ExpectedEntity, { kind: "policy" }>): readonly Right[] {
  const actions = ["CreatePolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion"];
  const versions = expected.document.provenance === "verbatim" ? [{ actions, resources: [arnOf(expected)] }] : [];
  return [...versions, ...tagRights(expected, "Policy")];
}

function serviceLinkedRights(expected: Extract<ExpectedEntity, { kind: "service-linked-role" }>): readonly Right[] {
  if (expected.remediate !== "full") return [];
  const condition = { StringEquals: { "iam:AWSServiceName": expected.service } };
  return [{ actions: ["CreateServiceLinkedRole"], resources: [arnOf(expected)], condition }];
}

function arnOf({ entity: { kind, name }, path }: NamedEntity): string {
  return `${ACCOUNT}:${kind}${path}${name}`;
}

function filledIn(pseudoParameter: string): string {
  return `\${${pseudoParameter}}`;
}

/** A text in which the account's id, and the pseudo parameters, are filled in where the template is deployed. */
export function inAccount(text: string): TemplateValue {
  const filled = text.replaceAll(ACCOUNT_PLACEHOLDER, ACCOUNT_ID);
  return filled.includes("${") ? { "Fn::Sub": filled } : filled;
}
