import type { LedgerReading } from "../shared/aws/deployment-ledger.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, okLine, unreadableLine } from "./doctor-line.ts";

/** The index by which the findings of an account are found that are not over. */
const INDEX = "by-standing";

/** Whether the ledger is there and can be worked with, and is kept safe. */
export function judgeLedger(
  table: string,
  observed: Observation<LedgerReading>,
  region: string,
): readonly DoctorLine[] {
  const name = { check: "ledger", subject: table } as const;
  if (observed.status === "unreadable") return [unreadableLine(name, "The ledger's table", observed.reason)];
  const redeploy = `Deploy Plumbline's stack in ${region} again.`;
  if (observed.status === "absent") {
    const remedy = `Name the ledger's table by --ledger or LEDGER_TABLE, or deploy Plumbline's stack in ${region}.`;
    return [faultLine(name, "error", `There is no such table in ${region}.`, remedy)];
  }
  const { state, indexes, isProtectedFromDeletion, hasPointInTimeRecovery } = observed.state;
  if (state !== "ACTIVE" && state !== "UPDATING") {
    return [faultLine(name, "error", `The table is ${state.toLowerCase()}.`, redeploy)];
  }
  if (!indexes.includes(INDEX)) return [faultLine(name, "error", `The table has no active index ${INDEX}.`, redeploy)];
  const lines: DoctorLine[] = [];
  if (!isProtectedFromDeletion) {
    const remedy = `Run aws dynamodb update-table --table-name ${table} --deletion-protection-enabled --region ${region}.`;
    lines.push(faultLine(name, "warning", "The table is not protected from deletion.", remedy));
  }
  if (hasPointInTimeRecovery.status === "unreadable") {
    lines.push(unreadableLine(name, "Whether the table has point-in-time recovery", hasPointInTimeRecovery.reason));
  } else if (hasPointInTimeRecovery.status === "absent" || !hasPointInTimeRecovery.state) {
    const remedy = `Run aws dynamodb update-continuous-backups --table-name ${table} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true --region ${region}.`;
    lines.push(faultLine(name, "warning", "The table has no point-in-time recovery.", remedy));
  }
  if (lines.length > 0) return lines;
  return [okLine(name, "Active, protected from deletion, with point-in-time recovery.")];
}
