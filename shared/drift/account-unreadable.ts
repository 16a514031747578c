import { SEVERITIES } from "../baselines/expected-state.ts";
import type { ConfiguredAccount } from "../baselines/settings.ts";
import { ACCOUNT_REFERENCE } from "../iam/entity-reference.ts";
import type { Unreadable } from "../iam/unreadable.ts";
import type { Detection, Drift } from "./drift.ts";
import { driftFingerprint } from "./fingerprint.ts";
import { describeUnreadable } from "./rule.ts";
import { sentence } from "./wording.ts";

/** The baseline of a finding about the account as a whole: all that its entities are held to. No folder can be called so. */
export const EVERY_BASELINE = "*";

const RULE = "account-unreadable";

/**
 * What an attempt to read a whole account came to, as the ledger takes it: one drift of the account where it could not be read, and none
 * where it could. It is as grave as the gravest of the account's entities. See docs/rules/account-unreadable.md.
 * @param reason why it could not be read; `undefined` where it could
 * @param askedAt ISO 8601: when the attempt was begun
 */
export function detectUnreadableAccount(
  account: ConfiguredAccount,
  reason: Unreadable | undefined,
  askedAt: string,
): Detection {
  return {
    account: account.account,
    baseline: EVERY_BASELINE,
    entity: ACCOUNT_REFERENCE,
    askedAt,
    outcomes: [{ rule: RULE, status: "decided", drifts: reason === undefined ? [] : [driftOf(account, reason)] }],
  };
}

function driftOf({ account, entities }: ConfiguredAccount, reason: Unreadable): Drift {
  const why = describeUnreadable(reason);
  const what = `account ${account} could not be read, and nothing in it is judged or repaired (${why.replace(/\.+$/, "")})`;
  const gravest = Math.max(0, ...entities.map(({ severity }) => SEVERITIES.indexOf(severity)));
  return {
    rule: RULE,
    baseline: EVERY_BASELINE,
    entity: ACCOUNT_REFERENCE,
    subject: "",
    severity: SEVERITIES[gravest] ?? "critical",
    summary: sentence(what),
    deltas: [],
    reason: why,
    // Not the message: it may hold a request id, which is another one each time.
    fingerprint: driftFingerprint(RULE, "", [reason.call, reason.code]),
  };
}

/** Whether it is about a whole account, and says that this call is why. */
export function isAccountUnreadableBy(drift: Drift, call: string): boolean {
  return drift.rule === RULE && (drift.reason?.startsWith(`${call}: `) ?? false);
}
