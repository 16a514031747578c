import type { Drift } from "../drift/drift.ts";
import { expectedTrust } from "../drift/expected-aspects.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import type { Policy } from "../policy/policy.ts";
import { canonicalPolicy, documentObstacle } from "./plan-documents.ts";
import { type PlanContext, type Proposal, propose, refuse, refuseUnread, stepOf } from "./plan-proposal.ts";
import type { Reversal } from "./remediation-plan.ts";

/** Plans to put a role's trust policy in place. */
export function planTrust(drift: Drift, { expected, state, live }: PlanContext): Proposal {
  const document = expectedTrust(expected);
  if (document === undefined || state.kind !== "role" || state.trust.status !== "present") {
    return refuseUnread(
      `The trust policy of ${formatEntity(expected.entity)} could not be read, so nothing is written.`,
    );
  }
  const trust = canonicalPolicy(document, "trust");
  const isDangling = DANGLING.test(state.trust.state);
  if (isDangling && namesEntity(trust)) return refuse(DECIDE_WHO);
  const obstacle = documentObstacle(document, drift, "trust", live.trust);
  if (obstacle !== undefined) return obstacle;
  const { name } = expected.entity;
  const update = (PolicyDocument: string) =>
    ({ action: "UpdateAssumeRolePolicy", input: { RoleName: name, PolicyDocument } }) as const;
  const before = state.trust.state;
  const reversal: Reversal = isDangling
    ? { reversible: false, why: "IAM takes no trust policy that names a role or user which was deleted" }
    : { reversible: true, inverse: [update(before)] };
  return propose(drift, update(document.text), reversal, { of: "trust", trust });
}

/** A role's or user's id in the place of a principal: IAM knows it by no name any more. */
const DANGLING = /"A(?:IDA|ROA)[A-Z0-9]+"/;

const DECIDE_WHO =
  "The trust policy names a role or user that was deleted, and its document may name the same by its ARN, which IAM takes only while there is one: decide who takes the place of what was deleted, and write the trust policy by hand.";

/** Whether a trust policy names a role or user, rather than an account or a service. */
function namesEntity({ statements }: Policy): boolean {
  const principals = statements.flatMap((statement) => statement.principals?.principals ?? []);
  return principals.some(({ type, value }) => type === "AWS" && /:(?:role|user)\//.test(value));
}

/** Plans to have a trust policy name nobody who was deleted: only where putting its document in place does it. */
export function planDanglingPrincipal(drift: Drift, context: PlanContext): Proposal {
  const change = context.input.drifts.find(({ rule }) => rule === "trust-changed" || rule === "trust-outdated");
  const proposal = change === undefined ? refuse(DECIDE_WHO) : planTrust(change, context);
  if (proposal.status === "refused") return proposal;
  const moves = proposal.moves.map(({ steps, effect }) => ({
    steps: steps.map(({ call, reversal }) => stepOf(drift, call, reversal)),
    effect,
  }));
  return { status: "proposed", moves };
}
