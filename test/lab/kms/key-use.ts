import type { IdentityRequest } from "../access/identity-policy.ts";
import { decide } from "../access/resource-policy.ts";
import type { Keys } from "./keys.ts";

/** What sending to a queue or a topic needs of its key, and what receiving does. */
const TO_SEND = ["kms:GenerateDataKey", "kms:Decrypt"];
const TO_RECEIVE = ["kms:Decrypt"];

/**
 * By a right to a queue or topic: those to its key that using it needs.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
const KEY_RIGHTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["sqs:SendMessage", TO_SEND],
  ["sqs:ReceiveMessage", TO_RECEIVE],
  ["sns:Publish", TO_SEND],
]);

/**
 * The rights to a key that go with a right to a queue or topic under it; none where that is under none. They are asked at every call, also
 * for an empty queue, where AWS uses a data key again for a while and needs none to find nothing.
 */
export function keyRightsOf(
  { action, resource }: Pick<IdentityRequest, "action" | "resource">,
  keys: Keys,
): readonly IdentityRequest[] {
  const key = keys.keyOf.get(resource);
  if (key === undefined) return [];
  requirePolicy(key, keys);
  const [, , service, region, account] = resource.split(":");
  const context = { "kms:viaservice": `${service}.${region}.amazonaws.com`, "kms:calleraccount": account };
  return (KEY_RIGHTS.get(action) ?? []).map((right) => ({ action: right, resource: key, context }));
}

/** An AWS service that sends, and the condition keys that it tells KMS. */
export interface SendingService {
  readonly service: string;
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Why an AWS service may not send to a queue or topic because of its key, as a clause; `undefined` where it may, or there is no key. No
 * identity policy speaks for a service: the key's own has to name it.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export function whyKeyRefusesService(resource: string, sender: SendingService, keys: Keys): string | undefined {
  const key = keys.keyOf.get(resource);
  if (key === undefined) return undefined;
  const { service, context } = sender;
  const policy = requirePolicy(key, keys);
  const refused = TO_SEND.find(
    (action) => decide(policy, { principal: { service }, action, resource: key, context }) !== "allow",
  );
  return refused && `the policy of ${key}, under which it is, does not let ${service} use ${refused}`;
}

function requirePolicy(key: string, { policies }: Keys): string {
  const policy = policies.get(key);
  if (policy === undefined) throw new Error(`Something is under the key ${key}, which the account has not.`);
  return policy;
}
