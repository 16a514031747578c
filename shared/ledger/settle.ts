import { type Drift, isUnreadable, RULES } from "../drift/drift.ts";
import type { Finding, NewsKind } from "./finding.ts";
import { findingId } from "./finding-id.ts";
import type { LastDecision, LatestReading } from "./ledger-store.ts";
import { silently, tell, wasTold } from "./news.ts";
import { isBefore } from "./time.ts";

/** What was last read of an entity, and what the ledger holds of it. */
export interface SettleInput {
  readonly reading: LatestReading;
  /** Findings of other baselines are left alone. */
  readonly findings: readonly Finding[];
  readonly now: Date;
  /** Whether a waiver in force accepts a drift just as it is; absent: nothing is waived. */
  readonly waived?: (drift: Drift) => boolean;
}

/**
 * Decides what of a reading is news.
 *
 * A drift that is new, or back, or not waived any more opens its finding; another fingerprint changes it; a drift that its rule
 * decided is no more resolves it. A repeat, a rule that never decided, and a decision on a reading older than the one the
 * finding has taken in change nothing. A drift that is waived is no news, and neither is its end where nobody was told that it
 * is there.
 * @returns The findings to write, each with its next version, and with one more piece of news where there is any.
 */
export function settle(input: SettleInput): readonly Finding[] {
  const { account, baseline, entity, decisions } = input.reading;
  const held = input.findings.filter((finding) => finding.account === account && finding.baseline === baseline);
  return RULES.flatMap((rule) => {
    const decision = decisions[rule];
    if (decision === undefined) return [];
    const known = new Map(
      held.filter((finding) => finding.drift.rule === rule).map((finding) => [finding.id, finding] as const),
    );
    const drifting = new Map(
      decision.drifts.map((drift) => [findingId(account, baseline, entity, rule, drift.subject), drift] as const),
    );
    const gone = [...known.values()].filter((finding) => !drifting.has(finding.id));
    return [
      ...[...drifting].flatMap(([id, drift]) => drifted(input, decision, drift, known.get(id) ?? id)),
      ...gone.flatMap((finding) => cleared(input, decision, finding)),
    ];
  });
}

function drifted(
  input: SettleInput,
  decision: LastDecision,
  drift: Drift,
  known: Finding | string,
): readonly Finding[] {
  const opening = isUnreadable(drift.rule) ? "IAM Drift Unreadable" : "IAM Drift Opened";
  const waived = input.waived?.(drift) ?? false;
  if (typeof known === "string") {
    const first = unopened(input, decision, drift, known);
    return [waived ? silently({ ...first, status: "waived" }) : told(first, opening, input, decision)];
  }
  if (isBefore(decision.askedAt, known.observedAt)) return [];
  const seen: Finding = { ...known, drift, observedAt: decision.askedAt };
  if (waived) return isWaivedAs(known, drift) ? [] : [silently({ ...seen, status: "waived" })];
  if (known.status !== "open") {
    const reopened: Finding = { ...seen, status: "open", openedAt: input.now.toISOString() };
    return [told(reopened, opening, input, decision)];
  }
  return known.drift.fingerprint === drift.fingerprint ? [] : [told(seen, "IAM Drift Changed", input, decision)];
}

function cleared(input: SettleInput, decision: LastDecision, known: Finding): readonly Finding[] {
  if (known.status === "resolved" || isBefore(decision.askedAt, known.observedAt)) return [];
  const resolved: Finding = { ...known, status: "resolved", observedAt: decision.askedAt };
  return [wasTold(known) ? told(resolved, "IAM Drift Resolved", input, decision) : silently(resolved)];
}

function isWaivedAs({ status, drift }: Finding, { fingerprint }: Drift): boolean {
  return status === "waived" && drift.fingerprint === fingerprint;
}

function told(finding: Finding, kind: NewsKind, { now }: SettleInput, { actor }: LastDecision): Finding {
  return tell(finding, { kind, drift: finding.drift, ...(actor === undefined ? {} : { actor }) }, now);
}

/** A finding about to be written for the first time. */
function unopened({ reading, now }: SettleInput, decision: LastDecision, drift: Drift, id: string): Finding {
  const { account, baseline, entity } = reading;
  const openedAt = now.toISOString();
  const life = { status: "open", drift, openedAt, observedAt: decision.askedAt } as const;
  return { id, account, baseline, entity, ...life, revision: 0, news: [], version: 0 };
}
