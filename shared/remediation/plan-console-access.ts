import type { Drift } from "../drift/drift.ts";
import { type PlanContext, type Proposal, propose } from "./plan-proposal.ts";

/** Plans to delete a console password where there should be none. */
export function planPasswordDeletion(drift: Drift, { expected }: PlanContext): Proposal {
  return propose(
    drift,
    { action: "DeleteLoginProfile", input: { UserName: expected.entity.name } },
    { reversible: false, why: "a password is gone once it is deleted; set a new one by hand" },
    "takes",
  );
}
