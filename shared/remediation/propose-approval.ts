import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { Drift } from "../drift/drift.ts";
import { lookAt } from "./apply-look.ts";
import { type ApplyPorts, askGuards, type Repair } from "./apply-ports.ts";
import type { GuardName } from "./guard.ts";
import { judgeFinding, type Refused, refusedBy } from "./judge-finding.ts";
import { planHoldsUntil, planIdOf, planTime } from "./plan-id.ts";
import { describeCall } from "./remediation-plan.ts";

/** These count what they are asked of, and take approval for made. */
const COUNTING: ReadonlySet<GuardName> = new Set(["fight", "hourly-budget"]);

/**
 * The plan that would be made if a person approved, where only that keeps the repair back: its id, and how long it holds. `undefined` where no
 * approval would lead to a repair. What would be told as refused then, by a guard or because something cannot be read, is told now.
 */
export async function proposeApproval(
  { finding, expected }: Omit<Repair, "plan">,
  ports: ApplyPorts,
): Promise<Refused | undefined> {
  if (ports.approved || !isAsked(expected, finding.drift)) return undefined;
  const guards = ports.guards.filter(({ name }) => !COUNTING.has(name));
  const approved = { ...ports, guards, approved: true, undoneBy: () => undefined };
  const sight = await lookAt(finding.account, expected, finding.drift, approved);
  const verdict = judgeFinding(finding, sight, approved);
  if (verdict !== "repair") return verdict.status === "refused" && verdict.announced ? verdict : undefined;
  const { plan } = sight;
  const answer = await askGuards("first write", { finding, expected, plan }, sight, approved);
  const calls = plan.plan.steps.map(({ call }) => describeCall(call));
  if (answer.status === "refuse") return refusedBy(answer, calls, plan);
  const madeAt = planTime(ports.now());
  const planId = planIdOf(finding.id, madeAt, sight);
  const until = planHoldsUntil(madeAt).toISOString();
  const outcome = `A person has to approve it: plan ${planId} holds until ${until}, as long as ${finding.entity} stays as it is.`;
  return { status: "refused", calls, outcome, announced: true, planId };
}

/** Whether a repair may be kept back by nothing but that nobody has approved it. */
function isAsked({ approval, kind }: ExpectedEntity, { rule }: Drift): boolean {
  const isMadeAnew = rule === "entity-missing" && (kind === "role" || kind === "user" || kind === "policy");
  return approval === "required" || isMadeAnew;
}
