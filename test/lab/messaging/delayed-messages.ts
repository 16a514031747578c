import { createHash, randomUUID } from "node:crypto";
import { jsonResponse, type LabResponse, readJson, type ServiceRequest } from "../server/exchange.ts";
import { notImplemented, ServiceError } from "../server/service-error.ts";
import type { LabClock } from "../time/clock.ts";
import type { Messaging } from "./fauxqs.ts";

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const LONGEST_DELAY = 900;

/**
 * Holds a message that is sent with a delay of its own until that is over by the lab's clock; fauxqs would count it in real time alone.
 * @returns the answer to the sender, or `undefined` where the request is none of these
 * @throws ServiceError as SQS does, and `NotImplemented` for such a message with attributes
 */
export async function holdDelayed(
  request: ServiceRequest,
  messaging: Messaging,
  clock: LabClock,
): Promise<LabResponse | undefined> {
  if (request.service !== "sqs" || request.action !== "SendMessage") return undefined;
  const { DelaySeconds: seconds, ...input } = readJson(request.body);
  if (seconds === undefined || seconds === 0) return undefined;
  if (typeof seconds !== "number" || !Number.isInteger(seconds) || seconds < 0 || seconds > LONGEST_DELAY) {
    const why = `Value ${seconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`;
    throw new ServiceError("InvalidParameterValue", why);
  }
  if (input.MessageAttributes !== undefined) throw notImplemented("SQS messages with both a delay and attributes");
  await messaging.sqs("GetQueueAttributes", { QueueUrl: input.QueueUrl, AttributeNames: ["QueueArn"] });
  clock.agenda.at(clock.now() + seconds * 1_000, async () => {
    await messaging.sqs("SendMessage", { ...input, DelaySeconds: 0 });
  });
  const MD5OfMessageBody = createHash("md5").update(String(input.MessageBody)).digest("hex");
  return jsonResponse("1.0", { MessageId: randomUUID(), MD5OfMessageBody });
}
