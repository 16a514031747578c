import type { ParameterValues } from "../baselines/parameters.ts";
import type { Bindings } from "./match-text.ts";

/** More are not tried: each is a comparison. */
const MOST_COMBINATIONS = 64;

/** Every way to take one value for each parameter, the best supported first; the first alone where there are too many. */
export function combinationsOf(candidates: ReadonlyMap<string, readonly string[]>): readonly Bindings[] {
  const count = [...candidates.values()].reduce((product, values) => product * values.length, 1);
  return [...candidates].reduce<readonly Bindings[]>(
    (combinations, [name, values]) =>
      combinations.flatMap((each) =>
        (count > MOST_COMBINATIONS ? values.slice(0, 1) : values).map((value) => new Map([...each, [name, value]])),
      ),
    [new Map()],
  );
}

/** How much values sound like their parameters' names: `matillion/platform-key` has two words of `platformKeySecret`. */
export function nameLikeness(values: ParameterValues): number {
  let likeness = 0;
  for (const [name, value] of values) {
    if (typeof value !== "string") continue;
    const words = name.split(/(?=[A-Z])|[^A-Za-z]+/).filter((word) => word.length > 2);
    likeness += words.filter((word) => value.toLowerCase().includes(word.toLowerCase())).length;
  }
  return likeness;
}
