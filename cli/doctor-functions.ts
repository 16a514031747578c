import {
  createFunctionReader,
  type FunctionReader,
  type FunctionReading,
  type MappingReading,
} from "../shared/aws/deployment-functions.ts";
import type { IamReader } from "../shared/observation/iam-reader.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { judgeFunction } from "./doctor-function.ts";
import { type DoctorLine, faultLine } from "./doctor-line.ts";
import { judgeRegion } from "./doctor-region.ts";
import { judgeRole } from "./doctor-role.ts";
import type { DeployedParts, StackFunction } from "./doctor-stack.ts";

/** What was read of the functions, by their names. */
export interface FunctionReadings {
  readonly configurations: ReadonlyMap<string, Observation<FunctionReading>>;
  readonly mappings: ReadonlyMap<string, Observation<readonly MappingReading[]>>;
  readonly reserved: ReadonlyMap<string, Observation<number>>;
}

/** Reads every function of the stack. */
export async function readFunctions(
  functions: readonly StackFunction[],
  reader: FunctionReader,
): Promise<FunctionReadings> {
  const each = async <T>(read: (name: string) => Promise<T>) =>
    new Map(await Promise.all(functions.map(async ({ name }) => [name, await read(name)] as const)));
  const [configurations, mappings, reserved] = await Promise.all([
    each(reader.configuration),
    each(reader.mappings),
    each(reader.reservedConcurrency),
  ]);
  return { configurations, mappings, reserved };
}

/** The functions of a hub, as they are looked at. */
export interface FunctionsToExamine {
  readonly parts: DeployedParts;
  readonly readings: FunctionReadings;
  /** The ledger's table. */
  readonly table: string;
  /** Where IAM's events arise. */
  readonly region: string;
  /** Where the credentials' settings lead. */
  readonly clientRegion: string;
  readonly reader: IamReader;
}

const ABSENT = { status: "absent" } as const;

/** Whether the functions are there and can work, their roles, and whether the stack is where it belongs. */
export async function examineFunctions(input: FunctionsToExamine): Promise<readonly DoctorLine[]> {
  const { parts, readings, region, clientRegion, table } = input;
  const { configurations, mappings, reserved } = readings;
  const lines = parts.functions.map(({ name }) => {
    const sources = parts.mappings.filter(({ functionName }) => functionName === name).map(({ queueArn }) => queueArn);
    return judgeFunction({
      ...{ name, sources, table, region },
      observed: configurations.get(name) ?? ABSENT,
      mappings: mappings.get(name) ?? ABSENT,
      reservedConcurrency: reserved.get(name) ?? ABSENT,
    });
  });
  const roles = await Promise.all(
    parts.functions.map((each) => examineRole(each, configurations.get(each.name) ?? ABSENT, input)),
  );
  const first = parts.functions[0]?.name ?? "";
  const here = configurations.get(first) ?? ABSENT;
  if (clientRegion === region || here.status !== "absent") {
    return [judgeRegion({ region, here }), ...lines, ...roles.flat()];
  }
  const there = await createFunctionReader({ region: clientRegion }).configuration(first);
  return [judgeRegion({ region, here, elsewhere: { region: clientRegion, there } }), ...lines, ...roles.flat()];
}

/** The role that a function runs by: it has to be the stack's, and Lambda has to be able to assume it. */
async function examineRole(
  expected: StackFunction,
  observed: Observation<FunctionReading>,
  { reader, region }: FunctionsToExamine,
): Promise<readonly DoctorLine[]> {
  if (observed.status !== "present") return [];
  const role = observed.state.role.split("/").at(-1) ?? "";
  const name = { check: "role", subject: role } as const;
  if (observed.state.role !== expected.role) {
    const says = `The function ${expected.name} runs by it, and not by the stack's role ${expected.role}.`;
    const remedy = `Run aws lambda update-function-configuration --function-name ${expected.name} --role ${expected.role} --region ${region}, and see in CloudTrail who changed it.`;
    return [faultLine(name, "error", says, remedy)];
  }
  const entity = { kind: "role", name: role } as const;
  const { observation } = await reader.observe({ entity, path: "/", aspects: new Set() });
  const remedy = `Deploy Plumbline's stack in ${region} again.`;
  return [judgeRole({ name, observed: observation, callers: ["lambda.amazonaws.com"], context: {}, remedy })];
}
