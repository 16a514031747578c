import { requireEvaluable } from "../access/resource-policy.ts";
import { readJson, type ServiceRequest } from "../server/exchange.ts";
import { notImplemented, ServiceError } from "../server/service-error.ts";

/** What fauxqs does of SQS. */
export const SQS_ACTIONS: ReadonlySet<string> = new Set([
  "CreateQueue",
  "DeleteQueue",
  "GetQueueUrl",
  "ListQueues",
  "GetQueueAttributes",
  "SetQueueAttributes",
  "PurgeQueue",
  "SendMessage",
  "ReceiveMessage",
  "DeleteMessage",
  "SendMessageBatch",
  "DeleteMessageBatch",
  "ChangeMessageVisibility",
  "ChangeMessageVisibilityBatch",
  "TagQueue",
  "UntagQueue",
  "ListQueueTags",
]);

/** What fauxqs does of SNS. */
export const SNS_ACTIONS: ReadonlySet<string> = new Set([
  "CreateTopic",
  "DeleteTopic",
  "ListTopics",
  "GetTopicAttributes",
  "SetTopicAttributes",
  "Subscribe",
  "Unsubscribe",
  "ConfirmSubscription",
  "ListSubscriptions",
  "ListSubscriptionsByTopic",
  "GetSubscriptionAttributes",
  "SetSubscriptionAttributes",
  "Publish",
  "PublishBatch",
  "TagResource",
  "UntagResource",
  "ListTagsForResource",
]);

/** Subscription attributes that fauxqs honours; it takes the others and ignores them. */
const SUBSCRIPTION_ATTRIBUTES = new Set(["RawMessageDelivery", "FilterPolicy", "FilterPolicyScope"]);

/** The printable ASCII that SNS allows in a subject. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT = /^[!-~][ -~]{0,99}$/;

/**
 * Refuses what fauxqs would accept and then ignore.
 * @throws ServiceError `NotImplemented` (501), or `InvalidParameter` where AWS itself would refuse and fauxqs does not.
 */
export function requireDeliverable(request: ServiceRequest, account: string): void {
  if (request.service === "sqs") {
    if (request.protocol !== "json") throw notImplemented("SQS's query protocol; use a client that speaks AWS JSON");
    if (!SQS_ACTIONS.has(request.action)) throw notImplemented(`SQS ${request.action}`);
    const input = readJson(request.body);
    requireOwnQueue(input, account);
    const { Policy } = (input.Attributes ?? {}) as { readonly Policy?: unknown };
    if (typeof Policy === "string" && Policy !== "") requireEvaluable(Policy);
    return;
  }
  if (!SNS_ACTIONS.has(request.action)) throw notImplemented(`SNS ${request.action}`);
  if (request.action === "Subscribe") requireQueueEndpoint(request.form, account);
  if (request.action === "SetSubscriptionAttributes") requireHonoured(request.form.AttributeName);
  if (request.action === "SetTopicAttributes" && request.form.AttributeName === "Policy") {
    requireEvaluable(request.form.AttributeValue ?? "");
  }
  if (request.action === "CreateTopic" && Object.values(request.form).includes("Policy")) {
    throw notImplemented("SNS CreateTopic with a policy; use SetTopicAttributes");
  }
  if (request.action === "Publish") requirePublishable(request.form);
}

function requireOwnQueue(
  { QueueUrl: url, QueueOwnerAWSAccountId: owner }: Readonly<Record<string, unknown>>,
  account: string,
): void {
  const [, named = account] = typeof url === "string" ? (/\/(\d{12})\/[^/]+$/.exec(url) ?? []) : [];
  if (named !== account || (owner !== undefined && owner !== account)) {
    throw notImplemented("queues of other accounts");
  }
}

/** Only a queue of this account gets anything from fauxqs. */
export function requireQueueEndpoint(form: Readonly<Record<string, string>>, account: string): void {
  const { Protocol: protocol, Endpoint: endpoint = "" } = form;
  if (protocol !== undefined && protocol !== "sqs") {
    throw notImplemented(`SNS subscriptions with protocol ${protocol}; only sqs is delivered`);
  }
  if (endpoint !== "" && endpoint.split(":")[4] !== account) {
    throw notImplemented(`SNS subscriptions of another account's endpoint (${endpoint})`);
  }
  for (const [name, value] of Object.entries(form)) {
    if (/^Attributes\.entry\.\d+\.key$/.test(name)) requireHonoured(value);
  }
}

function requireHonoured(attribute: string | undefined): void {
  if (attribute !== undefined && !SUBSCRIPTION_ATTRIBUTES.has(attribute)) {
    throw notImplemented(`the SNS subscription attribute ${attribute}`);
  }
}

function requirePublishable(form: Readonly<Record<string, string>>): void {
  for (const name of ["TargetArn", "PhoneNumber"]) {
    if (form[name] !== undefined) throw notImplemented(`SNS Publish with ${name}`);
  }
  if (form.Subject !== undefined && !SUBJECT.test(form.Subject)) {
    throw new ServiceError("InvalidParameter", "Invalid parameter: Subject");
  }
}
