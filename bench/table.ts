import type { Bench, Figure, Measured } from "./bench.ts";

const HEAD = ["", "best", "median", "budget", ""] as const;

function cells({ name, best, median, budget }: Figure): readonly string[] {
  return [name, best, median, budget?.text ?? "", budget === undefined ? "" : budget.kept ? "ok" : "over"];
}

/** The table of a bench for a terminal. */
export function plainTable(bench: Bench, { subject, figures, remarks }: Measured): string {
  const rows = [HEAD, ...figures.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("   ")
      .trimEnd(),
  );
  return [bench.title, subject, "", ...lines, "", ...remarks, ""].join("\n");
}

/** The same in Markdown, for docs/benchmarks.md. */
export function markdownTable(bench: Bench, { subject, figures, remarks }: Measured): string {
  const line = (row: readonly string[]): string => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const rows = [line(HEAD), "|---|---:|---:|---:|---|", ...figures.map((figure) => line(cells(figure)))];
  return [`## ${bench.title}`, "", subject, "", ...rows, "", ...remarks.flatMap((remark) => [remark, ""])].join("\n");
}
