import type { ReportRow } from "./snapshot-report-fields.ts";
import { readTime } from "./snapshot-time.ts";

/**
 * A user's password and MFA as the credential report has them: what it writes in place of a value (`N/A`, `no_information`,
 * `not_supported`) is kept as it stands, since each says something else. Times are ISO 8601; what the report has no column for is absent.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export interface ReportedCredentials {
  /** `true`, `false`, or why neither is said. */
  readonly passwordEnabled: string;
  readonly passwordLastChanged: string;
  readonly passwordLastUsed?: string;
  readonly passwordNextRotation?: string;
  /** `true` or `false`. */
  readonly mfaActive?: string;
}

/** What a row says of password and MFA. It never throws: nothing is concluded from these. */
export function reportedCredentials({ values, further }: ReportRow): ReportedCredentials {
  const { password_last_used: used, password_next_rotation: next, mfa_active: mfa } = further;
  return {
    passwordEnabled: asItStands(values.password_enabled),
    passwordLastChanged: asItStands(values.password_last_changed),
    ...(used === undefined ? {} : { passwordLastUsed: asItStands(used) }),
    ...(next === undefined ? {} : { passwordNextRotation: asItStands(next) }),
    ...(mfa === undefined ? {} : { mfaActive: asItStands(mfa) }),
  };
}

/** Only what means the same is written alike. */
function asItStands(text: string): string {
  const lower = text.toLowerCase();
  return readTime(text) ?? (lower === "true" || lower === "false" ? lower : text);
}
