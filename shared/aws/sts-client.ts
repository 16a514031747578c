import { STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import { type ClientPace, clientPace } from "./client-pace.ts";

/** What a composition root may say of its STS client; region, endpoint and credentials come from the SDK's own chain if left out. */
export interface StsClientOptions extends ClientPace, Pick<STSClientConfig, "region" | "endpoint" | "credentials"> {}

/**
 * An STS client that paces itself. It asks the region's own endpoint, whose sessions hold in every region.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
 */
export function createStsClient({ maxAttempts, attemptTimeout, ...client }: StsClientOptions = {}): STSClient {
  return new STSClient({ ...client, ...clientPace({ maxAttempts, attemptTimeout }), useGlobalEndpoint: false });
}
