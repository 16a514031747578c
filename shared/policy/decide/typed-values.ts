import type { Relation } from "../condition-operators.ts";
import {
  type AddressRange,
  type Instant,
  isCanonicalBase64,
  parseAddressRange,
  parseInstant,
  parseNumber,
} from "../condition-values.ts";
import { relateInstants } from "../evaluate-value.ts";
import type { Work } from "../work.ts";
import { AddressSet } from "./address-set.ts";
import type { CompiledTest, ValueKind } from "./condition-test.ts";

/** A value of a request as the operators that are not on text read it; each part is read when it is first asked for. */
export class TypedValue {
  readonly text: string;
  #number: bigint | null | undefined;
  #instant: Instant | null | undefined;
  #address: AddressRange | null | undefined;

  constructor(text: string) {
    this.text = text;
  }

  /** Times 10^16; `null` where it is no number. */
  get number(): bigint | null {
    if (this.#number === undefined) this.#number = parseNumber(this.text) ?? null;
    return this.#number;
  }

  get instant(): Instant | null {
    if (this.#instant === undefined) this.#instant = parseInstant(this.text) ?? null;
    return this.#instant;
  }

  /** A single one: `null` for a block. */
  get address(): AddressRange | null {
    if (this.#address === undefined) {
      const range = parseAddressRange(this.text);
      this.#address = range?.prefix === range?.width ? (range ?? null) : null;
    }
    return this.#address;
  }

  /** Whether operators of a kind other than text are documented to take it. */
  isOfKind(kind: ValueKind): boolean {
    switch (kind) {
      case "number":
        return this.number !== null;
      case "date":
        return this.instant !== null;
      case "address":
        return this.address !== null;
      case "boolean":
        return this.text === "true" || this.text === "false";
      default:
        return true;
    }
  }
}

/** Whether one of a test's values matches, its negation left aside; `undefined` where that cannot be told. */
export type TypedMatcher = (value: TypedValue, work: Work) => boolean | undefined;

const matchers = new WeakMap<CompiledTest, TypedMatcher>();

/** The matcher of a test that is on neither text nor presence, and not opaque. Its values are read once for as long as it lives. */
export function matcherOf(test: CompiledTest): TypedMatcher {
  const known = matchers.get(test);
  if (known !== undefined) return known;
  const matcher = makeMatcher(test);
  matchers.set(test, matcher);
  return matcher;
}

function makeMatcher({ kind, operator, values }: CompiledTest): TypedMatcher {
  switch (kind) {
    case "number":
      return numberMatcher(operator.base.relation, values);
    case "date":
      return instantMatcher(operator.base.relation, values);
    case "address": {
      const set = new AddressSet(values.flatMap((value) => parseAddressRange(value) ?? []));
      return ({ address }) => (address === null ? undefined : set.has(address));
    }
    case "boolean":
      return ({ text }) => (text === "true" || text === "false" ? values.includes(text) : undefined);
    default: {
      const bytes = new Set(values);
      const canonical = values.every(isCanonicalBase64);
      return ({ text }) => bytes.has(text) || (canonical && isCanonicalBase64(text) ? false : undefined);
    }
  }
}

function numberMatcher(relation: Relation, values: readonly string[]): TypedMatcher {
  const matches = orderedMatcher(
    relation,
    values.flatMap((value) => parseNumber(value) ?? []),
  );
  return ({ number }) => (number === null ? undefined : matches(number));
}

function instantMatcher(relation: Relation, values: readonly string[]): TypedMatcher {
  const wanted = values.flatMap((value) => parseInstant(value) ?? []);
  const ranges = wanted.filter(({ earliest, latest }) => earliest !== latest);
  const points = wanted.filter(({ earliest, latest }) => earliest === latest).map(({ earliest }) => earliest);
  const matches = orderedMatcher(relation, points);
  return ({ instant }, work) => {
    if (instant === null) return undefined;
    const isPoint = instant.earliest === instant.latest;
    if (isPoint && matches(instant.earliest)) return true;
    const others = isPoint ? ranges : wanted;
    work.spend(others.length);
    const truths = others.map((each) => relateInstants(relation, instant, each));
    return truths.includes(true) || (truths.includes(undefined) ? undefined : false);
  };
}

/** Whether a value stands in a relation to one of several. */
function orderedMatcher<T extends number | bigint>(relation: Relation, values: readonly T[]): (value: T) => boolean {
  const wanted = new Set(values);
  const sorted = [...wanted].sort((a, b) => (a < b ? -1 : 1));
  const [least, most] = [sorted[0], sorted.at(-1)];
  return (value) => {
    if (least === undefined || most === undefined) return false;
    switch (relation) {
      case "=":
        return wanted.has(value);
      case "<":
        return value < most;
      case "<=":
        return value <= most;
      case ">":
        return value > least;
      case ">=":
        return value >= least;
    }
  };
}
