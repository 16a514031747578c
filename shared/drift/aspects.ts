import type { AccessKeyState, Attachment, EntityState, InlinePolicies } from "../observation/entity-state.ts";
import type { Observation, Unreadable } from "../observation/observation.ts";

/** What rules read of an entity, by the name it has in the entity's state. */
interface AspectValues {
  readonly trust: string;
  readonly inlinePolicies: InlinePolicies;
  readonly attachments: readonly Attachment[];
  readonly document: string;
  /** The creation time of the console password; `undefined`: there is none. */
  readonly loginProfile: string | undefined;
  readonly accessKeys: readonly AccessKeyState[];
  readonly accessKeysPresent: boolean;
}

/** One thing about an entity that is read, and can be unreadable, by itself. */
export type AspectName = keyof AspectValues;

/** The value of an aspect, e.g. the JSON text of `trust`. */
export type AspectValue<Name extends AspectName> = AspectValues[Name];

/** An aspect as the rules see it. */
export type AspectReading<Name extends AspectName> =
  | { readonly status: "read"; readonly value: AspectValue<Name> }
  | { readonly status: "unreadable"; readonly reason: Unreadable };

/** How each aspect is called in a sentence. */
export const ASPECT_WORDS: Readonly<Record<AspectName, string>> = {
  trust: "trust policy",
  inlinePolicies: "inline policies",
  attachments: "attached managed policies",
  document: "default version",
  loginProfile: "login profile",
  accessKeys: "access keys",
  accessKeysPresent: "access keys",
};

type Observed = { readonly [Name in AspectName]?: Observation<AspectValue<Name>> };

/**
 * Reads one aspect of a state. Only a login profile can be `absent`; of anything else that says no more than that the input
 * does not hold it, and is `unreadable`.
 * @throws TypeError where entities of that kind have no such aspect: a fault of the rule that asks.
 */
export function readAspect<Name extends AspectName>(state: EntityState, name: Name): AspectReading<Name> {
  const observed: Observed = state;
  const observation = observed[name];
  if (observation === undefined) throw new TypeError(`A ${state.kind} has no ${ASPECT_WORDS[name]}.`);
  if (observation.status === "present") return { status: "read", value: observation.state as AspectValue<Name> };
  if (observation.status === "unreadable") return observation;
  if (name === "loginProfile") return { status: "read", value: undefined as AspectValue<Name> };
  const message = `Nothing was said of the ${ASPECT_WORDS[name]}.`;
  return { status: "unreadable", reason: { call: state.kind, code: "NotHeld", message } };
}
