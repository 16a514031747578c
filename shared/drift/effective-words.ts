import type { ExpectedEntity, Severity } from "../baselines/expected-state.ts";
import type { EffectiveComparison, Offset } from "./drift.ts";
import type { EffectiveChange } from "./effective-permissions.ts";
import type { PolicyEffect } from "./effects.ts";
import type { JudgedDrift } from "./rule.ts";
import type { Gain } from "./severity.ts";
import { describeDifference, listInWords, nameEntity } from "./wording.ts";

/** What an effect is told with. */
export interface EffectTelling {
  readonly expected: ExpectedEntity;
  /** How bad the drift is where that much was gained; `undefined`: as bad as it is by itself, since nothing else is known. */
  readonly severity: (gained: Gain | undefined) => Severity;
  /** Whether the drift tells by itself what was gained and lost; `unknown`: it says why that cannot be told. */
  readonly alone: "told" | "untold" | "unknown";
}

/** What an effect adds to a drift, and changes of it. */
export interface ToldEffect
  extends Required<Pick<JudgedDrift, "severity" | "content">>,
    Pick<JudgedDrift, "effective"> {
  /** What follows the drift's own sentence; empty where that says it all. */
  readonly remark: string;
}

/**
 * Says what an effect adds to its drift. Where it is no other thing than the drift says by itself, that is nothing, and the drift's
 * fingerprint stays what it was; and where nobody asked for one, it adds nothing either. What could not be told changes neither severity nor fingerprint.
 */
export function tellEffect(effect: EffectiveChange | PolicyEffect | undefined, telling: EffectTelling): ToldEffect {
  if (effect === undefined) return { severity: telling.severity(undefined), content: [], remark: "" };
  const { comparison, gained } = effect;
  const [plain, severity] = [telling.severity(undefined), telling.severity(gained)];
  const [deltas, offsets] = "deltas" in effect ? [effect.deltas, effect.offsets] : [[], []];
  const seen = [...offsets, ...deltas.flatMap(({ offset }) => offset ?? [])];
  const isNews = comparison.verdict === "equal" || seen.length > 0 || severity !== plain;
  const isOther = comparison.verdict === "unknown" ? telling.alone !== "unknown" : isNews || telling.alone !== "told";
  return {
    severity,
    ...(isOther ? { effective: comparison } : {}),
    content: isNews && comparison.verdict !== "unknown" ? [contentOf(comparison, severity, seen)] : [],
    remark: remarkOf(comparison, "offsets" in effect ? effect : undefined, telling),
  };
}

/** What of an effect makes its change news: not the words of its deltas, which follow AWS's list of actions. */
function contentOf({ verdict, change }: EffectiveComparison, severity: Severity, offsets: readonly Offset[]): string {
  const seen = new Set(offsets.map(({ kind, policy = "" }) => `${kind} ${policy}`));
  return JSON.stringify(["effective", verdict, change, severity, [...seen].toSorted()]);
}

function remarkOf(
  comparison: EffectiveComparison,
  effect: PolicyEffect | undefined,
  { expected, alone }: EffectTelling,
): string {
  switch (comparison.verdict) {
    case "unknown":
      return "";
    case "equal":
      return `${alone === "untold" && effect !== undefined ? sources(effect) : ""}; together the policies of ${nameEntity(expected)} permit neither more nor less because of it`;
    case "different": {
      const { change, deltas } = comparison;
      return alone === "told" || change === undefined ? "" : describeDifference({ change, deltas });
    }
  }
}

/** Where all that a policy says stands, or stood: of one that is new, or gone. */
function sources({ effect, offsets }: PolicyEffect): string {
  const names = [...new Set(offsets.flatMap(({ policy }) => policy ?? []))];
  if (names.length === 0 || offsets.some(({ policy }) => policy === undefined)) return "";
  const isMove = offsets.every(({ kind }) => kind === "moved");
  if (!isMove) return `; all that it says ${listInWords(names)} ${names.length === 1 ? "has" : "have"} too`;
  return `; all that it says was moved ${effect === "gained" ? "here from" : "to"} ${listInWords(names)}`;
}
