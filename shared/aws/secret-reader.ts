import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { PlumblineError } from "../iam/errors.ts";

/** Where a secret is kept. */
export interface SecretLocation {
  readonly store: "ssm" | "secretsmanager";
  /** The name of the parameter, or the ARN of the parameter or secret. */
  readonly id: string;
}

/** Reads secrets. A failure is thrown as a retryable `PlumblineError` with code `SecretUnavailable`; the secret is in no message. */
export type ReadSecret = (location: SecretLocation) => Promise<string>;

/** How secrets are reached. */
export interface SecretReaderOptions {
  /** Region, endpoint and credentials come from the SDK's own chain if left out. */
  readonly ssm?: SSMClient;
  readonly secretsManager?: SecretsManagerClient;
}

/**
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
export function createSecretReader({
  ssm = new SSMClient({}),
  secretsManager = new SecretsManagerClient({}),
}: SecretReaderOptions = {}): ReadSecret {
  return async ({ store, id }) => {
    try {
      const secret = store === "ssm" ? await parameter(ssm, id) : await secretValue(secretsManager, id);
      if (secret !== undefined && secret !== "") return secret;
    } catch (cause) {
      throw unavailable(id, cause instanceof Error ? cause.name : String(cause), cause);
    }
    throw unavailable(id, "it is empty, or is no text");
  };
}

async function parameter(client: SSMClient, Name: string): Promise<string | undefined> {
  return (await client.send(new GetParameterCommand({ Name, WithDecryption: true }))).Parameter?.Value;
}

async function secretValue(client: SecretsManagerClient, SecretId: string): Promise<string | undefined> {
  return (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString;
}

function unavailable(id: string, why: string, cause?: unknown): PlumblineError {
  return new PlumblineError(
    "SecretUnavailable",
    `The secret ${id} could not be read (${why}); see that it is there, and that the function's role may read and decrypt it.`,
    { retryable: true, cause },
  );
}
