import { decidePolicies } from "../policy/decide-policies.ts";
import type { Policy, Statement } from "../policy/policy.ts";

/** One identity policy of a role, user or group. */
export interface HeldPolicy {
  /** What makes it the same policy on either side: {@link inlineId}, or a managed policy's ARN. */
  readonly id: string;
  /** `inline policy work`, `managed policy arn:…`. */
  readonly name: string;
  readonly policy: Policy;
}

/** What an entity holds on one side, as far as it is known. */
export interface PolicySide {
  readonly policies: readonly HeldPolicy[];
  /** What belongs there too and is not known. */
  readonly unread: readonly UnreadPolicy[];
}

/** A policy, or several, whose content is not known. */
export interface UnreadPolicy {
  readonly id: string;
  /** Why, in words. */
  readonly reason: string;
}

/** The permissions boundary of one side. */
export type Boundary =
  | { readonly status: "none" }
  | { readonly status: "read"; readonly policy: Policy }
  | { readonly status: "unread"; readonly reason: string };

/** All identity policies of an entity, as its baseline has them and as they are. What the baseline does not watch is on neither side. */
export interface Whole {
  readonly expected: PolicySide;
  readonly live: PolicySide;
  readonly expectedBoundary: Boundary;
  readonly liveBoundary: Boundary;
}

/** The id of an inline policy. */
export function inlineId(name: string): string {
  return `inline:${name}`;
}

/** Several policies' statements of one effect, as policies of their own; a policy without any is left out. */
export function onlyEffect(effect: Statement["effect"], policies: readonly Policy[]): readonly Policy[] {
  return policies.flatMap(({ statements }) => {
    const own = statements.filter((statement) => statement.effect === effect);
    return own.length === 0 ? [] : [policyOf(own)];
  });
}

/** A policy of these statements. */
export function policyOf(statements: readonly Statement[]): Policy {
  return { statements, text: JSON.stringify(statements) };
}

/** Whether policies that hold statements of that one effect only speak of all that a statement does. `false`: not shown. */
export function covers(policies: readonly Policy[], statement: Statement): boolean {
  const { verdict } = decidePolicies(policies, [...policies, policyOf([statement])], "identity");
  return verdict === "equal";
}

/** The policies alone. */
export function policiesOf(held: readonly HeldPolicy[]): readonly Policy[] {
  return held.map(({ policy }) => policy);
}
