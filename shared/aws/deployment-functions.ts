import { GetFunctionConfigurationCommand, LambdaClient, ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
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
  /** Its environment variables, of which none holds a secret; empty where Lambda could not decrypt them. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What feeds a function. */
export interface MappingReading {
  /** The ARN of the queue. */
  readonly source: string;
  /** `Enabled`, `Disabled`, `Creating`, … */
  readonly state: string;
}

/** Reads functions of one Region by their names. */
export interface FunctionReader {
  configuration(name: string): Promise<Observation<FunctionReading>>;
  mappings(name: string): Promise<Observation<readonly MappingReading[]>>;
}

const ABSENT = ["ResourceNotFoundException"];

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export function createFunctionReader(options: DeploymentClient): FunctionReader {
  const client = new LambdaClient({ ...options, ...clientPace({}) });
  return {
    async configuration(FunctionName) {
      const right = "lambda:GetFunctionConfiguration";
      const send = () => client.send(new GetFunctionConfigurationCommand({ FunctionName }));
      return mapObservation(await observeDeployment(right, send, ABSENT), (answer) => {
        const { FunctionArn: arn, Role: role, State: state = "Active", LastUpdateStatus = "Successful" } = answer;
        if (arn === undefined || role === undefined) return incomplete(right, "the function's ARN or role is missing");
        const environment = answer.Environment?.Variables ?? {};
        return { status: "present", state: { arn, role, state, lastUpdate: LastUpdateStatus, environment } };
      });
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
        EventSourceMappings?.map(({ EventSourceArn = "", State = "" }) => ({ source: EventSourceArn, state: State })),
      );
    },
  };
}
