import type { ServiceRequest } from "../server/exchange.ts";
import { ServiceError } from "../server/service-error.ts";

/** A request to publish, as it reaches queues, and its form as it reaches people. */
export interface PerProtocol {
  readonly delivered: ServiceRequest;
  readonly mailed: ServiceRequest["form"];
}

/**
 * Publish with `MessageStructure` `json` has a message for each protocol. fauxqs knows none of it; since only queues get anything from it,
 * it is given the message for queues.
 * @throws ServiceError `InvalidParameter` where SNS would refuse it
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function perProtocol(request: ServiceRequest): PerProtocol {
  const { form, service, action } = request;
  if (service !== "sns" || action !== "Publish" || form.MessageStructure === undefined) {
    return { delivered: request, mailed: form };
  }
  if (form.MessageStructure !== "json") {
    throw new ServiceError("InvalidParameter", "Invalid parameter: MessageStructure");
  }
  const messages = messagesOf(form.Message ?? "");
  const of = (protocol: string): ServiceRequest["form"] => {
    const { MessageStructure: _, ...others } = form;
    return { ...others, Message: messages[protocol] ?? messages.default ?? "" };
  };
  const delivered = of("sqs");
  const body = Buffer.from(new URLSearchParams(delivered).toString());
  return { delivered: { ...request, form: delivered, body }, mailed: of("email") };
}

function messagesOf(text: string): Readonly<Record<string, string>> {
  const messages = parse(text);
  const isWhole =
    typeof messages === "object" &&
    messages !== null &&
    "default" in messages &&
    Object.values(messages).every((message) => typeof message === "string");
  if (isWhole) return messages as Record<string, string>;
  throw new ServiceError(
    "InvalidParameter",
    "Invalid parameter: Message Structure - No default entry in JSON message body",
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new ServiceError(
      "InvalidParameter",
      "Invalid parameter: Message Structure - JSON message body failed to parse",
    );
  }
}
