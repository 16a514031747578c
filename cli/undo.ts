import type { Command } from "commander";
import { showUnseenInJson } from "../shared/drift/visible-text.ts";
import { formatEntity } from "../shared/iam/entity-reference.ts";
import { parsePlanId } from "../shared/remediation/plan-id.ts";
import { parseRemediationId, type RemediationAttempt } from "../shared/remediation/remediation-attempt.ts";
import { undoRemediation } from "../shared/remediation/undo-remediation.ts";
import { wantsJson } from "./options.ts";
import { withLedgerOptions } from "./plan.ts";
import { openDesk, type RemediationDesk, type RemediationOptions } from "./remediate-context.ts";
import { neutralise, type Terminal, TROUBLE } from "./terminal.ts";
import type { UndoShown } from "./undo-schema.ts";
import { usageError } from "./usage-error.ts";

async function undo(remediationId: string, options: RemediationOptions, terminal: Terminal): Promise<void> {
  if (parseRemediationId(remediationId) === undefined && parsePlanId(remediationId) === undefined) {
    throw usageError(`${remediationId} is no remediation's id; its alert and plumbline remediate name it.`);
  }
  const desk = await openDesk(options, terminal);
  if (desk === undefined) return;
  const record = await recordOf(remediationId, desk);
  const { context, arn } = desk;
  const { status, steps, verified } = await undoRemediation(record, { ...context, by: arn });
  const result: UndoShown = {
    version: 1,
    undoneAt: context.now().toISOString(),
    remediationId,
    account: record.account,
    entity: record.entity,
    by: arn,
    status,
    verified,
    steps: steps.map((step) => ({ ...step, inverse: [...step.inverse] })),
  };
  const text = wantsJson(options) ? showUnseenInJson(JSON.stringify(result)) : lines(result, terminal).join("\n");
  await terminal.print(`${text}\n`);
  process.exitCode = exitCode(result);
}

/** A record stands beside its entity; the id alone does not say which that is. */
async function recordOf(
  remediationId: string,
  { account, context: { attempts } }: RemediationDesk,
): Promise<RemediationAttempt> {
  const entities = new Set(account.entities.map(({ entity }) => formatEntity(entity)));
  for (const entity of entities) {
    const record = await attempts.attempt(account.account, entity, remediationId);
    if (record !== undefined) return record;
  }
  throw usageError(
    `The ledger holds no remediation ${remediationId} of an entity that the configuration names in account ${account.account}; records are kept for 90 days.`,
  );
}

/** 0 only where it is verified; 1 where something was left as it is. */
function exitCode({ status, verified, steps }: UndoShown): number {
  if (status === "undone" || status === "nothing") return 0;
  if (steps.some((step) => step.status === "failed")) return TROUBLE;
  const isMade = steps.some((step) => step.status === "undone");
  return isMade && !verified ? TROUBLE : 1;
}

function lines({ entity, steps, status, verified }: UndoShown, { style }: Terminal): readonly string[] {
  if (steps.length === 0) return [`${neutralise(entity)}: no call of it was made, so there is nothing to undo.`];
  const told = steps.flatMap(({ call, status: what, inverse, why }) => [
    `  ${what}: ${neutralise(call)}${what === "undone" ? ` by ${neutralise(inverse.join("; "))}` : ""}`,
    ...(why === undefined ? [] : [`    ${neutralise(why)}`]),
  ]);
  const reading = verified ? "A reading shows what was there before." : "No reading shows what was there before.";
  return [
    `${style("bold", neutralise(entity))} ${status}`,
    ...told,
    ...(status === "partly" && !verified ? [] : [reading]),
  ];
}

const EXAMPLES = `
The calls are taken back with the credentials at hand, the latest first, each only where the entity is still just as the call left it.
What cannot be taken back is named and left. Plumbline does not repair that drift again by itself before it changes.
Exit code: 0 undone and verified by reading, 1 something was left as it is, 2 something failed.

Example:
  plumbline undo 0123456789abcdef0123456789abcdef-1`;

/** Adds `undo`: takes a remediation back. */
export function addUndo(program: Command, terminal: Terminal): void {
  const command = program
    .command("undo")
    .description("take a remediation back from its record, with your own credentials")
    .argument("<remediation-id>", "as its alert names it")
    .addHelpText("after", EXAMPLES);
  withLedgerOptions(command).action((remediationId: string, options: RemediationOptions) =>
    undo(remediationId, options, terminal),
  );
}
