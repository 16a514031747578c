import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { PolicyKind } from "../policy/comparison.ts";
import { decidePolicies } from "../policy/decide-policies.ts";
import { onlyDenies } from "../policy/only-denies.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import type { Policy } from "../policy/policy.ts";

/** Reads the default version of any managed policy, AWS's own included, by its ARN: JSON text. */
export interface ManagedPolicyReader {
  readDocument(policyArn: string): Promise<Observation<string>>;
}

/** Whether somebody has contained an entity, and by what, in words. `unclear` is never folded into `none`. */
export type ContainmentResult =
  | { readonly status: "none" }
  | { readonly status: "contained"; readonly by: string }
  | { readonly status: "unclear"; readonly reason: string };

/**
 * Looks for containment: what only denies, as AWS attaches to users with leaked keys (`AWSCompromisedKeyQuarantine*`) and as "revoke
 * sessions" and incident responders do by hand. It may be a policy of its own, or stand where a document of the baseline should: a
 * policy or trust written over, or a denial added to one. Such an entity is left exactly as it is.
 *
 * What the baseline attaches by its ARN is not looked into: what such a policy says is a finding of that policy.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export async function findContainment(
  expected: ExpectedEntity,
  state: EntityState,
  reader: ManagedPolicyReader,
): Promise<ContainmentResult> {
  if (state.kind !== "role" && state.kind !== "user") return { status: "none" };
  const trust: Observation<string> | undefined = state.kind === "role" ? state.trust : undefined;
  if (state.inlinePolicies.status !== "present" || state.attachments.status !== "present") return NOT_ALL_READ;
  if (trust !== undefined && trust.status !== "present") return NOT_ALL_READ;

  const documents = "inlinePolicies" in expected ? (expected.inlinePolicies?.documents ?? {}) : {};
  const found = Object.entries(state.inlinePolicies.state).map(([name, live]) =>
    judge(`the inline policy ${name}`, live, Object.hasOwn(documents, name) ? documents[name]?.text : undefined),
  );
  if (trust !== undefined) {
    const wanted = "trust" in expected ? expected.trust?.text : undefined;
    found.push(judge("its trust policy", trust.state, wanted, "trust"));
  }
  const named = new Set("attachments" in expected ? (expected.attachments?.policyArns ?? []) : []);
  for (const { policyArn } of state.attachments.state.filter((each) => !named.has(each.policyArn))) {
    const document = await reader.readDocument(policyArn);
    found.push(
      document.status === "present"
        ? judge(policyArn, document.state, undefined)
        : { status: "unclear", reason: `the attached policy ${policyArn} could not be read.` },
    );
  }
  return (
    found.find((each) => each.status === "contained") ??
    found.find((each) => each.status === "unclear") ?? { status: "none" }
  );
}

const NOT_ALL_READ: ContainmentResult = { status: "unclear", reason: "its policies could not all be read." };

/** Judges one live document against the one that should stand in its place, where there is one. */
function judge(
  where: string,
  live: string,
  canonical: string | undefined,
  kind: PolicyKind = "identity",
): ContainmentResult {
  const policy = read(live, kind);
  if (policy === undefined) return { status: "unclear", reason: `${where} could not be understood.` };
  const wanted = canonical === undefined ? undefined : read(canonical, kind);
  if (onlyDenies(policy)) {
    const meant = wanted !== undefined && onlyDenies(wanted);
    return meant ? { status: "none" } : { status: "contained", by: `${where}, which only denies` };
  }
  if (wanted === undefined) return { status: "none" };
  const denied = decidePolicies(denials(wanted), denials(policy), kind);
  if (denied.verdict === "unknown") {
    return { status: "unclear", reason: `what ${where} denies could not be compared with its document.` };
  }
  return denied.verdict === "equal" || denied.change === "broadened"
    ? { status: "none" }
    : { status: "contained", by: `${where}, which denies what its document does not` };
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
