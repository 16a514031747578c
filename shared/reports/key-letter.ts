import { hasRootKey, type KeyReport, keyCounts, keyOutcome, readAccounts } from "./key-report.ts";
import { type KeptReport, renderKeysText } from "./render-keys-text.ts";

/** The report as one message for a topic. */
export interface KeyLetter {
  /** At most 100 characters, ASCII, no line breaks: SNS refuses others. */
  readonly subject: string;
  /** What people read, in an e-mail. */
  readonly message: string;
  /** What queues, functions and web hooks get: JSON text. */
  readonly body: string;
  /** For filter policies: `change` is `report`, `rule` is `key-rotation`, and `severity` how bad the worst of it is. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The message that tells people of a report, and programs where it lies. It names no account to programs: ten thousand would not fit. */
export function keyLetter(report: KeyReport, kept: KeptReport): KeyLetter {
  const counts = keyCounts(report);
  const { madeAt, configurationDigest } = report;
  const outcome = keyOutcome(report);
  const root = counts.rootUsersWithKeys > 0 ? `, ${counts.rootUsersWithKeys} of root` : "";
  const found = `${counts.tooOld} too old, ${counts.due} due${root}${counts.troubles > 0 ? ", not all known" : ""}`;
  const body = { plumbline: "key-rotation-report", version: 1, madeAt, configurationDigest, outcome, counts, kept };
  return {
    subject: `Plumbline: access keys ${madeAt.slice(0, 10)}: ${found}`,
    message: renderKeysText(report, kept),
    body: JSON.stringify(body),
    attributes: { change: "report", rule: "key-rotation", severity: severityOf(report) },
  };
}

/** What is not known may be as bad as the worst, so no filter that takes the grave alone may leave it out. */
function severityOf(report: KeyReport): string {
  const { tooOld, due, troubles, rootUsersWithKeys } = keyCounts(report);
  const isForbidden = readAccounts(report).some(({ root }) => hasRootKey(root) && root.forbiddenBy.length > 0);
  if (tooOld > 0 || troubles > 0 || isForbidden) return "high";
  return due > 0 || rootUsersWithKeys > 0 ? "medium" : "low";
}
