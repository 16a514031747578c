import { deltaRemarks, escalationWords } from "../drift/delta-words.ts";
import type { Drift } from "../drift/drift.ts";
import {
  type CheckedAccount,
  type CheckedEntity,
  type CheckResult,
  checkOutcome,
  type WaivedDrift,
} from "./check-result.ts";
import { code, codeInCell, jsonBlock, prose } from "./render-markdown-text.ts";

type Severity = Drift["severity"];
type Delta = Drift["deltas"][number];

/** Worst first, as a reader wants them. */
const WORST_FIRST: readonly Severity[] = ["critical", "high", "medium", "low"];

const OUTCOMES: Readonly<Record<ReturnType<typeof checkOutcome>, string>> = {
  clean: "Nothing to report.",
  drift: "Something differs from its baseline.",
  trouble: "Something could not be read or told apart, so this check does not say that all is well.",
};

/**
 * What a check found, for a pull request or a wiki: GitHub's Markdown. Entities of which there is nothing to tell are counted, not listed.
 * Whatever comes from an account or a configuration stands in code spans or plain words: it cannot bring in formatting, HTML, links or
 * mentions.
 * @see https://github.github.com/gfm/
 */
export function renderMarkdown(result: CheckResult): string {
  const lines = [
    "# Plumbline check",
    "",
    OUTCOMES[checkOutcome(result)],
    "",
    `Checked at ${code(result.checkedAt)} against configuration ${code(result.configurationDigest)}.`,
    ...summary(result),
    ...result.accounts.flatMap(account),
  ];
  return `${lines.join("\n")}\n`;
}

interface Row {
  readonly name: string;
  readonly entities: readonly CheckedEntity[];
}

function summary({ accounts }: CheckResult): readonly string[] {
  const entities = accounts.flatMap((each) => each.entities);
  const names = [...new Set(entities.map(({ baseline }) => baseline))];
  const rows: readonly Row[] = [
    ...names.map((name) => ({
      name: codeInCell(name),
      entities: entities.filter(({ baseline }) => baseline === name),
    })),
    { name: "All", entities },
  ];
  return [
    "",
    `| Baseline | Entities | ${WORST_FIRST.join(" | ")} | Undecided | Waived |`,
    `| --- |${" ---: |".repeat(WORST_FIRST.length + 3)}`,
    ...rows.map(summaryRow),
  ];
}

function summaryRow({ name, entities }: Row): string {
  const drifts = entities.flatMap((each) => each.drifts);
  const counts = [
    entities.length,
    ...WORST_FIRST.map((severity) => drifts.filter((drift) => drift.severity === severity).length),
    entities.flatMap(({ undecided }) => undecided).length,
    entities.flatMap(({ waived }) => waived).length,
  ];
  return `| ${name} | ${counts.join(" | ")} |`;
}

function account({ account, alias, source, entities }: CheckedAccount): readonly string[] {
  const told = entities.filter(({ drifts, waived, undecided }) => drifts.length + waived.length + undecided.length > 0);
  const from = source.kind === "live" ? "Read live." : `Read from ${source.files.map(code).join(", ")}.`;
  const rest = entities.length - told.length;
  return [
    "",
    `## Account ${code(account)}${alias === undefined ? "" : ` (${code(alias)})`}`,
    "",
    `${from} Nothing to tell of ${rest} of ${entities.length} entities.`,
    ...told.flatMap(entity),
  ];
}

function entity({ baseline, entity, drifts, waived, undecided }: CheckedEntity): readonly string[] {
  const worstFirst = WORST_FIRST.flatMap((severity) => drifts.filter((drift) => drift.severity === severity));
  return [
    "",
    `### ${code(entity)} (baseline ${code(baseline)})`,
    "",
    ...worstFirst.flatMap(finding),
    ...undecided.map(({ rule, reason }) => `- **undecided**, ${code(rule)}: ${prose(reason)}`),
    ...waived.map(waivedFinding),
  ];
}

function finding(drift: Drift): readonly string[] {
  const { severity, rule, summary, verdict, reason, deltas, witness, fingerprint } = drift;
  const undecided = verdict === "unknown" ? ", undecided" : "";
  return [
    `- **${severity}**${undecided}, ${code(rule)}: ${prose(summary)}`,
    ...(reason === undefined ? [] : [`  - Reason: ${prose(reason)}`]),
    ...deltas.flatMap(delta),
    ...(witness === undefined
      ? []
      : ["  - Witness, a request that the two decide differently:", "", ...jsonBlock(witness, "    "), ""]),
    `  - Fingerprint: ${code(fingerprint)}`,
  ];
}

function delta(told: Delta): readonly string[] {
  const remarks = [...(told.escalation ?? []).map(escalationWords), ...deltaRemarks(told)];
  return [`  - ${told.effect}: ${prose(told.text)}`, ...remarks.map((remark) => `    - ${prose(remark)}`)];
}

function waivedFinding({ drift, decidedBy, reason, until }: WaivedDrift): string {
  const waiver = `Waived until ${code(until)} by ${code(decidedBy)}: ${prose(reason)}`;
  return `- **waived**, ${drift.severity}, ${code(drift.rule)}: ${prose(drift.summary)} ${waiver}`;
}
