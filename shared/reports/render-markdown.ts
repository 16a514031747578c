import {
  deltaRemarks,
  effectiveDoubt,
  escalationWords,
  gainsAndLosses,
  offsetDeltas,
  shownWitness,
} from "../drift/delta-words.ts";
import type { Drift } from "../drift/drift.ts";
import {
  type CheckedAccount,
  type CheckedEntity,
  type CheckResult,
  type CheckSource,
  checkOutcome,
  type WaivedDrift,
} from "./check-result.ts";
import { code, codeInCell, jsonBlock, prose } from "./render-markdown-text.ts";
import { isTold, WORST_FIRST, worstFirst } from "./severities.ts";

type Delta = Drift["deltas"][number];

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

function account({ account, alias, source, entities, unreadable }: CheckedAccount): readonly string[] {
  const heading = ["", `## Account ${code(account)}${alias === undefined ? "" : ` (${code(alias)})`}`, ""];
  if (unreadable !== undefined)
    return [...heading, `**Not read**, ${code(unreadable.code)}: ${prose(unreadable.message)}`];
  const told = entities.filter(isTold);
  const rest = entities.length - told.length;
  return [
    ...heading,
    `${sourceWords(source)} Nothing to tell of ${rest} of ${entities.length} entities.`,
    ...told.flatMap(entity),
  ];
}

function sourceWords(source: CheckSource): string {
  if (source.kind === "snapshot") return `Read from ${source.files.map(code).join(", ")}.`;
  return source.role === undefined ? "Read live." : `Read live by ${code(source.role)}.`;
}

function entity({ baseline, entity, drifts, waived, undecided }: CheckedEntity): readonly string[] {
  return [
    "",
    `### ${code(entity)} (baseline ${code(baseline)})`,
    "",
    ...worstFirst(drifts).flatMap(finding),
    ...undecided.map(({ rule, reason }) => `- **undecided**, ${code(rule)}: ${prose(reason)}`),
    ...waived.map(waivedFinding),
  ];
}

function finding(drift: Drift): readonly string[] {
  const { severity, rule, summary, verdict, reason, fingerprint } = drift;
  const [witness, doubt] = [shownWitness(drift), effectiveDoubt(drift)];
  const undecided = verdict === "unknown" ? ", undecided" : "";
  return [
    `- **${severity}**${undecided}, ${code(rule)}: ${prose(summary)}`,
    ...(reason === undefined ? [] : [`  - Reason: ${prose(reason)}`]),
    ...(doubt === undefined ? [] : [`  - ${prose(doubt)}`]),
    ...gainsAndLosses(drift).flatMap(delta),
    ...offsetDeltas(drift).flatMap(delta),
    ...(witness === undefined
      ? []
      : ["  - Witness, a request that the two decide differently:", "", ...jsonBlock(witness, "    "), ""]),
    `  - Fingerprint: ${code(fingerprint)}`,
  ];
}

function delta(told: Delta): readonly string[] {
  const remarks = [...(told.escalation ?? []).map(escalationWords), ...deltaRemarks(told)];
  const effect = told.offset === undefined ? told.effect : "neither gained nor lost as a whole";
  return [`  - ${effect}: ${prose(told.text)}`, ...remarks.map((remark) => `    - ${prose(remark)}`)];
}

function waivedFinding({ drift, decidedBy, reason, until }: WaivedDrift): string {
  const waiver = `Waived until ${code(until)} by ${code(decidedBy)}: ${prose(reason)}`;
  return `- **waived**, ${drift.severity}, ${code(drift.rule)}: ${prose(drift.summary)} ${waiver}`;
}
