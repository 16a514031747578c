import type { FindingNews } from "../ledger/deliver.ts";
import type { News, NewsKind } from "../ledger/finding.ts";
import type { AlertContext } from "./alert-context.ts";
import { ascii, cut } from "./plain-text.ts";

interface Wording {
  /** The value of the message attribute `change`. */
  readonly change: string;
  readonly headline: string;
}

/** What each kind of news is called. */
export const WORDINGS: Readonly<Record<NewsKind, Wording>> = {
  "IAM Drift Opened": { change: "opened", headline: "Drift opened" },
  "IAM Drift Changed": { change: "changed", headline: "Drift changed" },
  "IAM Drift Resolved": { change: "resolved", headline: "Drift resolved" },
  "IAM Drift Reminder": { change: "reminder", headline: "Still open" },
  "IAM Drift Unreadable": { change: "unreadable", headline: "Not readable" },
  "IAM Drift Remediated": { change: "remediated", headline: "Drift remediated" },
  "IAM Drift Remediation Refused": { change: "refused", headline: "Remediation refused" },
  "IAM Drift Remediation Failed": { change: "failed", headline: "Remediation failed" },
};

/** What a piece of news is called. */
export function headlineOf({ kind, remediation }: News): string {
  return remediation?.planId === undefined ? WORDINGS[kind].headline : "Repair awaits approval";
}

/** What the drift's own sentence is told after, once it is resolved. */
export function resolutionWords({ because }: News): string {
  return because === "no-longer-expected"
    ? "Whether this is still so is not watched any more: "
    : "This is no longer so: ";
}

/** SNS wants fewer than 100 characters. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_LENGTH = 99;

/** `[critical] Drift opened: role/worker in production`: at most 99 characters of ASCII, as SNS wants a subject. */
export function subjectOf({ finding, news }: FindingNews, { alias }: AlertContext): string {
  const before = `[${news.drift.severity}] ${headlineOf(news)}: `;
  const after = ` in ${cut(ascii(alias ?? finding.account), 30)}`;
  return before + cut(ascii(finding.entity), SUBJECT_LENGTH - before.length - after.length) + after;
}
