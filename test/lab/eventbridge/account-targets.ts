import { decide } from "../access/resource-policy.ts";
import type { IamService } from "../iam/service.ts";
import { whyKeyRefusesService } from "../kms/key-use.ts";
import type { Keys } from "../kms/keys.ts";
import { invokeAsynchronously } from "../lambda/async-invocation.ts";
import type { LambdaFunction } from "../lambda/lambda-function.ts";
import type { Messaging } from "../messaging/fauxqs.ts";
import { snsError } from "../messaging/sns-answer.ts";
import { ServiceError } from "../server/service-error.ts";
import type { LabClock } from "../time/clock.ts";
import type { OwnTargets } from "./delivery.ts";
import { assumedByRule } from "./rule-role.ts";

/** The queues and functions of an account, as EventBridge reaches them. */
export interface AccountTargets {
  readonly account: string;
  readonly region: string;
  readonly clock: LabClock;
  /** Its IAM, whose roles publish. */
  readonly iam: () => IamService;
  readonly messaging: Messaging;
  /** Under which its queues are. */
  readonly keys: Keys;
  /** By name. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  /** Which rules may invoke a function: by its name, rule ARNs, or `*` for any. */
  readonly permissions: ReadonlyMap<string, ReadonlySet<string>>;
  /** Which queue takes the events that a function has failed on for good: by its name, the queue's ARN. */
  readonly failureQueues: ReadonlyMap<string, string>;
  /** `127.0.0.1:PORT` */
  readonly host: () => string;
  readonly undelivered: (sentence: string) => void;
}

/** EventBridge sends to a queue only where the policies of the queue and of its key say so, and invokes a function only with a permission. */
export function accountTargets(targets: AccountTargets): OwnTargets {
  const { account, region, clock, iam, messaging, keys, functions, permissions, failureQueues, host } = targets;
  const queueUrl = (queueArn: string) => `http://${host()}/${account}/${queueArn.split(":").at(-1)}`;
  return {
    undelivered: targets.undelivered,
    async sendToQueue(queueArn, body, ruleArn) {
      const service = "events.amazonaws.com";
      const request = {
        principal: { service },
        action: "sqs:SendMessage",
        resource: queueArn,
        context: { "aws:sourcearn": ruleArn, "aws:sourceaccount": account },
      };
      if (decide(await messaging.policyOf(queueArn), request) !== "allow") {
        const why = `does not let ${service} send for ${ruleArn}`;
        throw new ServiceError("AccessDenied", `The policy of ${queueArn} ${why}.`);
      }
      // EventBridge does not tell KMS for which rule it asks.
      const byKey = whyKeyRefusesService(queueArn, { service, context: {} }, keys);
      if (byKey !== undefined) {
        throw new ServiceError("KMS.AccessDeniedException", `SQS refuses ${service} at ${queueArn}: ${byKey}.`);
      }
      await messaging.sqs("SendMessage", { QueueUrl: queueUrl(queueArn), MessageBody: body });
    },
    // As any caller would, with a session of the role: so its rights and the topic's policy are asked, and the message is put on record.
    async publish(topicArn, message, by) {
      const { roleName } = assumedByRule(iam().account, by);
      const { accessKeyId } = iam().registerSession({ roleName, sessionName: "events", durationSeconds: 900 });
      const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20000101/${region}/sns/aws4_request`;
      const body = new URLSearchParams({
        Action: "Publish",
        Version: "2010-03-31",
        TopicArn: topicArn,
        Message: message,
      });
      const answer = await fetch(`http://${host()}/`, { method: "POST", headers: { authorization }, body });
      const text = await answer.text();
      if (answer.ok) return;
      const fault = snsError(text);
      throw new ServiceError(fault.code, fault.message);
    },
    async invokeFunction(functionArn, event, ruleArn) {
      const name = functionArn.split(":").at(-1) ?? "";
      const target = functions.get(name);
      if (target === undefined)
        throw new ServiceError("ResourceNotFoundException", `There is no function ${functionArn}.`);
      const permitted = permissions.get(name);
      if (permitted?.has("*") !== true && permitted?.has(ruleArn) !== true) {
        throw new ServiceError("AccessDeniedException", `${name} has no AWS::Lambda::Permission for ${ruleArn}.`);
      }
      const failures = failureQueues.get(name);
      const onFailure = async (MessageBody: string) => {
        if (failures !== undefined) await messaging.sqs("SendMessage", { QueueUrl: queueUrl(failures), MessageBody });
      };
      await invokeAsynchronously({ target, event, clock, onFailure });
    },
  };
}
