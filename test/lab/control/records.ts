import type { CloudTrailRecord } from "../iam/service.ts";
import type { SlackCall } from "../slack/slack.ts";

/** One message that the stack's alert topic took. */
export interface RecordedAlert {
  readonly id: string;
  /** ISO 8601, lab time. */
  readonly at: string;
  readonly subject: string;
  readonly message: string;
  /** Each attribute's value as text. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** One line that a function wrote. */
export interface LogLine {
  /** ISO 8601, lab time. */
  readonly at: string;
  readonly function: string;
  readonly line: string;
}

/** What the lab remembers for those who watch it, each list oldest first. */
export interface Records {
  readonly alerts: RecordedAlert[];
  readonly events: CloudTrailRecord[];
  readonly logs: LogLine[];
  readonly slack: SlackCall[];
}

/** Reads a Publish request's subject, message and attributes. */
export function readAlert(form: Readonly<Record<string, string>>, id: string, at: string): RecordedAlert {
  const attributes: Record<string, string> = {};
  for (const [key, name] of Object.entries(form)) {
    const [, prefix] = /^(MessageAttributes\.entry\.\d+)\.Name$/.exec(key) ?? [];
    if (prefix === undefined) continue;
    attributes[name] = form[`${prefix}.Value.StringValue`] ?? form[`${prefix}.Value.BinaryValue`] ?? "";
  }
  return { id, at, subject: form.Subject ?? "", message: form.Message ?? "", attributes };
}
