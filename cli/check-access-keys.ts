import type { ExpectedEntity } from "../shared/baselines/expected-state.ts";
import { readAspect } from "../shared/drift/aspects.ts";
import { ageInDays } from "../shared/drift/key-age.ts";
import { keyWarnings } from "../shared/drift/key-warnings.ts";
import { describeUnreadable } from "../shared/drift/rule.ts";
import type { AccessKeyState, EntityState } from "../shared/observation/entity-state.ts";
import type { Observation } from "../shared/observation/observation.ts";
import type { CheckedAccessKey, CheckedAccessKeys } from "../shared/reports/check-result.ts";

/**
 * The access keys of a user whose keys its baseline has rules for; `undefined` for anything else, and where there is no such user.
 * @throws RangeError what `ageInDays` throws
 */
export function checkedAccessKeys(
  expected: ExpectedEntity,
  observation: Observation<EntityState>,
  now: Date,
): CheckedAccessKeys | undefined {
  if (expected.kind !== "user" || expected.accessKeys === undefined) return undefined;
  if (observation.status === "absent") return undefined;
  const [warning] = keyWarnings(expected.accessKeys);
  const maximumDays = expected.accessKeys.breachAtDays;
  const limits = { maximumDays, ...(warning === undefined ? {} : { warningDays: warning.age }) };
  const reading = observation.status === "present" ? readAspect(observation.state, "accessKeys") : observation;
  if (reading.status === "unreadable") {
    return { ...limits, status: "unreadable", reason: describeUnreadable(reading.reason) };
  }
  return { ...limits, status: "read", keys: reading.value.map((key) => checkedAccessKey(key, now)) };
}

function checkedAccessKey({ accessKeyId, status, createdAt, lastUsed }: AccessKeyState, now: Date): CheckedAccessKey {
  return {
    lastFour: accessKeyId.slice(-4),
    status,
    createdAt,
    ageInDays: ageInDays(createdAt, now),
    lastUsed: checkedUse(lastUsed),
  };
}

function checkedUse(lastUsed: AccessKeyState["lastUsed"]): CheckedAccessKey["lastUsed"] {
  if (lastUsed.status === "present") return { status: "used", at: lastUsed.state };
  if (lastUsed.status === "absent") return { status: "none" };
  return { status: "unreadable", reason: describeUnreadable(lastUsed.reason) };
}
