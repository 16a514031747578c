import { SEVERITIES, type Severity } from "../baselines/expected-state.ts";
import { parsePolicyArn } from "../iam/arn.ts";
import type { Policy, Statement } from "../policy/policy.ts";

/** The worse of the two. */
export function atLeast(severity: Severity, floor: Severity): Severity {
  return SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(floor) ? floor : severity;
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
