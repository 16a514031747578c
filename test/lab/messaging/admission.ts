import { accessRefused } from "../access/refusal.ts";
import { decide, type Principal } from "../access/resource-policy.ts";
import { readJson, type ServiceRequest } from "../server/exchange.ts";
import type { Messaging } from "./fauxqs.ts";

/**
 * A caller of this account needs no leave of a queue's or topic's policy, but one that denies it is heeded.
 * @throws ServiceError SNS's `AuthorizationError` or SQS's `AccessDenied`
 */
export async function requireNotDenied(
  request: ServiceRequest,
  principal: Principal,
  messaging: Messaging,
): Promise<void> {
  const resource = resourceOf(request);
  if (resource === undefined) return;
  // There is no right to a batch: it is judged as the single call.
  const action = `${request.service}:${request.action.replace(/Batch$/, "")}`;
  const policy = await messaging.policyOf(resource);
  if (decide(policy, { principal, action, resource, context: {} }) !== "deny") return;
  const caller = "arn" in principal ? principal.arn : principal.service;
  throw accessRefused({ caller, action, resource, why: "explicit deny in a resource-based policy" });
}

/** The ARN of the queue or topic that a request is about. */
function resourceOf(request: ServiceRequest): string | undefined {
  if (request.service === "sns") return request.form.TopicArn;
  const { QueueUrl } = readJson(request.body);
  if (typeof QueueUrl !== "string") return undefined;
  const [owner, name] = QueueUrl.split("/").slice(-2);
  return `arn:aws:sqs:${request.region}:${owner}:${name}`;
}
