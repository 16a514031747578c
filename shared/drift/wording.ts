import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { RevisionMatch } from "../baselines/match-revision.ts";
import type { Change, Comparison, Delta } from "../policy/comparison.ts";
import { offsetWords } from "./delta-words.ts";
import type { DriftDelta, Offset } from "./drift.ts";
import { managesPermissions } from "./severity.ts";
import { showUnseen } from "./visible-text.ts";

/** `role X`, `service-linked role X`, `user X`, `policy X`, `the root user`. */
export function nameEntity({ kind, entity }: ExpectedEntity): string {
  if (kind === "root") return "the root user";
  return `${kind === "service-linked-role" ? "service-linked role" : kind} ${entity.name}`;
}

/** Begins with a capital, ends with one full stop, stands on one line, and shows what would otherwise be invisible. */
export function sentence(text: string): string {
  const visible = showUnseen(text);
  return `${visible.charAt(0).toUpperCase()}${visible.slice(1).replace(/\.+$/, "")}.`;
}

/** `…ABCD`: all that is ever shown of an access key id in a sentence. */
export function lastFour(accessKeyId: string): string {
  return `…${accessKeyId.slice(-4)}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listInWords(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** Which earlier version of its document a live policy is. */
export type Outdated = Extract<RevisionMatch, { status: "outdated" }>;

type Different = Extract<Comparison, { verdict: "different" }>;

/** A difference, with its deltas as they are told. */
interface DifferenceTold extends Pick<Different, "change"> {
  readonly deltas: readonly DriftDelta[];
}

/** What live did to what its document allows. */
export const CHANGE_WORDS: Readonly<Record<Different["change"], string>> = {
  broadened: "allows more than its document",
  narrowed: "allows less than its document",
  mixed: "allows both more and less than its document",
};

/**
 * What follows the naming of a document that decides differently: what it amounts to, gravest first, and what was gained and lost.
 * `, privilege escalation included (iam:PassRole): gained …`; empty where there are no deltas.
 */
export function describeDifference({ change, deltas }: DifferenceTold): string {
  if (deltas.length === 0) return "";
  return `${amountWords(change, deltas)}: ${describeDeltas(deltas)}`;
}

/** Whether a document decides differently only by denying more: so does what an incident responder or AWS puts there. */
export function onlyContains({ change, deltas }: { change?: Change; deltas: readonly Delta[] }): boolean {
  return (
    change === "narrowed" &&
    deltas.length > 0 &&
    deltas.every(({ onlyDenies, permits }) => onlyDenies && permits === "less")
  );
}

function amountWords(change: Different["change"], all: readonly DriftDelta[]): string {
  const deltas = all.filter(({ offset }) => offset === undefined);
  if (deltas.length === 0) return "";
  if (deltas.every(({ latent }) => latent !== undefined)) return ", though it changes nothing today";
  if (change === "narrowed") return onlyContains({ change, deltas }) ? ", by denials alone, as containment does" : "";
  const gains = deltas.filter(({ permits, latent }) => permits !== "less" && latent === undefined);
  const steps = [...new Set(gains.flatMap(({ escalation }) => escalation ?? []).map(({ action }) => action))];
  if (steps.length > 0) return `, privilege escalation included (${listInWords(firstOf(steps))})`;
  return gains.some(managesPermissions) ? ", permissions management included" : "";
}

/** More than this of each is in the drift's deltas, not in its sentence. */
const MOST_NAMED = 3;
const LONGEST_NAMED = 160;

/** `gained A; gained B; lost C; moved to inline policy work: D`; empty where there are no deltas. */
export function describeDeltas(deltas: readonly DriftDelta[]): string {
  return listDeltas(deltas, { gained: "gained", lost: "lost" });
}

/**
 * What follows the naming of a document that decides as an earlier version did: how far behind that is, what today's has no more, and
 * what it has besides. `decides as version 2024-05-01 of its document did, 2 versions behind: still has A; lacks B`.
 */
export function describeOutdated({ version, behind }: Outdated, { change, deltas }: DifferenceTold): string {
  const found = `decides as version ${version} of its document did, ${behind} ${behind === 1 ? "version" : "versions"} behind`;
  if (deltas.length === 0) return found;
  const amount = change === "narrowed" ? "" : amountWords(change, deltas);
  return `${found}${amount}: ${listDeltas(deltas, { gained: "still has", lost: "lacks" })}`;
}

function listDeltas(deltas: readonly DriftDelta[], words: Readonly<Record<Delta["effect"], string>>): string {
  const real = (["gained", "lost"] as const).flatMap((effect) => {
    const own = deltas.filter((delta) => delta.effect === effect && delta.offset === undefined);
    return firstOf(own.map(({ text }) => shorten(text))).map((text) => `${words[effect]} ${text}`);
  });
  const offset = deltas.flatMap((delta) =>
    delta.offset === undefined ? [] : [offsetDelta(delta, delta.offset, words)],
  );
  return [...real, ...firstOf(offset)].join("; ");
}

/** What is no gain or loss of the entity, and why: `moved to inline policy work: A`, `gained A (inline policy work has it too)`. */
function offsetDelta(
  { effect, text }: Delta,
  offset: Offset,
  words: Readonly<Record<Delta["effect"], string>>,
): string {
  const [named, why] = [shorten(text), offsetWords(effect, offset)];
  return offset.kind === "moved" ? `${why}: ${named}` : `${words[effect]} ${named} (${why})`;
}

function firstOf(texts: readonly string[]): readonly string[] {
  const beyond = texts.length - MOST_NAMED;
  return beyond > 0 ? [...texts.slice(0, MOST_NAMED), `${beyond} more`] : texts;
}

function shorten(text: string): string {
  const characters = [...text];
  if (characters.length <= LONGEST_NAMED) return text;
  const kept = characters.slice(0, LONGEST_NAMED - 1).join("");
  const isQuoted = (kept.match(/`/g)?.length ?? 0) % 2 === 1;
  return `${kept.trimEnd()}…${isQuoted ? "`" : ""}`;
}
