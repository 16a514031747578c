import type { KeysAsOf, UserKeys, UserOwner } from "../drift/account-keys.ts";
import type { KeyRule, KeyStanding, LastUse, StandingKey } from "../drift/key-standing.ts";
import { listInWords } from "../drift/wording.ts";
import { counted, minute } from "./words.ts";

/** How each standing is told. */
export const STANDING_WORDS: Readonly<Record<KeyStanding, string>> = {
  "too-old": "too old",
  due: "due for replacement",
  within: "within its limit",
  "no-rule": "no limit",
  inactive: "inactive",
};

/** `90 days by red5 (the vendor's figure)`, or why there is none. */
export function ruleWords(rule: KeyRule): string {
  if (rule.status === "unexpected") return "no baseline expects this user";
  if (rule.status === "no-rule") {
    return `${listInWords(rule.baselines)} ${rule.baselines.length === 1 ? "has" : "have"} no rule for its keys' age`;
  }
  const source = rule.source === "vendor" ? "the vendor's figure" : "Plumbline's own figure";
  return `${rule.maximumDays} days by ${rule.baseline} (${source})`;
}

/** `12 days over`, `5 days left`, `40 days until it is due, 55 days until it is too old`; empty where nothing limits its age. */
export function countdownWords({ standing, daysUntilBreach, daysUntilWarning }: StandingKey): string {
  if (daysUntilBreach === undefined) return "";
  if (standing === "too-old") return daysUntilBreach === 0 ? "since today" : `${days(-daysUntilBreach)} over`;
  if (standing === "due") return `${days(daysUntilBreach)} left`;
  const warned = daysUntilWarning === undefined ? "" : `${days(daysUntilWarning)} until it is due, `;
  return `${warned}${days(daysUntilBreach)} until it is too old`;
}

/** `1 day`, `2 days`. */
export function days(count: number): string {
  return counted(count, "day", "days");
}

/** `2026-05-01 in us-east-1 for s3`, `no use on record`, or why it is not known. */
export function lastUseWords(lastUse: LastUse): string {
  if (lastUse.status === "none") return "no use on record";
  if (lastUse.status === "unreadable") return `not known (${lastUse.reason})`;
  const { at, region, service } = lastUse;
  const known = (text: string | undefined): text is string => text !== undefined && text !== "N/A";
  return `${at.slice(0, 10)}${known(region) ? ` in ${region}` : ""}${known(service) ? ` for ${service}` : ""}`;
}

/** The owner's name, `none`, or `not known`: why stands with the account. */
export function ownerWords(owner: UserOwner): string {
  if (owner.status === "named") return owner.name;
  return owner.status === "none" ? "none" : "not known";
}

/** Since when it is so, and whether IAM confirmed it. Why it could not stands among what is not known. */
export function asOfWords(asOf: KeysAsOf): string {
  if (asOf.kind === "live") return "confirmed with IAM";
  const report = asOf.at === undefined ? "as of the credential report" : `as of the report of ${minute(asOf.at)}`;
  return asOf.reason === undefined ? report : `${report}, not confirmed`;
}

/** What the report says of a password: its own words, and the day of a time. */
export function passwordWords({ credentials }: UserKeys): string {
  if (credentials.status === "unknown") return `not known (${credentials.reason})`;
  const { passwordEnabled, passwordLastUsed = "not in the report" } = credentials;
  if (passwordEnabled !== "true") return passwordEnabled === "false" ? "none" : passwordEnabled;
  return `yes, last used: ${dayOf(passwordLastUsed)}`;
}

/** What the report says of MFA. */
export function mfaWords({ credentials }: UserKeys): string {
  if (credentials.status === "unknown") return "not known";
  const { mfaActive = "not in the report" } = credentials;
  return mfaActive === "true" ? "yes" : mfaActive === "false" ? "no" : mfaActive;
}

/** The day of a time, and anything else as it stands. */
export function dayOf(text: string): string {
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? text.slice(0, 10) : text;
}
