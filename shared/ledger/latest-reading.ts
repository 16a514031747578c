import type { Detection, ListedKeys, RuleName } from "../drift/drift.ts";
import type { ClaimedActor } from "../iam/actor.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import type { LastDecision, LatestReading } from "./ledger-store.ts";
import { isBefore } from "./time.ts";

/**
 * The latest reading once this detection is taken in: each rule's decision on the later of the two readings.
 * @returns `latest` itself where the detection adds nothing, otherwise its next version.
 */
export function advance(
  latest: LatestReading | undefined,
  detection: Detection,
  actor: ClaimedActor | undefined,
): LatestReading | undefined {
  const by = actor === undefined ? {} : { actor };
  const later = detection.outcomes.flatMap((outcome): readonly (readonly [RuleName, LastDecision])[] => {
    if (outcome.status === "undecided") return [];
    const { rule, drifts, askedAt = detection.askedAt } = outcome;
    const last = latest?.decisions[rule];
    if (last !== undefined && !isBefore(last.askedAt, askedAt)) return [];
    return [[rule, { askedAt, drifts, ...by }]];
  });
  const listedKeys = laterKeys(latest?.listedKeys, detection.listedKeys);
  if (later.length === 0 && listedKeys === latest?.listedKeys) return latest;
  return {
    account: detection.account,
    entity: formatEntity(detection.entity),
    baseline: detection.baseline,
    decisions: { ...latest?.decisions, ...Object.fromEntries(later) },
    ...(listedKeys === undefined ? {} : { listedKeys }),
    version: (latest?.version ?? 0) + 1,
  };
}

function laterKeys(last: ListedKeys | undefined, listed: ListedKeys | undefined): ListedKeys | undefined {
  if (last === undefined || listed === undefined) return listed ?? last;
  return isBefore(last.askedAt, listed.askedAt) ? listed : last;
}
