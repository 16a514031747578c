import { IAMClient } from "@aws-sdk/client-iam";
import { createIamClient, type IamClientOptions } from "../../shared/aws/iam-client.ts";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import { parseEntity, ROOT } from "../../shared/iam/entity-reference.ts";
import type { EntityObservation } from "../../shared/observation/entity-state.ts";
import type { ReadRequest } from "../../shared/observation/iam-reader.ts";
import { type Script, type ScriptedIam, startScriptedIam } from "./scripted-iam.ts";

export const ASKED_AT = "2026-05-06T07:08:09.000Z";
const stops: (() => Promise<void>)[] = [];

/** Stops every server and client of the test that has ended. */
export async function stopAll(): Promise<void> {
  await Promise.all(stops.splice(0).map((stop) => stop()));
}

/** A live reader before a scripted server. */

export async function prepare(script: Script, client: IamClientOptions = {}, create = createIamClient) {
  const iam = await startScriptedIam(script);
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const settings = { region: "us-east-1", endpoint: iam.endpoint, credentials, maxAttempts: 1, attemptTimeout: 2_000 };
  const iamClient = create({ ...settings, ...client });
  stops.push(async () => {
    iamClient.destroy();
    await iam.stop();
  });
  const account = { account: "123456789012", partition: "aws-cn" };
  return { iam, iamClient, reader: createIamReader({ client: iamClient, account, now: () => new Date(ASKED_AT) }) };
}

export function request(entity: string, path = "/"): ReadRequest {
  const reference = entity === "root" ? ROOT : parseEntity(entity);
  if (reference === undefined) throw new Error(`${entity} is no entity.`);
  return { entity: reference, path };
}

export const ROLE = request("role/worker");
export const USER = request("user/machine");
export const GROUP = request("group/operators");
export const POLICY = request("policy/reader", "/team/");
export const ROOT_USER = request("root");

export async function observe(
  script: Script,
  what: ReadRequest,
  client: IamClientOptions = {},
  create = createIamClient,
): Promise<EntityObservation> {
  const { reader } = await prepare(script, client, create);
  return reader.observe(what);
}

/** The same client but for the pauses it makes for seconds after it was throttled. */
export const unpaced: typeof createIamClient = ({ maxAttempts, attemptTimeout, ...options } = {}) =>
  new IAMClient({ ...options, maxAttempts: maxAttempts ?? 1 });

export const actions = (iam: ScriptedIam) => iam.requests.map(({ action }) => action).toSorted();
export const unreadable = (call: string, code: string) => ({ status: "unreadable", reason: { call, code } });
export const present = <T>(state: T) => ({ status: "present", state }) as const;
export const BOUNDARY = present("arn:aws:iam::123456789012:policy/boundary");
export const TAGS = present(JSON.parse('{"owner":"video","__proto__":""}'));
export const ATTACHED = [{ policyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess", policyName: "ReadOnlyAccess" }];
