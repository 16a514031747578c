import type { CheckedAccessKey, CheckedAccessKeys, CheckedAccount, CheckResult } from "./check-result.ts";

/** What the rules on age say of one key. An inactive key opens nothing, whatever its age. */
export type KeyState = "within" | "due" | "too-old" | "inactive";

/** One access key and whose it is. */
export interface KeyRow {
  readonly account: CheckedAccount;
  readonly baseline: string;
  /** The user's name. */
  readonly user: string;
  readonly key: CheckedAccessKey;
  readonly limits: Pick<CheckedAccessKeys, "maximumDays" | "warningDays">;
  readonly state: KeyState;
}

/** A user whose keys could not be read. */
export interface UnreadKeys extends Pick<KeyRow, "account" | "baseline" | "user"> {
  readonly reason: string;
}

/** Every access key of every user whose keys a baseline has rules for, the oldest first, and the users whose keys could not be read. */
export function keyRows({ accounts }: CheckResult): {
  readonly rows: readonly KeyRow[];
  readonly unread: readonly UnreadKeys[];
} {
  const rows: KeyRow[] = [];
  const unread: UnreadKeys[] = [];
  for (const account of accounts) {
    for (const { baseline, entity, accessKeys } of account.entities) {
      if (accessKeys === undefined) continue;
      const whose = { account, baseline, user: entity.replace(/^user\//, "") };
      if (accessKeys.status === "unreadable") unread.push({ ...whose, reason: accessKeys.reason });
      else {
        rows.push(
          ...accessKeys.keys.map((key) => ({ ...whose, key, limits: accessKeys, state: keyState(key, accessKeys) })),
        );
      }
    }
  }
  return { rows: rows.toSorted((one, other) => other.key.ageInDays - one.key.ageInDays), unread };
}

function keyState({ status, ageInDays }: CheckedAccessKey, { maximumDays, warningDays }: KeyRow["limits"]): KeyState {
  if (status === "Inactive") return "inactive";
  if (ageInDays >= maximumDays) return "too-old";
  return warningDays !== undefined && ageInDays >= warningDays ? "due" : "within";
}
