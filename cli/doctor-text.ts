import { counted } from "../shared/reports/words.ts";
import type { DoctorLine } from "./doctor-line.ts";
import type { DoctorResult } from "./doctor-schema.ts";
import { paragraph, type TextPage } from "./paragraph.ts";
import { type Format, neutralise } from "./terminal.ts";

const MARKS: Readonly<Record<DoctorLine["status"], { readonly mark: string; readonly format: Format }>> = {
  ok: { mark: "✓", format: "green" },
  warning: { mark: "!", format: "yellow" },
  error: { mark: "✗", format: "red" },
  unknown: { mark: "?", format: "magenta" },
};

/** The lines that tell a person: one for each thing that was looked at, with what to do below it; the last has the counts. */
export function doctorLines(result: DoctorResult, page: TextPage): readonly string[] {
  const { account, region, lines } = result;
  const head = page.style("bold", neutralise(`Account ${account}, ${region}`));
  return [head, "", ...lines.flatMap((line) => oneLine(line, page)), "", totals(lines, page)];
}

function oneLine(
  { check, subject, status, says, remedy }: DoctorResult["lines"][number],
  page: TextPage,
): readonly string[] {
  const { mark, format } = MARKS[status];
  const told = paragraph(`${mark} ${check} ${subject}: ${says}`, page, { hanging: 2, format });
  if (remedy === undefined) return told;
  return [...told, ...paragraph(`  → ${remedy}`, page, { hanging: 4 })];
}

function totals(lines: DoctorResult["lines"], { style }: TextPage): string {
  const count = (status: DoctorLine["status"]) => lines.filter((line) => line.status === status).length;
  const [errors, unknown, warnings] = [count("error"), count("unknown"), count("warning")];
  const format: Format = errors + unknown > 0 ? ["red", "bold"] : warnings > 0 ? ["yellow", "bold"] : ["green", "bold"];
  const told = [
    counted(errors, "error", "errors"),
    `${unknown} unknown`,
    counted(warnings, "warning", "warnings"),
    `${count("ok")} ok`,
  ];
  return style(format, `${told.join(", ")}.`);
}
