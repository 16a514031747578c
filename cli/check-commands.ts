import type { AspectName } from "../shared/drift/aspects.ts";
import type { Drift, RuleName } from "../shared/drift/drift.ts";
import { customerPolicyArn, parsePolicyArn } from "../shared/iam/arn.ts";
import type { EntityReference } from "../shared/iam/entity-reference.ts";
import { parsePolicy } from "../shared/policy/parse-policy.ts";
import type { CheckedAccount, CheckedEntity, ComparedDocument } from "../shared/reports/check-result.ts";
import { quote, simulateLiveCommand } from "./simulate-command.ts";

/** Where a drift was found. */
export interface DriftPlace {
  readonly account: Pick<CheckedAccount, "account" | "partition">;
  readonly entity: Pick<CheckedEntity, "path" | "documents">;
}

/** What of an entity one call of IAM shows, by the name of the aspect; `entity` is whether it is there. */
const ASPECTS = [
  "trust",
  "inlinePolicies",
  "attachments",
  "document",
  "permissionsBoundary",
  "maximumSessionSeconds",
  "tags",
  "groups",
  "accessKeys",
  "accessKeyUse",
  "accessKeysPresent",
  "loginProfile",
  "deletionTasks",
] as const satisfies readonly AspectName[];
type Shown = (typeof ASPECTS)[number] | "entity" | "inlinePolicy" | "deletionTask";

/** Of each rule whose drifts are all about the same aspect. */
const SHOWN: Readonly<Record<Exclude<RuleName, "unreadable" | "account-unreadable" | "entity-contained">, Shown>> = {
  "entity-missing": "entity",
  "entity-retired": "entity",
  "entity-moved": "entity",
  "entity-re-created": "entity",
  "service-linked-role-being-deleted": "deletionTask",
  "trust-changed": "trust",
  "trust-outdated": "trust",
  "trust-dangling-principal": "trust",
  "inline-policy-missing": "inlinePolicies",
  "inline-policy-unexpected": "inlinePolicy",
  "inline-policy-changed": "inlinePolicy",
  "inline-policy-outdated": "inlinePolicy",
  "attachment-missing": "attachments",
  "attachment-unexpected": "attachments",
  "policies-not-separate": "attachments",
  "policy-version-changed": "document",
  "policy-version-outdated": "document",
  "permissions-boundary-changed": "permissionsBoundary",
  "session-length-changed": "maximumSessionSeconds",
  "tags-changed": "tags",
  "group-membership-missing": "groups",
  "group-membership-unexpected": "groups",
  "access-key-due": "accessKeys",
  "access-key-too-old": "accessKeys",
  "access-key-unused": "accessKeys",
  "access-keys-too-many": "accessKeys",
  "root-access-key": "accessKeysPresent",
  "console-access-missing": "loginProfile",
  "console-access-forbidden": "loginProfile",
};

/**
 * The shell commands with which the reader sees a drift without Plumbline: AWS's own decision of the witness by the live document where
 * there is one, and else the call of IAM that shows what was found. Every value is quoted; nothing that drives a terminal is left in it.
 */
export function verificationCommand(drift: Drift, place: DriftPlace): readonly string[] {
  const { witness, rule, subject } = drift;
  const look = lookCommands(drift, place);
  const document = place.entity.documents?.find((each) => each.rule === rule && each.subject === subject);
  const print = look.at(-1);
  if (print === undefined || witness === undefined || document?.kind !== "identity") return look;
  return [...look.slice(0, -1), ...simulateLiveCommand(witness, `${print} --output json`, policiesOf(document))];
}

/** Both sides, for the types of condition keys; one that is no policy had no witness. */
function policiesOf({ canonical, live, kind }: ComparedDocument) {
  return [canonical?.text, live].flatMap((text) => {
    const parsed = text === undefined ? undefined : parsePolicy(text, kind);
    return parsed?.status === "parsed" ? [parsed.policy] : [];
  });
}

/** The last of them prints it. */
function lookCommands(drift: Drift, { account, entity: { path } }: DriftPlace): readonly string[] {
  const { subject, entity } = drift;
  if (entity.kind === "account") return ["aws iam get-account-summary"];
  const shown = shownOf(drift);
  if (entity.kind === "root") return ["aws iam get-account-summary --query SummaryMap.AccountAccessKeysPresent"];
  if (entity.kind === "policy") return policyCommands(shown, quote(customerPolicyArn(account, path, entity.name)));
  const look = principalCommand(shown, entity.kind, entity, subject);
  // That a policy is attached does not show that it denies.
  return drift.rule === "entity-contained" && shown === "attachments"
    ? [look, ...policyCommands("document", quote(subject))]
    : [look];
}

function shownOf({ rule, subject, entity }: Drift): Shown {
  if (rule === "account-unreadable") return "entity";
  if (rule === "unreadable") return ASPECTS.find((each) => each === subject) ?? "entity";
  if (rule !== "entity-contained") return SHOWN[rule];
  if (subject === "") return entity.kind === "policy" ? "document" : "trust";
  return parsePolicyArn(subject) === undefined ? "inlinePolicy" : "attachments";
}

function policyCommands(shown: Shown, arn: string): readonly string[] {
  if (shown === "tags") return [`aws iam list-policy-tags --policy-arn ${arn}`];
  if (shown !== "document") return [`aws iam get-policy --policy-arn ${arn}`];
  return [
    `version=$(aws iam get-policy --policy-arn ${arn} --query Policy.DefaultVersionId --output text)`,
    `aws iam get-policy-version --policy-arn ${arn} --version-id "$version" --query PolicyVersion.Document`,
  ];
}

function principalCommand(
  shown: Shown,
  kind: "role" | "user" | "group",
  { name }: EntityReference,
  subject: string,
): string {
  const named = `--${kind}-name ${quote(name)}`;
  const get = `aws iam get-${kind} ${named}`;
  const member = kind === "role" ? "Role" : "User";
  switch (shown) {
    case "trust":
      return `${get} --query Role.AssumeRolePolicyDocument`;
    case "inlinePolicies":
      return `aws iam list-${kind}-policies ${named}`;
    case "inlinePolicy":
      return `aws iam get-${kind}-policy ${named} --policy-name ${quote(subject)} --query PolicyDocument`;
    case "attachments":
      return `aws iam list-attached-${kind}-policies ${named}`;
    case "permissionsBoundary":
      return `${get} --query ${member}.PermissionsBoundary`;
    case "maximumSessionSeconds":
      return `${get} --query Role.MaxSessionDuration`;
    case "tags":
      return `aws iam list-${kind}-tags ${named}`;
    case "groups":
      return `aws iam list-groups-for-user ${named}`;
    case "accessKeys":
    case "accessKeyUse":
      return `aws iam list-access-keys ${named}`;
    case "deletionTask":
      return `aws iam get-service-linked-role-deletion-status --deletion-task-id ${quote(subject)}`;
    case "loginProfile":
      return `aws iam get-login-profile ${named}`;
    default:
      return get;
  }
}
