import { SEVERITIES, type Severity } from "../shared/baselines/expected-state.ts";
import { effectiveDoubt, gainsAndLosses, offsetDeltas, shownWitness } from "../shared/drift/delta-words.ts";
import type { Drift } from "../shared/drift/drift.ts";
import {
  type CheckedAccount,
  type CheckedEntity,
  type CheckOutcome,
  type CheckResult,
  type CheckSource,
  checkOutcome,
  type WaivedDrift,
} from "../shared/reports/check-result.ts";
import { isTold } from "../shared/reports/severities.ts";
import { summaryWords } from "../shared/reports/summary-words.ts";
import { minute } from "../shared/reports/words.ts";
import { verificationCommand } from "./check-commands.ts";
import { checkTotals } from "./check-totals.ts";
import { deltaLines, offsetLines, witnessLines } from "./describe-verdict.ts";
import { paragraph, type TextPage } from "./paragraph.ts";
import { type Format, neutralise } from "./terminal.ts";

const SEVERITY_FORMATS: Readonly<Record<Severity, Format>> = {
  critical: ["red", "bold"],
  high: "red",
  medium: "yellow",
  low: "cyan",
};

const TOTAL_FORMATS: Readonly<Record<CheckOutcome, Format>> = {
  clean: ["green", "bold"],
  drift: ["red", "bold"],
  trouble: ["magenta", "bold"],
};

/**
 * What a check found, for people: by account, baseline and entity, the worst drift of an entity first, with what shows it and how to see
 * it without Plumbline; the last line has the totals. Only a command may be wider than the page: broken it could not be copied.
 */
export function checkLines(result: CheckResult, page: TextPage): readonly string[] {
  return [
    ...result.accounts.flatMap((account) => accountLines(account, result, page)),
    ...paragraph(checkTotals(result), page, { format: TOTAL_FORMATS[checkOutcome(result)] }),
  ];
}

function accountLines(account: CheckedAccount, { checkedAt }: CheckResult, page: TextPage): readonly string[] {
  const { account: id, alias, source, entities, unreadable } = account;
  const name = `Account ${id}${alias === undefined ? "" : ` (${alias})`}`;
  if (unreadable !== undefined) {
    const why = paragraph(unreadable.message, page, { indent: 2, mark: "? ", format: "magenta" });
    return [`${page.style("bold", neutralise(name))}, not read`, "", ...why, ""];
  }
  const baselines = [...new Set(entities.map(({ baseline }) => baseline))];
  return [
    `${page.style("bold", neutralise(name))}, ${neutralise(sourceWords(source, checkedAt))}`,
    ...paragraph(roleWords(source), page, { indent: 2, format: "dim" }),
    "",
    ...baselines.flatMap((baseline) => {
      const own = entities.filter((entity) => entity.baseline === baseline);
      const lines = baselineLines(own, account, page);
      return [page.style(["bold", "underline"], neutralise(baseline)), ...lines, ...(lines.at(-1) === "" ? [] : [""])];
    }),
  ];
}

function sourceWords(source: CheckSource, checkedAt: string): string {
  return source.kind === "live"
    ? `read from IAM at ${minute(checkedAt)}`
    : `as ${source.files.join(" and ")} has it, at ${minute(checkedAt)}`;
}

/** Whoever copies a command from below would otherwise run it with the credentials at hand, which are another account's. */
function roleWords(source: CheckSource): string {
  if (source.kind !== "live" || source.role === undefined) return "";
  return `by ${source.role}; commands shown below need credentials of this account`;
}

function baselineLines(entities: readonly CheckedEntity[], account: CheckedAccount, page: TextPage): readonly string[] {
  const plumb = entities.filter((entity) => !isTold(entity));
  return [
    ...entities.filter(isTold).flatMap((entity) => entityLines(entity, account, page)),
    ...plumb.map(({ entity }) => `  ${page.style("green", "✓")} ${neutralise(entity)}`),
  ];
}

function entityLines(entity: CheckedEntity, account: CheckedAccount, page: TextPage): readonly string[] {
  const { drifts, waived, undecided } = entity;
  const known = drifts.some(({ rule, verdict }) => rule !== "unreadable" && verdict !== "unknown");
  const unknown = drifts.length > 0 || undecided.length > 0;
  const mark = known ? page.style("red", "✗") : unknown ? page.style("magenta", "?") : page.style("dim", "○");
  const worstFirst = drifts.toSorted((left, right) => rank(right) - rank(left));
  const sections = [
    ...worstFirst.map((drift) => driftLines(drift, { account, entity }, page)),
    undecidedLines(entity, page),
    waived.flatMap((each) => waivedLines(each, page)),
  ].filter((lines) => lines.length > 0);
  return [`  ${mark} ${page.style("bold", neutralise(entity.entity))}`, ...sections.flatMap((lines) => [...lines, ""])];
}

function rank({ severity }: Drift): number {
  return SEVERITIES.indexOf(severity);
}

/** What stands under an entity. */
const INDENT = 4;

function driftLines(
  drift: Drift,
  place: { readonly account: CheckedAccount; readonly entity: CheckedEntity },
  page: TextPage,
): readonly string[] {
  const { severity, rule } = drift;
  const { style } = page;
  const witness = shownWitness(drift);
  const doubt = effectiveDoubt(drift);
  const inner = { ...page, width: Math.max(20, page.width - INDENT), canonical: "", live: "" };
  const command = verificationCommand(drift, place);
  const lines = [
    `${style(SEVERITY_FORMATS[severity], severity)} ${style("dim", "·")} ${rule}`,
    ...paragraph(summaryWords(drift), inner),
    ...(doubt === undefined ? [] : paragraph(`${doubt}.`, inner, { format: "magenta" })),
    ...deltaLines(gainsAndLosses(drift), inner).filter((line) => line !== ""),
    ...offsetLines(offsetDeltas(drift), inner),
    ...(witness === undefined ? [] : witnessLines(witness, inner).filter((line) => line !== "")),
    style(
      "bold",
      !command.some((line) => line.startsWith("aws iam simulate-")) ? "See it in IAM" : "See AWS decide it",
    ),
    ...command.map((line) => `  ${neutralise(line)}`),
  ];
  return lines.map((line) => `${" ".repeat(INDENT)}${line}`);
}

function undecidedLines({ undecided, drifts }: CheckedEntity, page: TextPage): readonly string[] {
  if (undecided.length === 0) return [];
  const rules = undecided.map(({ rule }) => rule).join(", ");
  const isToldWhy = drifts.some(({ rule }) => rule === "unreadable");
  const reasons = isToldWhy ? [] : [...new Set(undecided.map(({ reason }) => reason))];
  const text = `not judged: ${rules}${reasons.length === 0 ? "" : ` (${reasons.join("; ")})`}`;
  return paragraph(text, page, { indent: INDENT, format: "magenta" });
}

function waivedLines({ drift, decidedBy, reason, until }: WaivedDrift, page: TextPage): readonly string[] {
  const text = `waived until ${until} by ${decidedBy} (${reason}): ${drift.severity} · ${drift.rule}: ${drift.summary}`;
  return paragraph(text, page, { indent: INDENT, format: "dim" });
}
