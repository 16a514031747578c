import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { AspectToAsk } from "../observation/iam-reader.ts";
import type { AspectName } from "./aspects.ts";
import { aspectsOf } from "./rule.ts";
import { RULE_TABLE } from "./rules.ts";

/** What of an entity is read only where it is asked for: everything that {@link AspectToAsk} names. */
const TO_ASK: Readonly<Record<AspectToAsk, true>> = {
  inlinePolicies: true,
  attachments: true,
  groups: true,
  loginProfile: true,
  accessKeys: true,
  accessKeyUse: true,
};

/**
 * What to ask of an entity in order to judge it: the aspects that some rule needs, of those that cost calls of their own. What is left
 * out, no rule looks at.
 */
export function aspectsToAsk(expected: ExpectedEntity): ReadonlySet<AspectToAsk> {
  return new Set([...aspectsOf(RULE_TABLE, expected)].filter(isToAsk));
}

function isToAsk(aspect: AspectName): aspect is AspectToAsk {
  return Object.hasOwn(TO_ASK, aspect);
}
