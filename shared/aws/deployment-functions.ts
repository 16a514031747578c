import {
  type EnvironmentResponse,
  type EventSourceMappingConfiguration,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from "@aws-sdk/client-lambda";
import type { Observation } from "../observation/observation.ts";
import { clientPace } from "./client-pace.ts";
import { type DeploymentClient, incomplete, mapObservation, observeDeployment } from "./deployment-answer.ts";
import { listByToken } from "./service-answer.ts";

/** A Lambda function. */
export interface FunctionReading {
  readonly arn: string;
  /** `Active`, `Pending`, `Inactive` (it has not run for long) or `Failed`. */
  readonly state: string;
  /** `Successful`, `InProgress` or `Failed`. */
  readonly lastUpdate: string;
  /** The ARN of the role that it runs as. */
  readonly role: string;
  /** Its environment variables, of which none holds a secret; unreadable where Lambda could not decrypt them. */
  readonly environment: Observation<Readonly<Record<string, string>>>;
}

/** What feeds a function. */
export interface MappingReading {
  /** The id by which calls name it. */
  readonly uuid: string;
  /** The ARN of the queue. */
  readonly source: string;
  /** `Enabled`, `Disabled`, `Creating`, … */
  readonly state: string;
  /**
   * Whether filters choose among the messages: what none of them matches Lambda deletes from the queue. `hidden`: the list does not tell, because
   * they are encrypted with a key of the customer's.
   */
  readonly filters: "none" | "some" | "hidden";
}

/** Reads functions of one Region by their names. */
export interface FunctionReader {
  configuration(name: string): Promise<Observation<FunctionReading>>;
  mappings(name: string): Promise<Observation<readonly MappingReading[]>>;
  /** How many at once are reserved for it, which nobody can exceed; `absent` where nothing is reserved. */
  reservedConcurrency(name: string): Promise<Observation<number>>;
}

const ABSENT = ["ResourceNotFoundException"];

/**
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConcurrency.html
 */
export function createFunctionReader(options: DeploymentClient): FunctionReader {
  const client = new LambdaClient({ ...options, ...clientPace({}) });
  return {
    async configuration(FunctionName) {
      const right = "lambda:GetFunctionConfiguration";
      const send = () => client.send(new GetFunctionConfigurationCommand({ FunctionName }));
      return mapObservation(await observeDeployment(right, send, ABSENT), (answer) => {
        const { FunctionArn: arn, Role: role, State: state = "Active", LastUpdateStatus = "Successful" } = answer;
        if (arn === undefined || role === undefined) return incomplete(right, "the function's ARN or role is missing");
        const environment = environmentOf(right, answer.Environment);
        return { status: "present", state: { arn, role, state, lastUpdate: LastUpdateStatus, environment } };
      });
    },
    async reservedConcurrency(FunctionName) {
      const right = "lambda:GetFunctionConcurrency";
      const send = () => client.send(new GetFunctionConcurrencyCommand({ FunctionName }));
      const answer = await observeDeployment(right, send, ABSENT);
      return mapObservation(answer, ({ ReservedConcurrentExecutions: reserved }) =>
        reserved === undefined ? { status: "absent" } : { status: "present", state: reserved },
      );
    },
    mappings(FunctionName) {
      const call = "lambda:ListEventSourceMappings";
      const send = async ({ NextToken }: { readonly NextToken?: string }) => {
        const page = NextToken === undefined ? {} : { Marker: NextToken };
        const { EventSourceMappings, NextMarker } = await client.send(
          new ListEventSourceMappingsCommand({ FunctionName, ...page }),
        );
        return { EventSourceMappings, NextToken: NextMarker === "" ? undefined : NextMarker };
      };
      return listByToken({ service: "Lambda", call, send }, ({ EventSourceMappings }) =>
        EventSourceMappings?.map((mapping) => {
          const { UUID = "", EventSourceArn = "", State = "" } = mapping;
          return { uuid: UUID, source: EventSourceArn, state: State, filters: filtersOf(mapping) };
        }),
      );
    },
  };
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
function filtersOf(mapping: EventSourceMappingConfiguration): MappingReading["filters"] {
  const { FilterCriteria, FilterCriteriaError: error, KMSKeyArn: key } = mapping;
  const { Filters: filters = [] } = FilterCriteria ?? {};
  if (filters.length > 0) return "some";
  return error === undefined && key === undefined ? "none" : "hidden";
}

/** A function without variables has none in the answer; with an error in it they are there, and Lambda could not decrypt them. */
function environmentOf(
  call: string,
  { Variables = {}, Error: error }: EnvironmentResponse = {},
): FunctionReading["environment"] {
  if (error === undefined) return { status: "present", state: Variables };
  const { ErrorCode: code = "Error", Message: message = "Lambda could not decrypt the environment variables" } = error;
  return { status: "unreadable", reason: { call, code, message } };
}
