import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import { onlyDenies } from "../policy/only-denies.ts";
import { parsePolicy } from "../policy/parse-policy.ts";

/** Reads the default version of any managed policy, AWS's own included, by its ARN: JSON text. */
export interface ManagedPolicyReader {
  readDocument(policyArn: string): Promise<Observation<string>>;
}

/** Whether somebody has contained an entity. `unclear` is never folded into `none`. */
export type ContainmentResult =
  | { readonly status: "none" }
  | { readonly status: "contained"; readonly by: string }
  | { readonly status: "unclear"; readonly reason: string };

/**
 * Looks for containment: a policy on a role or user that the baseline does not name and that only denies, as AWS attaches to users
 * with leaked keys (`AWSCompromisedKeyQuarantine*`) and as "revoke sessions" and incident responders do by hand. Such an
 * entity is left exactly as it is.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html
 */
export async function findContainment(
  expected: ExpectedEntity,
  state: EntityState,
  reader: ManagedPolicyReader,
): Promise<ContainmentResult> {
  if (state.kind !== "role" && state.kind !== "user") return { status: "none" };
  if (state.inlinePolicies.status !== "present" || state.attachments.status !== "present") {
    return { status: "unclear", reason: "its policies could not all be read." };
  }
  const named = namedByBaseline(expected);
  const found: ContainmentResult[] = Object.entries(state.inlinePolicies.state)
    .filter(([name]) => !named.inline.has(name))
    .map(([name, text]) => judge(`the inline policy ${name}`, text));
  for (const { policyArn } of state.attachments.state.filter((each) => !named.arns.has(each.policyArn))) {
    const document = await reader.readDocument(policyArn);
    found.push(
      document.status === "present"
        ? judge(policyArn, document.state)
        : { status: "unclear", reason: `the attached policy ${policyArn} could not be read.` },
    );
  }
  return (
    found.find((each) => each.status === "contained") ??
    found.find((each) => each.status === "unclear") ?? { status: "none" }
  );
}

function judge(by: string, text: string): ContainmentResult {
  const parsed = parsePolicy(text);
  if (parsed.status === "invalid") return { status: "unclear", reason: `${by} could not be understood.` };
  return onlyDenies(parsed.policy) ? { status: "contained", by } : { status: "none" };
}

function namedByBaseline(expected: ExpectedEntity): { inline: ReadonlySet<string>; arns: ReadonlySet<string> } {
  return {
    inline: new Set("inlinePolicies" in expected ? Object.keys(expected.inlinePolicies?.documents ?? {}) : []),
    arns: new Set("attachments" in expected ? (expected.attachments?.policyArns ?? []) : []),
  };
}
