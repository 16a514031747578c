import { changeLines } from "./plan-diff.ts";
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

function onePlan(plan: ShownPlan, style: Terminal["style"]): readonly string[] {
  const { remediationId, holdsUntil, baseline, entity, drifts, steps, guards } = plan;
  const lines = [`${style("bold", neutralise(entity))} ${style("dim", `· ${neutralise(baseline)}`)}`];
  for (const { severity, summary } of drifts) lines.push(`  ${severity}: ${neutralise(summary)}`);
  for (const [index, step] of steps.entries()) lines.push(...stepLines(step, index + 1, style));
  for (const { guard, reason, clear } of guards) {
    lines.push(`  ${style("red", `refused by ${guard}`)}: ${neutralise(`${reason} ${clear}`)}`);
  }
  lines.push(
    `  Plan ${remediationId}`,
    `  holds until ${holdsUntil}, as long as the entity stays as it is; to make it:`,
  );
  return [...lines, `  plumbline remediate --plan ${remediationId} --apply`];
}

function stepLines(
  { call, changes, reversible, inverse, why }: ShownPlan["steps"][number],
  number: number,
  style: Terminal["style"],
): readonly string[] {
  const undoing = reversible
    ? style("dim", `undone by ${neutralise(inverse.join("; "))}`)
    : style("yellow", `irreversible: ${neutralise(why ?? "")}`);
  const changed = changes.flatMap((change) => changeLines(change, style));
  return [`  ${number}. ${style("bold", neutralise(call))}`, ...[...changed, undoing].map((line) => `     ${line}`)];
}
