import type { Command } from "commander";
import { readRecord } from "../shared/cloudtrail/read-record.ts";
import type { RecordKind, RecordReading } from "../shared/cloudtrail/reading.ts";
import { entriesOf } from "./cloudtrail-file.ts";
import { type CommonOptions, wantsJson, withCommonOptions } from "./options.ts";
import { neutralise, type Terminal } from "./terminal.ts";

const IAM = "iam.amazonaws.com";

const STYLES = { write: "yellow", read: "dim", failed: "red", unknown: "magenta" } as const;
const COLUMNS = [20, 26, 32, 60] as const;

/** A caller's ARN without what the record's own account makes plain: `user/alice`. */
function shortened(who: string, account: string | undefined): string {
  const [, owner, resource] = /^arn:[^:]*:(?:iam|sts)::(\d{12}):(.+)$/.exec(who) ?? [];
  return owner !== undefined && owner === account ? (resource ?? who) : who;
}

function line(cells: readonly string[]): string {
  return cells.map((cell, column) => cell.padEnd(COLUMNS[column] ?? 0)).join("  ");
}

function row(reading: RecordReading, terminal: Terminal): string {
  const { actor, eventName, kind, touches } = reading;
  const who = shortened(actor.who, reading.account);
  const cells = [actor.eventTime, eventName, who, touches.join(", ")].map(neutralise);
  return `${line(cells)}  ${terminal.style(STYLES[kind], kind)}\n`;
}

function ndjson({ eventID, eventName, kind, touches, reads }: RecordReading): string {
  return `${JSON.stringify({ eventID, eventName, kind, touches, reads })}\n`;
}

type Counts = Record<RecordKind | "malformed", number>;

function summary(counts: Counts): string {
  const { malformed, ...kinds } = counts;
  const told = Object.entries(kinds).map(([kind, count]) => `${count} ${kind}`);
  const all = Object.values(kinds).reduce((sum, count) => sum + count, 0);
  return `${all} records: ${told.join(", ")}; ${malformed} could not be understood.\n`;
}

async function replayFile(file: string, json: boolean, counts: Counts, terminal: Terminal): Promise<void> {
  for await (const entry of entriesOf(file)) {
    if ("problem" in entry) {
      counts.malformed += 1;
      terminal.trouble(`${entry.where} ${entry.problem}.`);
      continue;
    }
    const reading = readRecord(entry.record);
    if (reading.status === "malformed") {
      counts.malformed += 1;
      terminal.trouble(`${entry.where}: ${reading.problem}`);
      continue;
    }
    counts[reading.kind] += 1;
    await terminal.print(json ? ndjson(reading) : row(reading, terminal));
    if (reading.kind === "unknown" && reading.eventSource === IAM) {
      terminal.trouble(`${entry.where}: ${reading.reason}`);
    }
  }
}

async function replay(files: readonly string[], json: boolean, terminal: Terminal): Promise<void> {
  const counts: Counts = { write: 0, read: 0, failed: 0, unknown: 0, malformed: 0 };
  const heading = line(["TIME", "EVENT", "WHO (CLAIMED)", "TOUCHES", "KIND"]);
  if (!json) await terminal.print(`${terminal.style("bold", heading)}\n`);
  for (const file of files) await replayFile(file, json, counts, terminal);
  if (!json) await terminal.print(summary(counts));
}

/** Adds `replay FILE…`: what recorded CloudTrail events touched, and which reads they would have caused. */
export function addReplay(program: Command, terminal: Terminal): void {
  const command = program
    .command("replay")
    .description("say what recorded CloudTrail events touched; --json prints one object a line")
    .argument("<file...>", "CloudTrail records: .json, .json.gz or .ndjson");
  withCommonOptions(command, ["table"]).action((files: string[], options: CommonOptions) =>
    replay(files, wantsJson(options), terminal),
  );
}
