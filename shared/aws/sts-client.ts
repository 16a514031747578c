import { STSClient, type STSClientConfig } from "@aws-sdk/client-sts";
import type { Observation, Unreadable } from "../observation/observation.ts";
import { type ClientPace, clientPace } from "./client-pace.ts";
import { unreadableReason } from "./iam-answer.ts";

/** What a composition root may say of its STS client; region, endpoint and credentials come from the SDK's own chain if left out. */
export interface StsClientOptions extends ClientPace, Pick<STSClientConfig, "region" | "endpoint" | "credentials"> {}

/**
 * An STS client that paces itself. It asks the region's own endpoint, whose sessions hold in every region.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
 */
export function createStsClient({ maxAttempts, attemptTimeout, ...client }: StsClientOptions = {}): STSClient {
  return new STSClient({ ...client, ...clientPace({ maxAttempts, attemptTimeout }), useGlobalEndpoint: false });
}

/** What STS said: it has an answer or none, and never that something is absent. */
export type StsAnswer<T> = Exclude<Observation<T>, { status: "absent" }>;

/** Makes one call. A fault of the program is thrown, never answered. */
export async function askSts<T>(call: string, send: () => Promise<T>): Promise<StsAnswer<T>> {
  try {
    return { status: "present", state: await send() };
  } catch (cause) {
    const reason = unreadableReason(call, cause);
    if (reason === undefined) throw cause;
    return { status: "unreadable", reason };
  }
}

/** The answer that lacks what the API promises. */
export function malformedSts(
  call: string,
  what: string,
): { readonly status: "unreadable"; readonly reason: Unreadable } {
  return { status: "unreadable", reason: { call, code: "MalformedAnswer", message: `${what} in STS's answer` } };
}
