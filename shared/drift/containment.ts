import type { ExpectedDocument, ExpectedEntity, Severity } from "../baselines/expected-state.ts";
import { matchRevision } from "../baselines/match-revision.ts";
import { parsePolicyArn } from "../iam/arn.ts";
import type { Attachment, EntityState, InlinePolicies } from "../observation/entity-state.ts";
import type { ManagedPolicyReader } from "../observation/managed-policy-reader.ts";
import type { Observation, Unreadable } from "../observation/observation.ts";
import type { PolicyKind } from "../policy/comparison.ts";
import { decidePolicies } from "../policy/decide-policies.ts";
import { onlyDenies } from "../policy/only-denies.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import type { Policy } from "../policy/policy.ts";
import { parseCanonical } from "./compare-document.ts";
import { expectedAttachments, expectedInlinePolicies, expectedTrust } from "./expected-aspects.ts";
import { explainVerdictOnce } from "./explain-verdict.ts";
import { describeUnreadable, type JudgedDrift, type LoadActionTable } from "./rule.ts";

/** A policy that may contain its entity: one that the baseline does not name, or one that stands where a document of it should. */
export interface Suspect {
  /** As drifts name it: an inline policy's name, a managed policy's ARN; empty for an entity's one document. */
  readonly subject: string;
  /** How a sentence calls it: `the inline policy stop`. */
  readonly called: string;
  readonly kind: PolicyKind;
  /** Its JSON text; absent of a managed policy, which is read only to be judged. */
  readonly text?: string;
  /** What should stand there; absent where the baseline does not name it. */
  readonly canonical?: ExpectedDocument;
}

/** Whether a suspect contains its entity. `unclear` is never folded into `none`. */
export type Containment =
  | { readonly status: "none" }
  /** `policy` is absent where it is known by its name alone. `by` is a clause: `the inline policy stop, which only denies`. */
  | { readonly status: "contained"; readonly by: string; readonly policy?: Policy }
  /** `reason` is a clause; `unreadable` says why it could not be read, where that is so. */
  | { readonly status: "unclear"; readonly reason: string; readonly unreadable?: Unreadable };

/** How bad it is at least that a policy was put there only to deny: somebody is in the middle of an incident. */
export const CONTAINMENT_FLOOR: Severity = "high";

const NONE: Containment = { status: "none" };
const NOT_ALL_READ: Containment = { status: "unclear", reason: "its policies could not all be read" };

/**
 * Looks for containment: what only denies, as AWS attaches to users with leaked keys (`AWSCompromisedKeyQuarantine*`) and as "revoke
 * sessions" and incident responders do by hand. It may be a policy of its own, or stand where a document of the baseline should: a
 * policy or trust written over, or a denial added to one. Such an entity is left exactly as it is.
 *
 * What the baseline attaches by its ARN is not looked into: what such a policy says is a finding of that policy.
 * @returns the first that contains the entity, before what is unclear
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export async function findContainment(
  expected: ExpectedEntity,
  state: EntityState,
  reader: ManagedPolicyReader,
): Promise<Containment> {
  const suspects = suspectsOf(expected, state);
  if (suspects === undefined) return NOT_ALL_READ;
  let unclear: Containment | undefined;
  for (const suspect of suspects) {
    const containment = await judgeSuspect(suspect, reader);
    if (containment.status === "contained") return containment;
    if (containment.status === "unclear") unclear ??= containment;
  }
  return unclear ?? NONE;
}

/** Everything that may contain an entity; `undefined` where not all of it was read. */
function suspectsOf(expected: ExpectedEntity, state: EntityState): readonly Suspect[] | undefined {
  if (state.kind === "root") return [];
  if (state.kind === "policy") {
    return state.document.status === "present" ? versionSuspects(expected, state.document.state) : undefined;
  }
  const trust: Observation<string> | undefined = state.kind === "role" ? state.trust : undefined;
  if (state.inlinePolicies.status !== "present" || state.attachments.status !== "present") return undefined;
  if (trust !== undefined && trust.status !== "present") return undefined;
  return [
    ...inlineSuspects(expected, state.inlinePolicies.state),
    ...(trust === undefined ? [] : trustSuspects(expected, trust.state)),
    ...attachmentSuspects(expected, state.attachments.state),
  ];
}

/** Every inline policy. */
export function inlineSuspects(expected: ExpectedEntity, live: InlinePolicies): readonly Suspect[] {
  const documents = expectedInlinePolicies(expected)?.documents ?? {};
  return Object.entries(live).map(([name, text]) => {
    const canonical = Object.hasOwn(documents, name) ? documents[name] : undefined;
    return suspect({ subject: name, called: `the inline policy ${name}`, kind: "identity", text }, canonical);
  });
}

/** The trust policy. */
export function trustSuspects(expected: ExpectedEntity, text: string): readonly Suspect[] {
  return [suspect({ subject: "", called: "its trust policy", kind: "trust", text }, expectedTrust(expected))];
}

/** The default version of a customer managed policy. */
export function versionSuspects(expected: ExpectedEntity, text: string): readonly Suspect[] {
  const canonical = expected.kind === "policy" ? expected.document : undefined;
  return [suspect({ subject: "", called: "its default version", kind: "identity", text }, canonical)];
}

/** The attached managed policies that the baseline does not name. */
export function attachmentSuspects(expected: ExpectedEntity, live: readonly Attachment[]): readonly Suspect[] {
  const named = new Set(expectedAttachments(expected)?.policyArns);
  return live
    .filter(({ policyArn }) => !named.has(policyArn))
    .map(({ policyArn }) => ({ subject: policyArn, called: policyArn, kind: "identity" }));
}

function suspect(found: Suspect, canonical: ExpectedDocument | undefined): Suspect {
  return canonical === undefined ? found : { ...found, canonical };
}

/** Judges one policy; reads it where it is a managed one. */
export async function judgeSuspect(found: Suspect, reader: ManagedPolicyReader): Promise<Containment> {
  const { subject, called, text } = found;
  if (text !== undefined) return judge(found, text);
  const document = await reader.readDocument(subject);
  if (document.status === "present") return judge(found, document.state);
  if (isQuarantine(subject)) return { status: "contained", by: `${called}, which only denies` };
  const unread = `the attached policy ${called} could not be read`;
  if (document.status === "absent") return { status: "unclear", reason: `${unread}: IAM says that there is none` };
  const { reason } = document;
  const why = describeUnreadable(reason).replace(/\.+$/, "");
  return { status: "unclear", reason: `${unread} (${why})`, unreadable: reason };
}

/**
 * Whether it is one of the policies that AWS attaches to users whose key has leaked, and asks that they be left. Only AWS's own count:
 * anybody can give a policy of theirs that name.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html
 */
export function isQuarantine(policyArn: string): boolean {
  const arn = parsePolicyArn(policyArn);
  return arn?.owner === "aws" && arn.name.startsWith("AWSCompromisedKeyQuarantine");
}

/**
 * What a policy that contains its entity denies beyond its document; beyond nothing, where it has none. Empty where that cannot be told:
 * that it denies something is certain all the same.
 */
export async function explainContainment(
  { canonical, kind }: Suspect,
  policy: Policy,
  loadTable: LoadActionTable,
): Promise<Pick<JudgedDrift, "verdict" | "change" | "deltas" | "witness">> {
  const wanted = canonical === undefined ? undefined : parseCanonical(canonical, kind);
  const sides = { canonical: wanted === undefined ? [] : [wanted], live: [policy] };
  const comparison = await explainVerdictOnce(decidePolicies(sides.canonical, sides.live, kind), sides, loadTable);
  return comparison.verdict === "different" ? comparison : {};
}

/** Judges one live document against the one that should stand in its place, where there is one. */
function judge({ called, kind, canonical }: Suspect, live: string): Containment {
  const policy = read(live, kind);
  if (policy === undefined) return { status: "unclear", reason: `${called} could not be understood` };
  const wanted = canonical === undefined ? undefined : parseCanonical(canonical, kind);
  // A denial that the vendor has since taken out is nobody's containment.
  if (canonical !== undefined && matchRevision(canonical, live, kind).status === "outdated") return NONE;
  if (onlyDenies(policy) && (wanted === undefined || !onlyDenies(wanted))) {
    return { status: "contained", by: `${called}, which only denies`, policy };
  }
  if (wanted === undefined) return NONE;
  const denied = decidePolicies(denials(wanted), denials(policy), kind);
  if (denied.verdict === "unknown") {
    return { status: "unclear", reason: `what ${called} denies could not be compared with its document` };
  }
  if (denied.verdict === "equal" || denied.change === "broadened") return NONE;
  return { status: "contained", by: `${called}, which denies what its document does not`, policy };
}

function read(text: string, kind: PolicyKind): Policy | undefined {
  const parsed = parsePolicy(text, kind);
  return parsed.status === "parsed" ? parsed.policy : undefined;
}

/** What is left of a policy without its Allow statements. */
function denials(policy: Policy): readonly Policy[] {
  const statements = policy.statements.filter(({ effect }) => effect === "Deny");
  return statements.length === 0 ? [] : [{ ...policy, statements }];
}
