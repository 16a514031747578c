import { IAMClient, type IAMClientConfig } from "@aws-sdk/client-iam";
import { type ClientPace, clientPace } from "./client-pace.ts";

/** What a composition root may say of its IAM client; region, endpoint and credentials come from the SDK's own chain if left out. */
export interface IamClientOptions extends ClientPace, Pick<IAMClientConfig, "region" | "endpoint" | "credentials"> {}

/** An IAM client that paces itself. */
export function createIamClient({ maxAttempts, attemptTimeout, ...client }: IamClientOptions = {}): IAMClient {
  return new IAMClient({ ...client, ...clientPace({ maxAttempts, attemptTimeout }) });
}
