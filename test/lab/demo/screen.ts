import { styleText } from "node:util";
import type { Outcome } from "./play.ts";
import type { Step } from "./steps.ts";

type Style = Parameters<typeof styleText>[0];

/** Paints where a terminal would show it; plain text when piped or under NO_COLOR. */
export function painter(stream: NodeJS.WriteStream): (style: Style, text: string) => string {
  return (style, text) => styleText(style, text, { stream, validateStream: true });
}

const LABEL_WIDTH = 9;
const INDENT = 4;
/** Lines are wrapped for a terminal; a pipe is taken to be as wide as this. */
const WIDTH_WHEN_PIPED = 120;

/** Breaks a text at spaces so that no line, behind its label, is wider than the terminal; a longer word stands alone. */
function wrap(text: string): string {
  const width = (process.stdout.columns ?? WIDTH_WHEN_PIPED) - INDENT - LABEL_WIDTH - 1;
  const lines = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1) ?? "";
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines.join(`\n${" ".repeat(INDENT + LABEL_WIDTH + 1)}`);
}

/** What is done next, and how long it lasts where that is long. */
export function showTitle(number: number, step: Step, paint: ReturnType<typeof painter>): string {
  const title = paint("bold", `${String(number).padStart(2)}. ${step.title}`);
  const lasts = step.lasts === undefined ? "" : `\n${" ".repeat(INDENT)}${paint("dim", step.lasts)}`;
  return `${title}  ${paint("dim", `${step.baseline} · ${step.entity}`)}${lasts}\n`;
}

/** What came of one step, as a reader sees it: who did what, what Plumbline found, said and did. */
export function showOutcome(step: Step, outcome: Outcome, paint: ReturnType<typeof painter>): string {
  const line = (label: string, text: string) =>
    `${" ".repeat(INDENT)}${paint("dim", label.padEnd(LABEL_WIDTH))} ${wrap(text)}`;
  const { event, alert, remediation } = outcome;
  const lines = [line("event", event.who === undefined ? event.eventName : `${event.eventName} by ${event.who}`)];
  for (const drift of outcome.drift) {
    lines.push(
      line("drift", `${drift.severity}: ${drift.summary}`).replace(
        drift.severity,
        paint(severityStyle(drift.severity), drift.severity),
      ),
    );
  }
  lines.push(line("alert", alert === null ? "none" : alert.subject));
  if (remediation !== null) lines.push(line("repair", `${remediation.status}: ${remediation.outcome}`));
  const because = step.because === undefined ? "" : paint("dim", ` (${step.because})`);
  const status = outcome.status === "resolved" ? paint("green", "resolved") : paint("yellow", "open") + because;
  lines.push(line("status", status));
  return `${lines.join("\n")}\n`;
}

function severityStyle(severity: string): Style {
  if (severity === "critical") return ["bold", "red"];
  return severity === "high" ? "red" : "yellow";
}
