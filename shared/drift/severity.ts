import { SEVERITIES, type Severity } from "../baselines/expected-state.ts";
import { parsePolicyArn } from "../iam/arn.ts";
import type { Comparison, Delta } from "../policy/comparison.ts";
import type { Policy, Statement } from "../policy/policy.ts";

/** The most that is permitted and was not meant to be; each is worse than the one before it. See docs/severity.md. */
export type Gain = "nothing" | "something" | "permissions management" | "privilege escalation" | "everything";

const FLOORS: Readonly<Record<Gain, Severity>> = {
  nothing: "low",
  something: "low",
  "permissions management": "high",
  "privilege escalation": "critical",
  everything: "critical",
};

const GAINS = Object.keys(FLOORS) as readonly Gain[];

/** The worse of the two. */
export function worseGain(one: Gain, other: Gain): Gain {
  return GAINS.indexOf(one) < GAINS.indexOf(other) ? other : one;
}

/** The baseline's own severity, raised by what was gained. */
export function severityOf(own: Severity, gained: Gain): Severity {
  return atLeast(own, FLOORS[gained]);
}

/**
 * What was gained, decided by what it is and not by how much text changed. What is latent counts for nothing. Where the deltas do not
 * tell everything, what they leave out counts as permissions management; and where there is no verdict only `everything` is certain.
 *
 * @param everything whether live allows every action on every resource, and was not meant to
 */
export function gainOf(comparison: Exclude<Comparison, { verdict: "equal" }>, everything: boolean): Gain {
  if (comparison.verdict === "unknown") return everything ? "everything" : "nothing";
  const { change, deltas } = comparison;
  if (change === "narrowed") return "nothing";
  if (everything) return "everything";
  const gains = deltas.filter(({ permits, latent }) => permits !== "less" && latent === undefined);
  if (gains.some(({ escalation }) => escalation !== undefined)) return "privilege escalation";
  if (gains.some((delta) => delta.permits === undefined || managesPermissions(delta))) return "permissions management";
  const onlyLatent = gains.length === 0 && deltas.some(({ permits }) => permits === "more");
  return onlyLatent ? "nothing" : "something";
}

/** Whether one of today's actions that a delta is about has the access level Permissions management. */
export function managesPermissions({ accessLevels }: Delta): boolean {
  return accessLevels?.["Permissions management"] !== undefined;
}

/** The worse of the two. */
export function atLeast(severity: Severity, floor: Severity): Severity {
  return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(floor) ? floor : severity;
}

/** The milder of the two. */
export function atMost(severity: Severity, ceiling: Severity): Severity {
  return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(ceiling) ? severity : ceiling;
}

/**
 * The severity of a document that is an earlier version of its own: that of any other change to the same where it permits what today's
 * does not, since a rollback is a known way to win back permissions; else medium at most, since nobody can do more.
 */
export function severityOfOutdated(own: Severity, gained: Gain, asChanged: Severity): Severity {
  return gained === "nothing" ? atMost(own, "medium") : asChanged;
}

/** Whether a policy allows every action on every resource, whatever else it says. */
export function grantsEverything(policy: Policy): boolean {
  return policy.statements.some(allowsEverything);
}

function allowsEverything({ effect, actions, resources, conditions }: Statement): boolean {
  if (effect !== "Allow" || conditions.length > 0) return false;
  if (actions.not || resources === undefined || resources.not) return false;
  return (
    actions.patterns.some((each) => /^\*+(:\*+)?$/.test(each)) && resources.patterns.some((each) => /^\*+$/.test(each))
  );
}

/**
 * AWS managed policies whose holder is, or can make itself, an administrator. IAMFullAccess is one: it may attach the other to itself.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AdministratorAccess.html
 */
const ADMINISTRATORS: readonly string[] = ["AdministratorAccess", "IAMFullAccess"];

/** Whether an attachment makes its holder an administrator, as far as its ARN tells. */
export function makesAdministrator(policyArn: string): boolean {
  const arn = parsePolicyArn(policyArn);
  return arn?.owner === "aws" && ADMINISTRATORS.includes(arn.name);
}
