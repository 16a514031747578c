import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { EntityObservation } from "../observation/entity-state.ts";
import type { ListedKeys } from "./drift.ts";

/** A credential report has no key ids, so its keys are called after its columns. */
const REPORTED = /^key[12]$/;

/** Whether a baseline says anything of an entity's access keys. */
export function looksAtKeys(expected: ExpectedEntity): boolean {
  return expected.kind === "user" && expected.accessKeys !== undefined;
}

/**
 * A user's access keys as IAM itself lists them; `undefined` where they were not read, or as a credential report has them: that tells when a
 * key was last changed, which need not be when it was made.
 */
export function listedKeysOf({ askedAt, askedAtOf, observation }: EntityObservation): ListedKeys | undefined {
  if (observation.status !== "present" || observation.state.kind !== "user") return undefined;
  const { accessKeys } = observation.state;
  if (accessKeys.status !== "present" || accessKeys.state.some(({ accessKeyId }) => REPORTED.test(accessKeyId))) {
    return undefined;
  }
  return {
    askedAt: askedAtOf?.accessKeys ?? askedAt,
    createdAt: accessKeys.state.map(({ createdAt }) => createdAt).toSorted(),
  };
}
