import type { Command } from "commander";
import { showUnseenInJson } from "../shared/drift/visible-text.ts";
import { untimely } from "../shared/remediation/plan-id.ts";
import { wantsJson } from "./options.ts";
import { type PlanOptions, plan, printPlan, withLedgerOptions } from "./plan.ts";
import { planEntities, planResult } from "./plan-account.ts";
import type { Unplanned } from "./plan-schema.ts";
import { unplannedLines } from "./plan-text.ts";
import { openDesk, type RemediationDesk } from "./remediate-context.ts";
import { type ChosenPlan, choosePlan, namedFinding, remediatePlan } from "./remediate-plans.ts";
import type { RemediateResult, ShownRemediation } from "./remediate-schema.ts";
import { neutralise, type Terminal, TROUBLE } from "./terminal.ts";

interface RemediateOptions extends PlanOptions {
  readonly plan?: string;
  readonly apply?: true;
}

async function remediate(options: RemediateOptions, terminal: Terminal): Promise<void> {
  if (options.apply !== true && options.plan === undefined) return await plan(options, terminal);
  const desk = await openDesk(options, terminal);
  if (desk === undefined) return;
  if (options.apply !== true) return await showOne(options.plan ?? "", options, desk, terminal);
  const { chosen, unplanned } = await choose(options, desk);
  const remediations: ShownRemediation[] = [];
  for (const each of chosen) remediations.push(await remediatePlan(each, desk));
  const { account, arn, context } = desk;
  const result: RemediateResult = {
    version: 1,
    remediatedAt: context.now().toISOString(),
    account: account.account,
    configurationDigest: context.configurationDigest,
    by: arn,
    remediations,
  };
  const text = wantsJson(options)
    ? showUnseenInJson(JSON.stringify(result))
    : [...lines(result, terminal), ...unplannedLines(unplanned, terminal.style)].join("\n");
  await terminal.print(`${text}\n`);
  process.exitCode = exitCode(remediations, unplanned);
}

/** One plan alone, where it is not to be applied: as it was made, or as it would be now where it does not hold any more. */
async function showOne(
  planId: string,
  options: RemediateOptions,
  desk: RemediationDesk,
  terminal: Terminal,
): Promise<void> {
  const { finding, id } = await namedFinding(planId, desk);
  const isLate = untimely(planId, desk.context.now()) !== undefined;
  const { planned, unplanned } = await planEntities(desk, finding.entity, isLate ? undefined : id);
  // It has the id of one finding, and puts right what else of the entity drifts.
  const plans = planned.filter((plan) => plan.finding.baseline === finding.baseline);
  const isThat = plans.some(({ shown }) => shown.remediationId === planId);
  if (id !== undefined && !isThat && !wantsJson(options)) {
    await terminal.print(`Plan ${planId} does not hold any more. What would be done now:\n\n`);
  }
  await printPlan(planResult({ planned: plans, unplanned }, desk), options, terminal);
}

/** The plans that are meant, and what drifts that none of them puts right. */
async function choose(
  options: RemediateOptions,
  desk: RemediationDesk,
): Promise<{ readonly chosen: readonly ChosenPlan[]; readonly unplanned: readonly Unplanned[] }> {
  if (options.plan !== undefined) return { chosen: [await choosePlan(options.plan, desk)], unplanned: [] };
  const { planned, unplanned } = await planEntities(desk, options.entity);
  return { chosen: planned.map(({ shown, finding }) => ({ planId: shown.remediationId, finding })), unplanned };
}

/** 0 only where all is verified, and nothing is left. */
function exitCode(remediations: readonly ShownRemediation[], unplanned: readonly Unplanned[]): number {
  const statuses = new Set(remediations.map(({ status }) => status));
  const isUnclear = unplanned.some(({ status }) => status === "unclear");
  if (statuses.has("failed") || statuses.has("unfinished") || isUnclear) return TROUBLE;
  const left = unplanned.some(({ status }) => status !== "gone");
  return left || statuses.has("refused") ? 1 : 0;
}

function lines({ remediations }: RemediateResult, { style }: Terminal): readonly string[] {
  if (remediations.length === 0) return ["There is nothing that a plan could put right."];
  return remediations.flatMap(({ entity, status, remediationId, outcome }) => [
    `${style("bold", neutralise(entity))} ${status} ${style("dim", `(${remediationId})`)}`,
    `  ${neutralise(outcome)}`,
  ]);
}

const EXAMPLES = `
Without --apply it is plumbline plan. With it the calls are made with the credentials at hand, and that is the approval: nobody is asked
again. With --plan just that plan is made, for one hour after its making and only while the entity is as it was then. Where a repair needs
approval, whoever made the change, as its event claims, cannot give it.
Exit code: 0 all is done and verified by reading, 1 something was refused or has no plan, 2 something failed, is unfinished or cannot be
judged.

Examples:
  plumbline remediate --plan 0123456789abcdef0123456789abcdef-20260401T090000Z-0123456789abcdef0123456789abcdef --apply
  plumbline remediate --entity role/matillion-agent-task --apply`;

/** Adds `remediate`: puts right what drifts, with the caller's own credentials. */
export function addRemediate(program: Command, terminal: Terminal): void {
  const command = program
    .command("remediate")
    .description("put right what drifts, with your own credentials; without --apply it only says how")
    .option("--plan <id>", "only this plan, as plumbline plan or an alert names it")
    .option("--entity <entity>", "only this one: role/NAME, user/NAME, group/NAME or policy/NAME")
    .option("--apply", "make the calls")
    .addHelpText("after", EXAMPLES);
  withLedgerOptions(command).action((options: RemediateOptions) => remediate(options, terminal));
}
