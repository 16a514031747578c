import { policySize, SIZE_LIMITS } from "./documents.ts";
import type { ExpectedDocument, ExpectedEntity } from "./expected-state.ts";

/** A document, or an entity's inline policies together, whose size is a problem. */
export interface SizeFault {
  readonly source: string;
  /** A predicate: "6,200 characters …, more than …". */
  readonly message: string;
}

/** Everything about an expected entity that is over IAM's size limits. */
export function checkSizes(entity: ExpectedEntity): readonly SizeFault[] {
  return measure(entity).flatMap(({ source, size, limit, what }) => {
    if (size <= limit) return [];
    const message = `${counted(size)}, more than the ${spelt(limit)} that IAM takes in ${what}; shorten it.`;
    return [{ source, message }];
  });
}

/** What of a limit may be used before it is worth a warning: a vendor's next version would hardly fit. */
const NEAR = 0.9;

/** Everything about an expected entity that IAM takes, but not much longer; or not before the account is granted more. */
export function checkRoom(entity: ExpectedEntity): readonly SizeFault[] {
  return measure(entity).flatMap(({ source, size, limit, usual = limit, what }) => {
    if (size > limit || size <= usual * NEAR) return [];
    const message =
      size > usual
        ? `${counted(size)}, more than the ${spelt(usual)} that IAM takes in ${what} unless the account was granted more.`
        : `${counted(size)}, nearly the ${spelt(usual)} that IAM takes in ${what}.`;
    return [{ source, message }];
  });
}

interface Measure {
  /** Where the first of its documents came from. */
  readonly source: string;
  readonly size: number;
  readonly limit: number;
  /** The limit of an account that asked for nothing, where that is less. */
  readonly usual?: number;
  readonly what: string;
}

function measure(entity: ExpectedEntity): readonly Measure[] {
  if (entity.kind === "root") return [];
  if (entity.kind === "policy") {
    return total([entity.document], { limit: SIZE_LIMITS.managedPolicy, what: "a customer managed policy" });
  }
  const trust = "trust" in entity && entity.trust !== undefined ? [entity.trust] : [];
  const inline = Object.values(entity.inlinePolicies?.documents ?? {});
  const { limit, owner } = INLINE[entity.kind];
  return [
    ...total(trust, { limit: SIZE_LIMITS.trust, usual: USUAL_TRUST, what: "a trust policy" }),
    ...total(inline, { limit, what: `a ${owner}'s inline policies together` }),
  ];
}

const USUAL_TRUST = 2048;

const INLINE = {
  role: { limit: SIZE_LIMITS.roleInlinePolicies, owner: "role" },
  "service-linked-role": { limit: SIZE_LIMITS.roleInlinePolicies, owner: "role" },
  user: { limit: SIZE_LIMITS.userInlinePolicies, owner: "user" },
  group: { limit: SIZE_LIMITS.groupInlinePolicies, owner: "group" },
} as const;

function total(
  documents: readonly ExpectedDocument[],
  limits: Pick<Measure, "limit" | "usual" | "what">,
): readonly Measure[] {
  const size = documents.reduce((sum, { text }) => sum + policySize(text), 0);
  const [first] = documents;
  return first === undefined ? [] : [{ ...limits, source: first.source, size }];
}

function counted(size: number): string {
  return `${spelt(size)} characters without white space`;
}

function spelt(count: number): string {
  return count.toLocaleString("en-GB");
}
