import type { WaiverReview } from "../shared/drift/waive.ts";
import type { Log } from "./logger.ts";

/** Says which waivers end soon, are over, or are of nothing that is there: each a sentence that names who decided. */
export function logWaivers(reviews: readonly WaiverReview[], log: Log): void {
  for (const { expiring, expired, unmatched } of reviews) {
    for (const { account, entity, decidedBy, until } of expiring) {
      log.warn(`The waiver of ${entity} in account ${account} ends on ${until}; then its drift is told.`, {
        decidedBy,
      });
    }
    for (const { account, entity, decidedBy, until } of expired) {
      log.warn(`The waiver of ${entity} in account ${account} ended on ${until} and waives nothing.`, { decidedBy });
    }
    for (const { account, entity, decidedBy, fingerprint } of unmatched) {
      const what = `The waiver of ${entity} in account ${account} is of no drift that is there; remove it from waivers.yml.`;
      log.warn(what, { decidedBy, fingerprint });
    }
  }
}
