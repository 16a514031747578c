import { DescribeSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DescribeParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { Observation } from "../observation/observation.ts";
import { clientPace } from "./client-pace.ts";
import { type DeploymentClient, mapObservation, observeDeployment } from "./deployment-answer.ts";
import type { SecretLocation } from "./secret-reader.ts";
import { listByToken } from "./service-answer.ts";

/** Whether a secret is there; its value is not asked for. */
export type ReadSecretPresence = (location: SecretLocation) => Promise<Observation<"there">>;

const THERE = { status: "present", state: "there" } as const;

/**
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_DescribeParameters.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html
 */
export function createSecretPresenceReader(options: DeploymentClient): ReadSecretPresence {
  const settings = { ...options, ...clientPace({}) };
  const ssm = new SSMClient(settings);
  const secretsManager = new SecretsManagerClient(settings);
  return async ({ store, id }) => {
    if (store === "secretsmanager") {
      const send = () => secretsManager.send(new DescribeSecretCommand({ SecretId: id }));
      const answer = await observeDeployment("secretsmanager:DescribeSecret", send, ["ResourceNotFoundException"]);
      // One that is scheduled for deletion can be described, and not be read.
      return mapObservation(answer, ({ DeletedDate }) => (DeletedDate === undefined ? THERE : { status: "absent" }));
    }
    const name = id.replace(/^arn:[^:]+:ssm:[^:]+:\d{12}:parameter/, "");
    const ParameterFilters = [{ Key: "Name", Option: "Equals", Values: [name] }];
    // A page may be empty, and the parameter on a later one.
    const send = (token: { readonly NextToken?: string }) =>
      ssm.send(new DescribeParametersCommand({ ParameterFilters, ...token }));
    const list = { service: "SSM", call: "ssm:DescribeParameters", send };
    const names = await listByToken(list, ({ Parameters = [] }) => Parameters.flatMap(({ Name }) => Name ?? []));
    return mapObservation(names, (found) => (found.includes(name) ? THERE : { status: "absent" }));
  };
}
