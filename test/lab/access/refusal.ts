import { ServiceError } from "../server/service-error.ts";

/** Why AWS refuses a request, as its messages put it. */
export type Why =
  | "explicit deny in an identity-based policy"
  | "explicit deny in a permissions boundary"
  | "explicit deny in a resource-based policy"
  | "no identity-based policy"
  | "no permissions boundary"
  | "no resource-based policy";

/** A request that policies do not allow. */
export class AccessRefused extends ServiceError {}

/** How a service words its refusal. */
interface Wording {
  readonly code: string;
  /** The code in the query protocol, where AWS JSON has another. */
  readonly queryCode?: string;
  readonly status: number;
  /** The action, as the service spells it. */
  readonly spelled?: (action: string) => string;
  readonly quoted?: boolean;
  /** Says neither the resource nor why: `sts`; not the resource: `cloudtrail`. */
  readonly leavesOut?: "resource" | "reason";
}

const IN_JSON: Wording = { code: "AccessDeniedException", status: 400 };

const WORDINGS: Readonly<Record<string, Wording>> = {
  cloudtrail: { ...IN_JSON, leavesOut: "resource" },
  dynamodb: IN_JSON,
  events: IN_JSON,
  iam: { code: "AccessDenied", status: 403 },
  organizations: IN_JSON,
  s3: { code: "AccessDenied", status: 403, quoted: true },
  secretsmanager: IN_JSON,
  sns: { code: "AuthorizationError", status: 403, spelled: (action) => action.replace("sns:", "SNS:") },
  sqs: { code: "AccessDenied", status: 403, spelled: (action) => action.toLowerCase() },
  ssm: IN_JSON,
  sts: { code: "AccessDenied", status: 403, leavesOut: "reason" },
};

/**
 * How SQS and SNS hand on that their caller may not use a key; KMS itself is like the other services that speak JSON.
 * @see https://repost.aws/knowledge-center/sqs-accessdenied-errors
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
 */
const KEY_WORDINGS: Readonly<Record<string, Wording>> = {
  sns: { code: "KMSAccessDenied", status: 400 },
  sqs: { code: "KmsAccessDenied", queryCode: "KMS.AccessDeniedException", status: 400 },
};

/**
 * AWS's answer to a request that policies do not allow, in the words of the service that is asked.
 * @param refused `action` as IAM writes it, `resource` as the message names it: a key always, though for Decrypt KMS says only "the resource
 * associated with this ciphertext"
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function accessRefused({
  caller,
  action,
  resource,
  why,
  asked,
}: {
  /** The ARN of the user or session. */
  readonly caller: string;
  readonly action: string;
  readonly resource: string;
  readonly why: Why;
  /** The service whose request needs a key of KMS; absent: the action's own. */
  readonly asked?: string;
}): AccessRefused {
  const [service = ""] = action.split(":");
  const ofKey = service === "kms" ? KEY_WORDINGS[asked ?? service] : undefined;
  const wording = ofKey ?? WORDINGS[service] ?? IN_JSON;
  const { code, queryCode, status, spelled = (text: string) => text, quoted, leavesOut } = wording;
  const what = spelled(action);
  const on = leavesOut === "resource" ? "" : ` on resource: ${quoted === true ? `"${resource}"` : resource}`;
  const because = why.startsWith("no ") ? ` because ${why} allows the ${what} action` : ` with an ${why}`;
  const reason = leavesOut === "reason" && why === "no identity-based policy" ? "" : because;
  return new AccessRefused(
    code,
    `User: ${caller} is not authorized to perform: ${what}${on}${reason}`,
    status,
    queryCode,
  );
}
