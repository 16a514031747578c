import type { ClaimedActor } from "../iam/actor.ts";
import type { Finding } from "../ledger/finding.ts";

/** Whether somebody may approve a repair. `remark` is a sentence on what is known of who made the change, where that is worth saying. */
export type Approval =
  | { readonly status: "given"; readonly remark?: string }
  | { readonly status: "refused"; readonly reason: string };

/**
 * Whether whoever asks for a repair may approve it: not who made the change, as its event claims, where an approval is asked for; nor
 * somebody of whom that cannot be told. Where none is asked for, whoever puts back their own change needs nobody's leave, and it is only said.
 * @param arn of whoever approves
 * @param findings the open findings of the entity: a plan puts right all that it can
 * @param isRequired whether the configuration asks for approval; what is gone is never made anew without
 */
export function judgeApproval(arn: string, findings: readonly Finding[], isRequired: boolean): Approval {
  const isAsked = isRequired || findings.some(({ drift }) => drift.rule === "entity-missing");
  const standings = findings.flatMap(actorsOf).map((actor) => ({ actor, standing: standingOfApprover(arn, actor) }));
  const same = standings.find(({ standing }) => standing.status === "same");
  if (same !== undefined) {
    const claim = `An event claims that you (${arn}) made this change (${same.actor.eventName} at ${same.actor.eventTime})`;
    return isAsked
      ? { status: "refused", reason: `${claim}: somebody else has to approve its repair.` }
      : { status: "given", remark: `${claim}.` };
  }
  for (const { standing } of standings) {
    if (standing.status !== "unknown") continue;
    const doubt = `Whether you (${arn}) made this change yourself cannot be told: ${standing.why}`;
    return isAsked
      ? { status: "refused", reason: `${doubt}. Approve it as a user, or in a session named for who you are.` }
      : { status: "given", remark: `${doubt}.` };
  }
  if (!isAsked || findings.every((finding) => actorsOf(finding).length > 0)) return { status: "given" };
  return { status: "given", remark: `No event says who made every change, so that it could not be held to ${arn}.` };
}

/** Who is claimed to have made a drift what it is, since it was last opened. */
function actorsOf({ news }: Finding): readonly ClaimedActor[] {
  const since = news.findLastIndex(({ kind }) => kind === "IAM Drift Resolved") + 1;
  return news.slice(since).flatMap(({ actor }) => (actor === undefined ? [] : [actor]));
}

/** Whether whoever approves a repair is who made the change. `unknown` is never folded into the others; `why` is a clause. */
type ApproverStanding =
  | { readonly status: "another" }
  | { readonly status: "same" }
  | { readonly status: "unknown"; readonly why: string };

/**
 * Holds whoever approves a repair to whoever an event claims made the change. A user is the same by their ARN, a role's session by the role
 * and the name of the session. Where sessions of one role have names that programs give them, whose they are cannot be told.
 *
 * STS tells nobody's source identity, so that it cannot be compared.
 * @param arn of whoever approves, as STS GetCallerIdentity gives it
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
 */
export function standingOfApprover(arn: string, { who, type }: ClaimedActor): ApproverStanding {
  const approver = readIdentity(arn);
  if (approver === undefined) return { status: "unknown", why: `${arn} is no user, root user or role session` };
  if (type === "AWSService") return { status: "another" };
  if (who === "root" || type === "Root") {
    return approver.kind === "root" ? { status: "same" } : { status: "another" };
  }
  const actor = readIdentity(who);
  if (actor === undefined)
    return { status: "unknown", why: `the event does not name who did it by an ARN, but as ${who}` };
  if (actor.of !== approver.of) return { status: "another" };
  if (actor.session === approver.session) return { status: "same" };
  if (isGiven(actor.session) || isGiven(approver.session)) {
    return {
      status: "unknown",
      why: `both came by ${approver.of}, and the names of its sessions do not tell people apart`,
    };
  }
  return { status: "another" };
}

/** Who an ARN names: a user, or a role with the name of its session. Case does not tell two identities apart in IAM. */
interface Identity {
  readonly kind: "user" | "root" | "role";
  /** `role/NAME in account …`. */
  readonly of: string;
  readonly session: string;
}

const ARNS: readonly { readonly kind: Identity["kind"]; readonly pattern: RegExp }[] = [
  { kind: "role", pattern: /^arn:[\w-]+:sts::(\d{12}):assumed-role\/([\w+=,.@-]+)\/([\w+=,.@-]+)$/ },
  { kind: "user", pattern: /^arn:[\w-]+:sts::(\d{12}):federated-user\/([^/]+)$/ },
  { kind: "user", pattern: /^arn:[\w-]+:iam::(\d{12}):user\/(?:.+\/)?([\w+=,.@-]+)$/ },
  { kind: "root", pattern: /^arn:[\w-]+:iam::(\d{12}):(root)$/ },
];

function readIdentity(arn: string): Identity | undefined {
  for (const { kind, pattern } of ARNS) {
    const [, account, name, session = ""] = pattern.exec(arn) ?? [];
    if (account === undefined || name === undefined) continue;
    const federated = arn.includes(":federated-user/") ? "federated " : "";
    return {
      kind,
      of: `${federated}${kind}/${name.toLowerCase()} in account ${account}`,
      session: session.toLowerCase(),
    };
  }
  return undefined;
}

/**
 * What SDKs and services call the sessions that nobody has named, and the ids of instances and functions: it names a program, or a time, and
 * no person.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
const GIVEN =
  /^(?:(?:botocore-session|aws-sdk-\w+|aws-go-sdk|aws-cli|awscli|terraform|session|assumed?-?role|default)\b.*|i-[0-9a-f]+|[0-9.:_-]+|[0-9a-f-]{16,})$/;

function isGiven(session: string): boolean {
  return GIVEN.test(session);
}
