import { createStsClient, type StsClientOptions } from "../../shared/aws/sts-client.ts";
import { type Script, type ScriptedIam, startScriptedIam } from "./scripted-iam.ts";

const stops: (() => Promise<void>)[] = [];

/** Stops every server and client of the test that has ended. */
export async function stopAllSts(): Promise<void> {
  await Promise.all(stops.splice(0).map((stop) => stop()));
}

/** A client before a scripted server: IAM's and STS's protocol is one. */
export async function prepareSts(script: Script, options: StsClientOptions = {}) {
  const server: ScriptedIam = await startScriptedIam(script);
  const client = stsClient(server.endpoint, { maxAttempts: 1, ...options });
  stops.push(() => server.stop());
  return { server, client };
}

/** A client with any credentials before any endpoint. */
export function stsClient(endpoint: string, options: StsClientOptions = {}) {
  const credentials = { accessKeyId: "AKIAPLUMBLINELABADMN", secretAccessKey: "lab" };
  const client = createStsClient({
    region: "us-east-1",
    endpoint,
    credentials,
    attemptTimeout: 2_000,
    ...options,
  });
  stops.push(async () => client.destroy());
  return client;
}
