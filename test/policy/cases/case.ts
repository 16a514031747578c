import type { PolicyKind } from "../../../shared/policy/comparison.ts";

/** What live is expected to have done to canonical. */
export type Expected = "identical" | "cosmetic" | "broadened" | "narrowed" | "mixed" | "unknown";

/** One pair of policies, as objects or as text. A case and its twin (false drift, true drift) stand side by side. */
export interface Case {
  readonly name: string;
  readonly kind?: PolicyKind;
  readonly canonical: unknown;
  readonly live: unknown;
  readonly expected: Expected;
  /** Where something is to be said of the deltas: `gained …` or `lost …`, all of them. */
  readonly deltas?: readonly string[];
}

type Element = string | readonly string[];

/** A 2012 document of these statements. */
export function document(...Statement: readonly unknown[]): object {
  return { Version: "2012-10-17", Statement };
}

/** An Allow statement of an identity policy. */
export function allow(Action: Element, Resource: Element = "*", Condition?: object): object {
  return { Effect: "Allow", Action, Resource, ...(Condition && { Condition }) };
}

/** A Deny statement of an identity policy. */
export function deny(Action: Element, Resource: Element = "*", Condition?: object): object {
  return { ...allow(Action, Resource, Condition), Effect: "Deny" };
}

/** A trust policy that lets these principals assume the role. */
export function trust(Principal: unknown, Condition?: object): object {
  return document({ Effect: "Allow", Principal, Action: "sts:AssumeRole", ...(Condition && { Condition }) });
}
