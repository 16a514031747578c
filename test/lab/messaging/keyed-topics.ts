import { type Keys, keyNamed } from "../kms/keys.ts";
import { escapeXml, type LabResponse, type ServiceRequest } from "../server/exchange.ts";
import { ServiceError } from "../server/service-error.ts";
import type { Messaging } from "./fauxqs.ts";
import { topicAttribute } from "./sns-answer.ts";

const ATTRIBUTE = "KmsMasterKeyId";

/** An attribute of CreateTopic: its name, and its value in the parameter of the same number. */
const NAME = /^Attributes\.entry\.(\d+)\.key$/;

type Form = ServiceRequest["form"];

/**
 * Hands a request of SNS to fauxqs, which knows of no keys: a topic is put under the key that the request names, and is told with the one it is
 * under.
 * @throws ServiceError `InvalidParameter` for a topic that is there under another key; `NotImplemented` for a key that the account has not
 */
export async function handleTopic(
  request: ServiceRequest,
  keys: Keys,
  messaging: Messaging,
  account: string,
): Promise<LabResponse> {
  const { action, region, form } = request;
  const topic = action === "CreateTopic" ? `arn:aws:sns:${region}:${account}:${form.Name}` : (form.TopicArn ?? "");
  const named = keyIn(action, form);
  const key = named === undefined ? undefined : keyNamed(keys, named, { region, account });
  if (named !== undefined && action === "CreateTopic") await requireSameKey(topic, key, keys, messaging);
  const response = await messaging.handle(action === "CreateTopic" ? withoutKey(request) : request);
  if (response.status !== 200) return response;
  if (action === "GetTopicAttributes") return withKey(response, keys.keyOf.get(topic));
  if (action === "DeleteTopic" || (named !== undefined && key === undefined)) keys.keyOf.delete(topic);
  if (key !== undefined) keys.keyOf.set(topic, key);
  return response;
}

function keyIn(action: string, form: Form): string | undefined {
  if (action === "SetTopicAttributes" && form.AttributeName === ATTRIBUTE) return form.AttributeValue ?? "";
  if (action !== "CreateTopic") return undefined;
  const entry = entryOf(form);
  return entry === undefined ? undefined : (form[`Attributes.entry.${entry}.value`] ?? "");
}

function entryOf(form: Form): string | undefined {
  const [parameter = ""] = Object.entries(form).find(([name, value]) => NAME.test(name) && value === ATTRIBUTE) ?? [];
  return NAME.exec(parameter)?.[1];
}

/** A request to make a topic, without its key. */
function withoutKey(request: ServiceRequest): ServiceRequest {
  const entry = entryOf(request.form);
  if (entry === undefined) return request;
  const kept = Object.entries(request.form).filter(([name]) => !name.startsWith(`Attributes.entry.${entry}.`));
  const form = Object.fromEntries(kept);
  return { ...request, form, body: Buffer.from(new URLSearchParams(form).toString()) };
}

async function requireSameKey(topic: string, key: string | undefined, keys: Keys, messaging: Messaging): Promise<void> {
  if (keys.keyOf.get(topic) === key || !(await isThere(topic, messaging))) return;
  const why = "Invalid parameter: Attributes Reason: Topic already exists with different attributes";
  throw new ServiceError("InvalidParameter", why);
}

async function isThere(topic: string, messaging: Messaging): Promise<boolean> {
  try {
    return topicAttribute(await messaging.sns("GetTopicAttributes", { TopicArn: topic }), "TopicArn") === topic;
  } catch (fault) {
    if (fault instanceof ServiceError && fault.code === "NotFound") return false;
    throw fault;
  }
}

/** fauxqs keeps the last name that SetTopicAttributes had for a key. */
function withKey(response: LabResponse, key: string | undefined): LabResponse {
  const bare = response.body.replace(/<entry><key>KmsMasterKeyId<\/key><value>[^<]*<\/value><\/entry>\s*/, "");
  const entry = key === undefined ? "" : `<entry><key>${ATTRIBUTE}</key><value>${escapeXml(key)}</value></entry>`;
  return { ...response, body: bare.replace("</Attributes>", `${entry}</Attributes>`) };
}
