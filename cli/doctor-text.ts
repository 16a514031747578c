import type { CheckPage } from "./check-table.ts";
import type { DoctorLine } from "./doctor-line.ts";
import type { DoctorResult } from "./doctor-schema.ts";
import { neutralise } from "./terminal.ts";
import { wrapText } from "./text-width.ts";

type Format = Parameters<CheckPage["style"]>[0];

const MARKS: Readonly<Record<DoctorLine["status"], { readonly mark: string; readonly format: Format }>> = {
  ok: { mark: "✓", format: "green" },
  warning: { mark: "!", format: "yellow" },
  error: { mark: "✗", format: "red" },
  unknown: { mark: "?", format: "magenta" },
};

/** The lines that tell a person: one for each thing that was looked at, with what to do below it; the last has the counts. */
export function doctorLines(result: DoctorResult, page: CheckPage): readonly string[] {
  const { account, region, lines } = result;
  const head = page.style("bold", neutralise(`Account ${account}, ${region}`));
  return [head, "", ...lines.flatMap((line) => oneLine(line, page)), "", totals(lines, page)];
}

function oneLine(
  { check, subject, status, says, remedy }: DoctorResult["lines"][number],
  page: CheckPage,
): readonly string[] {
  const { mark, format } = MARKS[status];
  const told = wrapped(`${mark} ${check} ${subject}: ${says}`, page, { indent: 2, format });
  if (remedy === undefined) return told;
  return [...told, ...wrapped(`  → ${remedy}`, page, { indent: 4, format: "reset" })];
}

function totals(lines: DoctorResult["lines"], { style }: CheckPage): string {
  const count = (status: DoctorLine["status"]) => lines.filter((line) => line.status === status).length;
  const [errors, unknown, warnings] = [count("error"), count("unknown"), count("warning")];
  const format: Format = errors + unknown > 0 ? ["red", "bold"] : warnings > 0 ? ["yellow", "bold"] : ["green", "bold"];
  const told = [
    `${errors} ${errors === 1 ? "error" : "errors"}`,
    `${unknown} unknown`,
    `${warnings} ${warnings === 1 ? "warning" : "warnings"}`,
    `${count("ok")} ok`,
  ];
  return style(format, `${told.join(", ")}.`);
}

/** What comes from AWS, or from plumbline.yml, is made safe before it is broken into lines. */
function wrapped(
  text: string,
  { width, style }: CheckPage,
  { indent, format }: { readonly indent: number; readonly format: Format },
): readonly string[] {
  return wrapText(neutralise(text), Math.max(20, width), indent).map(({ lead, text: piece }) => {
    return style(format, `${lead}${piece.trimEnd()}`);
  });
}
