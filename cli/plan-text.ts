import type { PlanResult, ShownPlan, Unplanned } from "./plan-schema.ts";
import { neutralise, type Terminal } from "./terminal.ts";

/** The lines that tell a person of plans. */
export function planLines(result: PlanResult, style: Terminal["style"]): readonly string[] {
  const { account, plans, unplanned } = result;
  if (plans.length === 0 && unplanned.length === 0) return [`Account ${account}: no drift is open.`];
  const lines = [`Account ${account}`, ""];
  for (const plan of plans) lines.push(...onePlan(plan, style), "");
  return [...lines, ...unplannedLines(unplanned, style)];
}

/** The lines that tell a person of what drifts and no plan puts right; none where there is nothing of it. */
export function unplannedLines(unplanned: readonly Unplanned[], style: Terminal["style"]): readonly string[] {
  const told = unplanned.flatMap(({ entity, rule, subject, status, reason }) => [
    `  ${neutralise(`${entity} · ${subject === "" ? rule : `${rule} ${subject}`}`)} ${style("dim", `(${status})`)}`,
    `    ${neutralise(reason)}`,
  ]);
  return told.length === 0 ? [] : [style("bold", "Left to a person"), ...told];
}

function onePlan({ remediationId, baseline, entity, drifts, steps, guards }: ShownPlan, style: Terminal["style"]) {
  const lines = [
    `${style("bold", neutralise(entity))} ${style("dim", `· ${neutralise(baseline)} · plan ${remediationId}`)}`,
  ];
  for (const { severity, summary } of drifts) lines.push(`  ${severity}: ${neutralise(summary)}`);
  for (const [index, { call, reversible, inverse, why }] of steps.entries()) {
    lines.push(`  ${index + 1}. ${style("green", neutralise(call))}`);
    lines.push(
      reversible
        ? `     undone by ${neutralise(inverse.join("; "))}`
        : `     ${style("yellow", `irreversible: ${neutralise(why ?? "")}`)}`,
    );
  }
  for (const { guard, reason, clear } of guards) {
    lines.push(`  ${style("red", `refused by ${guard}`)}: ${neutralise(`${reason} ${clear}`)}`);
  }
  return lines;
}
