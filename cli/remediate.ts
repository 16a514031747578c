import type { Command } from "commander";
import { wantsJson } from "./options.ts";
import { type PlanOptions, plan, printPlan, withLedgerOptions } from "./plan.ts";
import { planAccount } from "./plan-account.ts";
import type { Unplanned } from "./plan-schema.ts";
import { unplannedLines } from "./plan-text.ts";
import { printableJson } from "./printable-json.ts";
import { openDesk, type RemediationDesk } from "./remediate-context.ts";
import { type ChosenPlan, choosePlan, remediatePlan } from "./remediate-plans.ts";
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
  if (options.apply !== true) return await showOne(options, desk, terminal);
  const { chosen, unplanned } = await choose(options, desk);
  const remediations: ShownRemediation[] = [];
  for (const each of chosen) remediations.push(await remediatePlan(each, desk));
  const { account, configuration, arn, context } = desk;
  const result: RemediateResult = {
    version: 1,
    remediatedAt: context.now().toISOString(),
    account: account.account,
    configurationDigest: configuration.digest,
    by: arn,
    remediations,
  };
  const text = wantsJson(options)
    ? printableJson(JSON.stringify(result))
    : [...lines(result, terminal), ...unplannedLines(unplanned, terminal.style)].join("\n");
  await terminal.print(`${text}\n`);
  process.exitCode = exitCode(remediations, unplanned);
}

/** One plan alone, where it is not to be applied. */
async function showOne(options: RemediateOptions, desk: RemediationDesk, terminal: Terminal): Promise<void> {
  const { finding } = await choosePlan(options.plan ?? "", desk);
  const { rule, subject } = finding.drift;
  const result = await planAccount(desk, finding.entity);
  // A plan has the id of the worst that it puts right, and may be asked for by any other.
  const plans = result.plans.filter(
    ({ baseline, drifts }) =>
      baseline === finding.baseline && drifts.some((drift) => drift.rule === rule && drift.subject === subject),
  );
  await printPlan({ ...result, plans }, options, terminal);
}

/** The plans that are meant, and what drifts that none of them puts right. */
async function choose(
  options: RemediateOptions,
  desk: RemediationDesk,
): Promise<{ readonly chosen: readonly ChosenPlan[]; readonly unplanned: readonly Unplanned[] }> {
  if (options.plan !== undefined) return { chosen: [await choosePlan(options.plan, desk)], unplanned: [] };
  const { plans, unplanned } = await planAccount(desk, options.entity);
  const chosen = await Promise.all(plans.map(({ remediationId }) => choosePlan(remediationId, desk)));
  return { chosen, unplanned };
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
again. A plan that is not of what the ledger holds now is refused.
Exit code: 0 all is done and verified by reading, 1 something was refused or has no plan, 2 something failed, is unfinished or cannot be
judged.

Examples:
  plumbline remediate --plan 0123456789abcdef0123456789abcdef-1 --apply
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
