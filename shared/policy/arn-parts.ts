import type { GlobStep } from "./glob.ts";

/** Splits an ARN, or a pattern of one, at its first five colons; `undefined` where it has fewer. */
export function splitArn<T>(items: readonly T[], isColon: (item: T) => boolean): readonly (readonly T[])[] | undefined {
  const colons = items.flatMap((item, index) => (isColon(item) ? [index] : [])).slice(0, 5);
  if (colons.length < 5) return undefined;
  return [...colons, items.length].map((end, index) =>
    items.slice(index === 0 ? 0 : (colons[index - 1] ?? 0) + 1, end),
  );
}

/** Whether a step of a pattern is a plain colon. */
export function isColonStep(step: GlobStep): boolean {
  return step.type === "character" && step.text === ":";
}
