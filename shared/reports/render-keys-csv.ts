import type { UserKeys } from "../drift/account-keys.ts";
import type { LastUse, StandingKey } from "../drift/key-standing.ts";
import { visibleText } from "../drift/visible-text.ts";
import { type KeyReport, keysInOrder, type ReportedAccount, readAccounts } from "./key-report.ts";
import { asOfWords, ruleWords } from "./key-words.ts";

/** A number is one of Plumbline's own; text may come from anywhere; absent is an empty field. */
type Field = string | number | undefined;

type CsvRecord = Readonly<Partial<Record<(typeof COLUMNS)[number], Field>>>;

/** What each line is about: an `account`, its `root` user, a `user` (without keys, or whose keys are not known), or a `key`. */
const COLUMNS = [
  "record",
  "account",
  "alias",
  "user",
  "arn",
  "owner",
  "key",
  "status",
  "standing",
  "created_at",
  "age_days",
  "days_until_warning",
  "days_until_breach",
  "warning_days",
  "maximum_days",
  "rule",
  "last_used_at",
  "last_used_region",
  "last_used_service",
  "as_of",
  "password_enabled",
  "password_last_used",
  "password_last_changed",
  "password_next_rotation",
  "mfa_active",
  "remark",
  "made_at",
  "configuration_digest",
] as const;

/**
 * The report as a table: first the accounts, read or not, then their root users, then every key, those that are too old first, then the
 * users without any. Lines end as RFC 4180 has it. A spreadsheet may open it: no text in it is a formula.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function renderKeysCsv(report: KeyReport): string {
  const read = readAccounts(report);
  const carried = { made_at: report.madeAt, configuration_digest: report.configurationDigest };
  const records: readonly CsvRecord[] = [
    ...report.accounts.map(accountRecord),
    ...report.unlisted.map((remark): CsvRecord => ({ record: "account", status: "not listed", remark })),
    ...report.inactive.map((account): CsvRecord => ({ record: "account", account, status: "inactive: left out" })),
    ...read.flatMap((account) => rootRecords(account)),
    ...keysInOrder(report).map(
      ({ account, user, key }): CsvRecord => ({
        record: "key",
        ...accountFields(account),
        ...userFields(user),
        ...keyFields(key),
      }),
    ),
    ...read.flatMap((account) =>
      account.users
        .filter(({ keys }) => keys.status === "unreadable" || keys.keys.length === 0)
        .map((user): CsvRecord => ({ record: "user", ...accountFields(account), ...userFields(user) })),
    ),
  ];
  const lines = records.map((record) => COLUMNS.map((column) => fieldText({ ...record, ...carried }[column])));
  return [COLUMNS.map(fieldText), ...lines].map((fields) => `${fields.join(",")}\r\n`).join("");
}

function accountFields({ account, alias }: ReportedAccount): CsvRecord {
  return { account, alias };
}

function accountRecord(account: ReportedAccount): CsvRecord {
  const named = { record: "account", ...accountFields(account) };
  if (account.status === "not-read") return { ...named, status: "not read", remark: account.reason };
  const { credentialReport, troubles, notes } = account;
  const as_of = credentialReport.status === "complete" ? credentialReport.generatedAt : "no credential report";
  return { ...named, status: "read", as_of, remark: [...troubles, ...notes].join(" ") };
}

function rootRecords(account: ReturnType<typeof readAccounts>[number]): readonly CsvRecord[] {
  const { root } = account;
  const { accessKeys, forbiddenBy, keys, credentials } = root;
  const has = accessKeys.status === "read" ? (accessKeys.present ? "access key" : "no access key") : "not known";
  const remark = [
    ...(accessKeys.status === "unreadable" ? [accessKeys.reason] : []),
    ...(forbiddenBy.length > 0 ? [`forbidden by ${forbiddenBy.join(", ")}`] : []),
  ].join("; ");
  const whose = { record: "root", ...accountFields(account), user: "root", ...credentialFields(credentials), remark };
  if (keys.length === 0) return [{ ...whose, status: has }];
  return keys.map((key) => ({ ...whose, ...keyFields(key) }));
}

function userFields(user: UserKeys): CsvRecord {
  const { owner, rule, keys, credentials } = user;
  const limits = rule.status === "rule" ? { warning_days: rule.warningDays, maximum_days: rule.maximumDays } : {};
  const remarks = [
    ...(keys.status === "unreadable" ? [keys.reason] : []),
    ...(owner.status === "unknown" ? [`owner not known: ${owner.reason}`] : []),
    ...(credentials.status === "unknown" ? [`password and MFA not known: ${credentials.reason}`] : []),
  ];
  return {
    user: user.user,
    arn: user.arn,
    owner: owner.status === "named" ? owner.name : undefined,
    rule: ruleWords(rule),
    ...limits,
    as_of: asOfWords(user.asOf),
    ...(credentials.status === "reported" ? credentialFields(credentials) : {}),
    remark: remarks.join("; "),
  };
}

function credentialFields(credentials: ReturnType<typeof readAccounts>[number]["root"]["credentials"]): CsvRecord {
  return {
    password_enabled: credentials?.passwordEnabled,
    password_last_used: credentials?.passwordLastUsed,
    password_last_changed: credentials?.passwordLastChanged,
    password_next_rotation: credentials?.passwordNextRotation,
    mfa_active: credentials?.mfaActive,
  };
}

function keyFields(key: StandingKey): CsvRecord {
  return {
    key: key.key.replace(/^…/, "****"),
    status: key.status,
    standing: key.standing,
    created_at: key.createdAt,
    age_days: key.ageInDays,
    days_until_warning: key.daysUntilWarning,
    days_until_breach: key.daysUntilBreach,
    ...lastUseFields(key.lastUse),
  };
}

function lastUseFields(lastUse: LastUse): CsvRecord {
  if (lastUse.status === "none") return { last_used_at: "none on record" };
  if (lastUse.status === "unreadable") return { last_used_at: `not known: ${lastUse.reason}` };
  return { last_used_at: lastUse.at, last_used_region: lastUse.region, last_used_service: lastUse.service };
}

function fieldText(field: Field): string {
  if (field === undefined || field === "") return "";
  if (typeof field === "number") return String(field);
  return `"${withoutFormula(visibleText(field)).replaceAll('"', '""')}"`;
}

/**
 * A field is read as a formula by what it begins with, quoted or not, also behind blanks and quotes, and in full-width forms; where the list
 * separator is a semicolon a field also begins behind one. An apostrophe makes it text.
 */
function withoutFormula(text: string): string {
  return text.replace(BEGINNING, (begin: string, separator: string, character: string) =>
    FORMULA.has(character.normalize("NFKC")) ? `${separator}'${begin.slice(separator.length)}` : begin,
  );
}

const BEGINNING = /(^|;)[\s"'`]*([^\s"'`;])/gu;

/** With the minus sign, which no normalisation makes a hyphen. */
const FORMULA: ReadonlySet<string> = new Set(["=", "+", "-", "@", "\u2212", "|", "%"]);
