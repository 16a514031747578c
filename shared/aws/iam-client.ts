import { IAMClient, type IAMClientConfig } from "@aws-sdk/client-iam";
import { type ClientPace, clientPace } from "./client-pace.ts";

/** What a composition root may say of its IAM client; region, endpoint and credentials come from the SDK's own chain if left out. */
export interface IamClientOptions extends ClientPace, Pick<IAMClientConfig, "region" | "endpoint" | "credentials"> {
  /** The client whose connections it uses as well: all accounts have one endpoint, and a client for each would keep connections of its own. */
  readonly connectionsOf?: IAMClient | undefined;
}

/** An IAM client that paces itself. */
export function createIamClient(options: IamClientOptions = {}): IAMClient {
  const { maxAttempts, attemptTimeout, connectionsOf, ...client } = options;
  const shared = connectionsOf === undefined ? {} : { requestHandler: connectionsOf.config.requestHandler };
  return new IAMClient({ ...client, ...clientPace({ maxAttempts, attemptTimeout }), ...shared });
}
