import type {
  AccessKeyState,
  Attachment,
  DeletionTask,
  EntityState,
  InlinePolicies,
  Tags,
} from "../observation/entity-state.ts";
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
  /** When each active access key was last used: of one that is inactive nobody needs to know. */
  readonly accessKeyUse: readonly AccessKeyUse[];
  readonly accessKeysPresent: boolean;
  /** The ARN of the policy that bounds it; `undefined`: there is none. */
  readonly permissionsBoundary: string | undefined;
  readonly tags: Tags;
  readonly maximumSessionSeconds: number;
  /** The names of the groups it is in. */
  readonly groups: readonly string[];
  /** The tasks that delete a service-linked role, of those that were asked about. */
  readonly deletionTasks: readonly DeletionTask[];
}

/** An active access key, and when it was last used. */
export interface AccessKeyUse extends Pick<AccessKeyState, "accessKeyId" | "createdAt"> {
  /** ISO 8601; `undefined`: IAM has no record of a use. */
  readonly lastUsed: string | undefined;
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
  accessKeyUse: "last uses of access keys",
  accessKeysPresent: "access keys",
  permissionsBoundary: "permissions boundary",
  tags: "tags",
  maximumSessionSeconds: "session length",
  groups: "groups",
  deletionTasks: "deletion tasks",
};

type Observed = { readonly [Name in AspectName]?: Observation<AspectValue<Name>> };

/**
 * Reads one aspect of a state. Only a login profile and a permissions boundary can be `absent`; of anything else that says no more
 * than that the input does not hold it, and is `unreadable`.
 * @throws TypeError where entities of that kind have no such aspect: a fault of the rule that asks.
 */
export function readAspect<Name extends AspectName>(state: EntityState, name: Name): AspectReading<Name> {
  if (name === "accessKeyUse") return readAccessKeyUse(state) as AspectReading<Name>;
  if (name === "deletionTasks" && state.kind === "role" && state.deletionTasks === undefined) {
    return { status: "read", value: NO_TASKS as AspectValue<Name> };
  }
  const observed: Observed = state;
  const observation = observed[name];
  if (observation === undefined) throw new TypeError(`A ${state.kind} has no ${ASPECT_WORDS[name]}.`);
  if (observation.status === "present") return { status: "read", value: observation.state as AspectValue<Name> };
  if (observation.status === "unreadable") return observation;
  if (CAN_BE_ABSENT.has(name)) return { status: "read", value: undefined as AspectValue<Name> };
  const message = `Nothing was said of the ${ASPECT_WORDS[name]}.`;
  return { status: "unreadable", reason: { call: state.kind, code: "NotHeld", message } };
}

/** Nobody named a task: none is remembered. Whoever has a ledger names those that it remembers, or their findings would be resolved by this. */
const NO_TASKS: AspectValue<"deletionTasks"> = [];

const CAN_BE_ABSENT: ReadonlySet<AspectName> = new Set(["loginProfile", "permissionsBoundary"]);

/** The last uses are read key by key: where one of them could not be, nothing is known of all. */
function readAccessKeyUse(state: EntityState): AspectReading<"accessKeyUse"> {
  const keys = readAspect(state, "accessKeys");
  if (keys.status === "unreadable") return keys;
  const value: AccessKeyUse[] = [];
  for (const { accessKeyId, createdAt, status, lastUsed } of keys.value) {
    if (status !== "Active") continue;
    if (lastUsed.status === "unreadable") return lastUsed;
    value.push({ accessKeyId, createdAt, lastUsed: lastUsed.status === "present" ? lastUsed.state : undefined });
  }
  return { status: "read", value };
}
