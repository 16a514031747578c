import { type KeyReport, keyCounts, keyOutcome } from "./key-report.ts";
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
  const found = `${counts.tooOld} too old, ${counts.due} due${counts.troubles > 0 ? ", not all known" : ""}`;
  const body = { plumbline: "key-rotation-report", version: 1, madeAt, configurationDigest, outcome, counts, kept };
  return {
    subject: `Plumbline: access keys ${madeAt.slice(0, 10)}: ${found}`,
    message: renderKeysText(report, kept),
    body: JSON.stringify(body),
    attributes: { change: "report", rule: "key-rotation", severity: severityOf(counts.tooOld, counts.due) },
  };
}

function severityOf(tooOld: number, due: number): string {
  if (tooOld > 0) return "high";
  return due > 0 ? "medium" : "low";
}
