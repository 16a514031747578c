import type { Drift } from "../drift/drift.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import { type PlanContext, type Proposal, propose, refuseUnread } from "./plan-proposal.ts";

/** Plans to put the length of a role's sessions right. */
export function planSessionLength(drift: Drift, { expected, state }: PlanContext): Proposal {
  const wanted = expected.kind === "role" ? expected.maximumSessionSeconds : undefined;
  if (wanted === undefined || state.kind !== "role" || state.maximumSessionSeconds.status !== "present") {
    return refuseUnread(`How long sessions of ${formatEntity(expected.entity)} may last could not be read.`);
  }
  const before = state.maximumSessionSeconds.state;
  const update = (MaxSessionDuration: number) =>
    ({ action: "UpdateRole", input: { RoleName: expected.entity.name, MaxSessionDuration } }) as const;
  return propose(drift, update(wanted), [update(before)], wanted < before ? "takes" : "gives");
}
