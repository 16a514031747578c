import type { AccessKeyRules, ExpectedAccount, ExpectedUser } from "../baselines/expected-state.ts";
import type { AccessKeyState } from "../observation/entity-state.ts";
import { ageInDays } from "./key-age.ts";
import { keyWarnings } from "./key-warnings.ts";
import { describeUnreadable } from "./rule.ts";
import { lastFour } from "./wording.ts";

/**
 * Where a key stands. `too-old`: its rule wants it replaced by now; `due`: a warning is out; `within`: neither; `inactive`: it opens
 * nothing, whatever its age; `no-rule`: nothing limits its age.
 */
export const KEY_STANDINGS = ["too-old", "due", "within", "no-rule", "inactive"] as const;
export type KeyStanding = (typeof KEY_STANDINGS)[number];

/**
 * What holds for a user's keys; ages in whole days. `unexpected`: no baseline expects this user; `no-rule`: those that do have no rule for
 * the age of its keys.
 */
export type KeyRule =
  | {
      readonly status: "rule";
      /** Where several baselines have a rule, the one with the lowest age. */
      readonly baseline: string;
      /** An active key this old is too old. */
      readonly maximumDays: number;
      /** From this age on it is due: see `keyWarnings`. Absent where nobody is warned. */
      readonly warningDays?: number;
      readonly source: AccessKeyRules["breachSource"];
    }
  | { readonly status: "no-rule"; readonly baselines: readonly string[] }
  | { readonly status: "unexpected" };

/** When a key was last used, and what for: region and service as IAM writes them. `none`: IAM has no record of a use. */
export type LastUse =
  | { readonly status: "used"; readonly at: string; readonly region?: string; readonly service?: string }
  | { readonly status: "none" }
  | { readonly status: "unreadable"; readonly reason: string };

/** One access key, and where it stands. */
export interface StandingKey {
  /** `…ABCD`, or `key 1` where only the credential report tells of it, which has no ids. */
  readonly key: string;
  readonly status: "Active" | "Inactive";
  /** ISO 8601. */
  readonly createdAt: string;
  readonly ageInDays: number;
  readonly lastUse: LastUse;
  readonly standing: KeyStanding;
  /** Negative once that age is passed; absent where nobody is warned, nothing limits its age, or the key is inactive. */
  readonly daysUntilWarning?: number;
  readonly daysUntilBreach?: number;
}

/** The users of an account that some baseline has a rule for the keys of, by name. */
export function usersWithKeyRules({ entities }: ExpectedAccount): readonly string[] {
  const users = entities.filter((each): each is ExpectedUser => each.kind === "user" && each.accessKeys !== undefined);
  return [...new Set(users.map(({ entity }) => entity.name))];
}

/**
 * What holds for the keys of a user.
 * @param expected what the baselines say of this user; none where none expects it
 */
export function keyRuleOf(expected: readonly ExpectedUser[]): KeyRule {
  if (expected.length === 0) return { status: "unexpected" };
  const ruled = expected.flatMap(({ baseline, accessKeys }) => (accessKeys ? [{ baseline, ...accessKeys }] : []));
  const strictest = ruled.toSorted((one, other) => one.breachAtDays - other.breachAtDays)[0];
  if (strictest === undefined) return { status: "no-rule", baselines: expected.map(({ baseline }) => baseline) };
  const { baseline, breachAtDays: maximumDays, breachSource: source } = strictest;
  const warnings = ruled.flatMap((rules) => keyWarnings(rules).slice(0, 1)).map(({ age }) => age);
  const warningDays = warnings.length === 0 ? {} : { warningDays: Math.min(...warnings) };
  return { status: "rule", baseline, maximumDays, ...warningDays, source };
}

/** @throws RangeError what `ageInDays` throws */
export function standKey(key: AccessKeyState, rule: KeyRule, now: Date): StandingKey {
  const { accessKeyId, status, createdAt } = key;
  // A clock that is behind IAM's makes no key younger than new.
  const age = Math.max(0, ageInDays(createdAt, now));
  const slot = /^key([12])$/.exec(accessKeyId)?.[1];
  const told = {
    key: slot === undefined ? lastFour(accessKeyId) : `key ${slot}`,
    status,
    createdAt,
    ageInDays: age,
    lastUse: lastUseOf(key),
  };
  if (status === "Inactive") return { ...told, standing: "inactive" };
  if (rule.status !== "rule") return { ...told, standing: "no-rule" };
  const { maximumDays, warningDays } = rule;
  const daysUntilBreach = maximumDays - age;
  const ahead = warningDays === undefined ? {} : { daysUntilWarning: warningDays - age };
  const isDue = warningDays !== undefined && age >= warningDays;
  return { ...told, standing: daysUntilBreach <= 0 ? "too-old" : isDue ? "due" : "within", ...ahead, daysUntilBreach };
}

function lastUseOf({ lastUsed, lastUsedFor }: AccessKeyState): LastUse {
  if (lastUsed.status === "absent") return { status: "none" };
  if (lastUsed.status === "unreadable") return { status: "unreadable", reason: describeUnreadable(lastUsed.reason) };
  return { status: "used", at: lastUsed.state, ...lastUsedFor };
}
