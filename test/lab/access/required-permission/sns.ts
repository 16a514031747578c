import { type RequiredPermissions, unmapped } from "./permission.ts";

/** Calls about one topic, and the right that each asks for. */
const RIGHTS: Readonly<Record<string, string>> = {
  GetTopicAttributes: "sns:GetTopicAttributes",
  ListSubscriptionsByTopic: "sns:ListSubscriptionsByTopic",
  Publish: "sns:Publish",
  PublishBatch: "sns:Publish",
};

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsns.html */
export const snsPermissions: RequiredPermissions = ({ action, form }) => {
  const right = Object.hasOwn(RIGHTS, action) ? RIGHTS[action] : undefined;
  if (right === undefined) throw unmapped("sns", action);
  return [{ action: right, resource: form.TopicArn ?? "*", context: {} }];
};
