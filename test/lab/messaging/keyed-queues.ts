import { type Keys, keyNamed } from "../kms/keys.ts";
import { type LabResponse, readJson, type ServiceRequest } from "../server/exchange.ts";
import { notImplemented, ServiceError } from "../server/service-error.ts";
import type { Messaging } from "./fauxqs.ts";

const ATTRIBUTE = "KmsMasterKeyId";

type Attributes = Readonly<Record<string, string>>;

/**
 * Hands a request of SQS to fauxqs, which knows of no keys: a queue is put under the key that the request names, and is told with the one it is
 * under.
 * @throws ServiceError `QueueNameExists` for a queue that is there under another key; `NotImplemented` for a key that the account has not
 */
export async function handleQueue(
  request: ServiceRequest,
  keys: Keys,
  messaging: Messaging,
  account: string,
): Promise<LabResponse> {
  if (request.protocol !== "json") return await messaging.handle(request);
  const { action, region } = request;
  const input = readJson(request.body);
  const name = action === "CreateQueue" ? input.QueueName : String(input.QueueUrl).split("/").at(-1);
  const queue = `arn:aws:sqs:${region}:${account}:${name}`;
  const { [ATTRIBUTE]: named, ...others } = (input.Attributes ?? {}) as Attributes;
  const key = named === undefined ? undefined : keyNamed(keys, named, { region, account });
  if (named !== undefined && action === "CreateQueue") await requireSameKey(queue, key, keys, messaging);
  const isUnderKey = named === undefined ? keys.keyOf.has(queue) : key !== undefined;
  if (isUnderKey && others.SqsManagedSseEnabled === "true") {
    throw notImplemented("SqsManagedSseEnabled of a queue that is under a key; take it from under the key first");
  }
  const handed = named === undefined ? request : withInput(request, { ...input, Attributes: others });
  const response = await messaging.handle(handed);
  if (response.status !== 200) return response;
  if (action === "GetQueueAttributes") return withKey(response, input.AttributeNames, keys.keyOf.get(queue));
  if (action === "DeleteQueue" || (named !== undefined && key === undefined)) keys.keyOf.delete(queue);
  if (key !== undefined) keys.keyOf.set(queue, key);
  return response;
}

async function requireSameKey(queue: string, key: string | undefined, keys: Keys, messaging: Messaging): Promise<void> {
  const isThere = (await messaging.depths()).some(({ arn }) => arn === queue);
  if (!isThere || keys.keyOf.get(queue) === key) return;
  const why = `A queue already exists with the same name and a different value for attribute ${ATTRIBUTE}`;
  throw new ServiceError("QueueNameExists", why);
}

function withInput(request: ServiceRequest, input: object): ServiceRequest {
  return { ...request, body: Buffer.from(JSON.stringify(input)) };
}

/** A queue is under a key of KMS or under SQS's own, which fauxqs says of every queue. */
function withKey(response: LabResponse, wanted: unknown, key: string | undefined): LabResponse {
  if (key === undefined) return response;
  const names = new Set((wanted ?? ["All"]) as readonly string[]);
  const { Attributes } = readJson(Buffer.from(response.body));
  const ofKey = Object.entries({ SqsManagedSseEnabled: "false", [ATTRIBUTE]: key });
  const asked = ofKey.filter(([name]) => names.has("All") || names.has(name));
  return {
    ...response,
    body: JSON.stringify({ Attributes: { ...(Attributes as Attributes), ...Object.fromEntries(asked) } }),
  };
}
