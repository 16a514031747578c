import type { Delta } from "../comparison.ts";
import { thousands } from "./words.ts";

/** More deltas than this are counted, not written out. */
const MOST_DELTAS = 20;

/** A text is cut off after this many characters. */
const LONGEST_TEXT = 600;

/**
 * Deltas without repetitions in the order to be read in: privilege escalation and permissions management, then writing, then the rest,
 * what is latent last; within these what permits more before what permits less, and gained before lost. No more than
 * {@link MOST_DELTAS}; what is left out is counted.
 */
export function boundDeltas(deltas: readonly Delta[]): readonly Delta[] {
  const byPlace = deltas.toSorted((left, right) => compareText(placeOf(right), placeOf(left)));
  const distinct = new Map(byPlace.map((delta) => [`${delta.effect} ${delta.text}`, delta]));
  const ordered = deltas
    .filter((delta) => distinct.get(`${delta.effect} ${delta.text}`) === delta)
    .map(shorten)
    .toSorted((left, right) => gravity(left) - gravity(right));
  if (ordered.length <= MOST_DELTAS) return ordered;
  const rest = ordered.slice(MOST_DELTAS);
  const more = (["gained", "lost"] as const).flatMap((effect) => {
    const left = rest.filter((delta) => delta.effect === effect);
    return left.length === 0 ? [] : [summary(effect, left)];
  });
  return [...ordered.slice(0, MOST_DELTAS), ...more];
}

/** Swapping the sides does not change it. */
function placeOf({ canonicalPath = "", livePath = "" }: Delta): string {
  return [canonicalPath, livePath].toSorted().join(" ");
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function summary(effect: Delta["effect"], left: readonly Delta[]): Delta {
  const [first] = left;
  const permits = left.every((delta) => delta.permits === first?.permits) ? first?.permits : undefined;
  const only = left.every(({ onlyDenies }) => onlyDenies === true);
  const escalation = left.flatMap((delta) => delta.escalation ?? []).slice(0, 5);
  return {
    effect,
    text: `${thousands(left.length)} more`,
    ...(permits && { permits }),
    ...(escalation.length > 0 && { escalation }),
    ...(only && { onlyDenies: true as const }),
  };
}

function gravity(delta: Delta): number {
  const levels = delta.accessLevels ?? {};
  const writes = levels.Write !== undefined || levels.Tagging !== undefined;
  const grave = delta.escalation !== undefined || levels["Permissions management"] !== undefined;
  const group = grave ? 0 : writes ? 1 : 2;
  return (
    (delta.latent === undefined ? group : 3) * 4 +
    (delta.permits === "more" ? 0 : 2) +
    (delta.effect === "gained" ? 0 : 1)
  );
}

function shorten(delta: Delta): Delta {
  const characters = [...delta.text];
  if (characters.length <= LONGEST_TEXT) return delta;
  return {
    ...delta,
    text: `${characters
      .slice(0, LONGEST_TEXT - 1)
      .join("")
      .trimEnd()}…`,
  };
}
