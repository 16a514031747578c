import { expiresWithin, type Waiver, waiverPhase } from "../baselines/waivers.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import { type Detection, type Drift, isUnreadable } from "./drift.ts";

/**
 * The waiver in force that accepts a drift: of that account and entity, with that very fingerprint, and of the rule and subject
 * that it names, if any. Anything gained or lost beyond what was accepted has another fingerprint, and is not waived. What could
 * not be read is no drift that a person could have seen, so `unreadable` is never waived.
 */
export function waiverOf(waivers: readonly Waiver[], account: string, drift: Drift, now: Date): Waiver | undefined {
  return waivers.find((waiver) => waiverPhase(waiver, now) === "in-force" && accepts(waiver, account, drift));
}

function accepts(waiver: Waiver, account: string, drift: Drift): boolean {
  return (
    !isUnreadable(drift.rule) &&
    waiver.fingerprint === drift.fingerprint &&
    waiver.account === account &&
    waiver.entity === formatEntity(drift.entity) &&
    (waiver.rule === undefined || waiver.rule === drift.rule) &&
    (waiver.subject === undefined || waiver.subject === drift.subject)
  );
}

/** What is to be reviewed. */
export interface WaiverReviewInput {
  /** One entity's readings, under every baseline that describes it. */
  readonly detections: readonly Detection[];
  readonly waivers: readonly Waiver[];
  readonly now: Date;
  /** How many days ahead an end is told. */
  readonly daysAhead: number;
}

/** What the waivers of one entity come to. */
export interface WaiverReview {
  readonly waived: readonly { readonly drift: Drift; readonly waiver: Waiver }[];
  /** In force, and at an end within the days asked for. */
  readonly expiring: readonly Waiver[];
  /** Past their last day: they waive nothing. */
  readonly expired: readonly Waiver[];
  /** In force, and of none of the drifts; a waiver whose rule could not decide is not among them. */
  readonly unmatched: readonly Waiver[];
}

/** Holds an entity's waivers to what was found of it. */
export function reviewWaivers({ detections, waivers, now, daysAhead }: WaiverReviewInput): WaiverReview {
  const own = waivers.filter((waiver) =>
    detections.some(({ account, entity }) => waiver.account === account && waiver.entity === formatEntity(entity)),
  );
  const inForce = own.filter((waiver) => waiverPhase(waiver, now) === "in-force");
  const outcomes = detections.flatMap((detection) => detection.outcomes);
  const drifts = outcomes.flatMap((outcome) => (outcome.status === "decided" ? outcome.drifts : []));
  const waived = drifts.flatMap((drift) => {
    const waiver = inForce.find((each) => accepts(each, each.account, drift));
    return waiver === undefined ? [] : [{ drift, waiver }];
  });
  const matched = new Set(waived.map(({ waiver }) => waiver));
  const open = (waiver: Waiver) =>
    outcomes.some(({ rule, status }) => status === "undecided" && (waiver.rule ?? rule) === rule);
  return {
    waived,
    expiring: inForce.filter((waiver) => expiresWithin(waiver, daysAhead, now)),
    expired: own.filter((waiver) => waiverPhase(waiver, now) === "over"),
    unmatched: inForce.filter((waiver) => !matched.has(waiver) && !open(waiver)),
  };
}
