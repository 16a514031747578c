import type { Command } from "commander";
import { showUnseenInJson } from "../shared/drift/visible-text.ts";
import { wantsJson, withCommonOptions } from "./options.ts";
import { planEntities, planResult } from "./plan-account.ts";
import type { PlanResult } from "./plan-schema.ts";
import { planLines } from "./plan-text.ts";
import { openDesk, type RemediationOptions } from "./remediate-context.ts";
import { type Terminal, TROUBLE } from "./terminal.ts";

/** The options of `plan`, and of `remediate` without `--apply`. */
export interface PlanOptions extends RemediationOptions {
  readonly entity?: string;
}

/** Plans, prints, and sets the exit code. */
export async function plan(options: PlanOptions, terminal: Terminal): Promise<void> {
  const desk = await openDesk(options, terminal);
  if (desk === undefined) return;
  await printPlan(planResult(await planEntities(desk, options.entity), desk), options, terminal);
}

/** Prints plans: exit code 0 where no drift is open, 1 where some is, 2 where some cannot be judged. */
export async function printPlan(result: PlanResult, options: PlanOptions, terminal: Terminal): Promise<void> {
  const text = wantsJson(options)
    ? showUnseenInJson(JSON.stringify(result))
    : planLines(result, terminal.style).join("\n");
  await terminal.print(`${text}\n`);
  const isUnclear = result.unplanned.some(({ status }) => status === "unclear");
  const isOpen = result.plans.length > 0 || result.unplanned.some(({ status }) => status !== "gone");
  process.exitCode = isUnclear ? TROUBLE : isOpen ? 1 : 0;
}

/** Adds the options of every command that needs the ledger. */
export function withLedgerOptions(command: Command): Command {
  return withCommonOptions(
    command
      .option("--account <id>", "the account of the credentials at hand, by id or alias; any other is refused")
      .option("--ledger <table>", "the ledger's table (else LEDGER_TABLE)"),
    ["text"],
  );
}

const EXAMPLES = `
Planned are the open findings of the ledger, against what is live now. Nothing is written. It reads the account that the credentials at
hand belong to, which the configuration has to name. Each plan shows what its calls change, from what is live (-) to what is expected (+),
and has an id, by which it can be applied for one hour, as long as the entity stays as it is.
Exit code: 0 no drift is open, 1 some is, 2 something could not be read or understood.

Examples:
  plumbline plan
  plumbline plan --entity role/matillion-agent-task --json
  plumbline remediate --plan 0123456789abcdef0123456789abcdef-20260401T090000Z-0123456789abcdef0123456789abcdef --apply`;

/** Adds `plan`: which calls would put right what drifts. */
export function addPlan(program: Command, terminal: Terminal): void {
  const command = program
    .command("plan")
    .description(
      "say which IAM calls would put right what drifts, what each changes and whether it can be undone, and what keeps them back",
    )
    .option("--entity <entity>", "only this one: role/NAME, user/NAME, group/NAME or policy/NAME")
    .addHelpText("after", EXAMPLES);
  withLedgerOptions(command).action((options: PlanOptions) => plan(options, terminal));
}
