import type { Drift } from "../drift/drift.ts";
import { driftKey } from "./record-steps.ts";
import type { RemediationAttempt } from "./remediation-attempt.ts";

/**
 * Who has undone the repair of a drift that is still as it was then, told by an entity's remediations. Whoever undoes a repair wants it
 * so: it is put right again only once it changes, or where a person asks for it.
 * @returns for a drift, the ARN of whoever undid it last; `undefined` where nobody did, or it was repaired again since
 */
export function undoneBy(attempts: readonly RemediationAttempt[]): (drift: Drift) => string | undefined {
  return (drift) => {
    const same = attempts.filter(({ drifts }) =>
      drifts.some((each) => driftKey(each) === driftKey(drift) && each.fingerprint === drift.fingerprint),
    );
    const latest = same.toSorted((one, other) => Date.parse(one.startedAt) - Date.parse(other.startedAt)).at(-1);
    return latest?.status === "undone" ? latest.undone?.by : undefined;
  };
}
