import { type Alternative, InvalidEventPattern, readAlternative, type Scalar } from "./operators.ts";

export { InvalidEventPattern } from "./operators.ts";

/** An event pattern, checked and ready to match. */
export interface EventPattern {
  readonly fields: ReadonlyMap<string, EventPattern | readonly Alternative[]>;
  /** The branches of `$or`: at least one must match, where there are any. */
  readonly branches: readonly EventPattern[];
}

/**
 * Reads an event pattern.
 * @throws InvalidEventPattern where EventBridge would refuse it, or where it holds an operator that the lab does not know:
 * nothing is ignored.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function parsePattern(text: string): EventPattern {
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch (cause) {
    throw new InvalidEventPattern("", `It is not JSON (${(cause as Error).message})`);
  }
  return readFields(written, "");
}

function readFields(written: unknown, path: string): EventPattern {
  if (typeof written !== "object" || written === null || Array.isArray(written)) {
    throw new InvalidEventPattern(path, "Filter is not an object");
  }
  const { $or: branches, ...fields } = written as Record<string, unknown>;
  if (branches === undefined && Object.keys(fields).length === 0) {
    throw new InvalidEventPattern(path, "Empty objects are not allowed");
  }
  const read = Object.entries(fields).map(([name, value]) => [name, readField(value, join(path, name))] as const);
  return { fields: new Map(read), branches: branches === undefined ? [] : readBranches(branches, join(path, "$or")) };
}

function readField(value: unknown, path: string): EventPattern | readonly Alternative[] {
  if (!Array.isArray(value)) {
    if (typeof value === "object" && value !== null) return readFields(value, path);
    throw new InvalidEventPattern(path, "A value must be an object or a list of values");
  }
  if (value.length === 0) throw new InvalidEventPattern(path, "Empty arrays are not allowed");
  return value.map((element) => readAlternative(element, path));
}

function readBranches(value: unknown, path: string): readonly EventPattern[] {
  if (!Array.isArray(value) || value.length < 2) {
    throw new InvalidEventPattern(path, "$or must be a list of at least two patterns");
  }
  return value.map((branch, index) => readFields(branch, `${path}[${index}]`));
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** Whether EventBridge would hand `event` to a rule with this pattern. Lists in the event match when one element does. */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  return matchesFields(pattern, [event], [event]);
}

/**
 * One of `chosen` must satisfy every field at once. `all` are the objects that stand at this place anywhere in the event:
 * `exists: false` speaks of the place, not of one element of a list.
 */
function matchesFields(pattern: EventPattern, chosen: readonly unknown[], all: readonly unknown[]): boolean {
  return chosen.filter(isObject).some((candidate) => {
    const fields = [...pattern.fields].every(([name, wanted]) => {
      const here = flatten(candidate[name]);
      const everywhere = all.filter(isObject).flatMap((object) => flatten(object[name]));
      return isLeaf(wanted)
        ? matchesLeaf(wanted, here, everywhere)
        : matchesFields(wanted, orNothing(here), everywhere);
    });
    const branches = pattern.branches;
    return fields && (branches.length === 0 || branches.some((branch) => matchesFields(branch, [candidate], all)));
  });
}

/** Where an object is missing, its fields are asked of an empty one, so that `exists: false` can match inside it. */
function orNothing(values: readonly unknown[]): readonly unknown[] {
  return values.some(isObject) ? values : [{}];
}

function matchesLeaf(
  alternatives: readonly Alternative[],
  here: readonly unknown[],
  everywhere: readonly unknown[],
): boolean {
  const values = here.filter(isScalar);
  return alternatives.some((alternative) => {
    if ("matches" in alternative) return values.some(alternative.matches);
    return alternative.exists ? values.length > 0 : !everywhere.some(isScalar);
  });
}

function isLeaf(wanted: EventPattern | readonly Alternative[]): wanted is readonly Alternative[] {
  return Array.isArray(wanted);
}

function flatten(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.flatMap(flatten) : [value];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value !== "object";
}
