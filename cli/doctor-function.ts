import type { FunctionReading, MappingReading } from "../shared/aws/deployment-functions.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, type LineName, okLine, unreadableLine } from "./doctor-line.ts";

/** A function of the stack, and what feeds it. */
export interface FunctionToJudge {
  readonly name: string;
  readonly observed: Observation<FunctionReading>;
  readonly mappings: Observation<readonly MappingReading[]>;
  /** How many at once are reserved for it. */
  readonly reservedConcurrency: Observation<number>;
  /** The ARNs of the queues that feed it. */
  readonly sources: readonly string[];
  /** The ledger that the rest is read of. */
  readonly table: string;
  readonly region: string;
}

/** Whether a function is there, can run, works with the ledger that doctor reads, and is fed by its queues. */
export function judgeFunction(input: FunctionToJudge): DoctorLine {
  const { name, observed, reservedConcurrency, sources, table, region } = input;
  const line = { check: "function", subject: name } as const;
  if (observed.status === "unreadable") return unreadableLine(line, "The function", observed.reason);
  const redeploy = `Deploy Plumbline's stack in ${region} again.`;
  if (observed.status === "absent")
    return faultLine(line, "error", `There is no such function in ${region}.`, redeploy);
  const { state, lastUpdate, environment } = observed.state;
  if (state === "Failed" || lastUpdate === "Failed") {
    const says = `The function cannot run: its state is ${state}, and its last update ${lastUpdate}.`;
    return faultLine(line, "error", says, redeploy);
  }
  if (reservedConcurrency.status === "present" && reservedConcurrency.state === 0) {
    const says = "The function cannot run: a concurrency of 0 is reserved for it.";
    const remedy = `Run aws lambda delete-function-concurrency --function-name ${name} --region ${region}, and see in CloudTrail who reserved it.`;
    return faultLine(line, "error", says, remedy);
  }
  const other = environment.status === "present" ? environment.state.LEDGER_TABLE : undefined;
  if (other !== undefined && other !== table) {
    const says = `The function's ledger is ${other}, and what is told here is of ${table}.`;
    return faultLine(line, "error", says, `Run plumbline doctor --ledger ${other}, or deploy the stack again.`);
  }
  const unfed = judgeFeeding(line, input, redeploy);
  if (unfed !== undefined) return unfed;
  if (environment.status === "unreadable")
    return unreadableLine(line, "The function's environment", environment.reason);
  if (reservedConcurrency.status === "unreadable") {
    return unreadableLine(line, "The function's reserved concurrency", reservedConcurrency.reason);
  }
  const fed = sources.map((source) => source.split(":").at(-1)).join(", ");
  return okLine(line, fed === "" ? "There." : `There, and fed by the queue ${fed}.`);
}

/** The first of its queues that does not feed it. */
function judgeFeeding(
  line: LineName,
  { mappings, sources, region }: FunctionToJudge,
  redeploy: string,
): DoctorLine | undefined {
  if (mappings.status === "unreadable") return unreadableLine(line, "What feeds the function", mappings.reason);
  const found = mappings.status === "present" ? mappings.state : [];
  for (const source of sources) {
    const queue = source.split(":").at(-1);
    const mapping = found.find((each) => each.source === source);
    if (mapping === undefined) return faultLine(line, "error", `The queue ${queue} does not feed it.`, redeploy);
    if (!["Enabled", "Enabling", "Updating", "Creating"].includes(mapping.state)) {
      const says = `The queue ${queue} does not feed it: the event-source mapping is ${mapping.state.toLowerCase()}.`;
      const remedy = `Run aws lambda update-event-source-mapping --enabled --uuid ${mapping.uuid} --region ${region}, and see in CloudTrail who disabled it.`;
      return faultLine(line, "error", says, remedy);
    }
    const chosen = judgeFilters(line, queue, mapping, region);
    if (chosen !== undefined) return chosen;
  }
  return undefined;
}

/** The stack's mappings have no filters. */
function judgeFilters(
  line: LineName,
  queue: string | undefined,
  { filters, uuid }: MappingReading,
  region: string,
): DoctorLine | undefined {
  if (filters === "none") return undefined;
  if (filters === "hidden") {
    const says = `Whether filters keep messages of the queue ${queue} from it is not known: they are encrypted.`;
    const remedy = `See them with aws lambda get-event-source-mapping --uuid ${uuid} --region ${region}; the stack has none, and no key for any. See in CloudTrail who changed it.`;
    return faultLine(line, "unknown", says, remedy);
  }
  const says = `Filters choose among the messages of the queue ${queue}: Lambda deletes those that none of them matches.`;
  const remedy = `Run aws lambda update-event-source-mapping --uuid ${uuid} --filter-criteria '{}' --region ${region}, and see in CloudTrail who changed it.`;
  return faultLine(line, "error", says, remedy);
}
