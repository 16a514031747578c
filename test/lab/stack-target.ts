import { randomUUID } from "node:crypto";
import { refuse } from "../../infra/stack-refusal.ts";
import { type LabAccount, REGION } from "./account.ts";
import { administratorOf } from "./callers.ts";
import { EventSourceMapping } from "./lambda/event-source-mapping.ts";
import { POLLING, requireUsable, SENDING } from "./lambda/usable-queues.ts";
import { snsError } from "./messaging/sns-answer.ts";
import { roleName, type StackTarget, type WantedFunction, type WantedMapping } from "./stack/resource-type.ts";
import { trustsService } from "./sts/service-trust.ts";
import type { WatchedAccount } from "./watched-account.ts";

/** The lab's account as a stack is deployed into it. */
export interface LabStackTarget extends StackTarget {
  /** What the stack asked for so far. */
  readonly functions: readonly WantedFunction[];
  /** @throws StackRefusal where a mapping's function has no role that may read its queue, or another none that may send what it failed on */
  requireUsableQueues(): void;
  /** Begins to poll for the mappings that the stack asked for; the functions must be there. */
  startMappings(): void;
}

/** What a stack can make in any account: roles and event rules. */
function ownServices({
  id,
  iam,
  eventbridge,
}: WatchedAccount): Pick<StackTarget, "account" | "region" | "events" | "iam"> {
  const root = `arn:aws:iam::${id}:root`;
  const client = "cloudformation.amazonaws.com";
  const signed = { accessKeyId: administratorOf(id).accessKeyId, sourceIPAddress: client, userAgent: client };
  return {
    account: id,
    region: REGION,
    events: (action, input) => eventbridge.call(action, input, { account: id, arn: root, principalArn: root }),
    iam(action, params) {
      const { status, body } = iam.handle({ action, params, ...signed, requestId: randomUUID() });
      if (status !== 200) throw new Error(snsError(body).message);
      return body;
    },
  };
}

/** A member as a stack is deployed into it: it has roles and event rules, and refuses the rest. */
export function memberTarget(member: WatchedAccount): StackTarget {
  const missing = (what: string): never => {
    throw refuse(`Account ${member.id}`, `A member of the lab has no ${what}; only the hub has.`);
  };
  return {
    ...ownServices(member),
    get messaging() {
      return missing("queues and topics");
    },
    get dynamodb() {
      return missing("tables");
    },
    get s3() {
      return missing("buckets");
    },
    addFunction: () => missing("functions"),
    addLogGroup: () => missing("logs"),
    addKey: () => missing("keys"),
    putUnderKey: () => missing("keys"),
    addMapping: async () => missing("functions"),
    addAlarm: () => missing("alarms"),
    keepParameter: () => missing("parameters"),
    permit: () => missing("functions"),
    keepFailures: () => missing("functions"),
  };
}

/** The hub as a stack is deployed into it. */
export function stackTarget(account: LabAccount): LabStackTarget {
  const functions: WantedFunction[] = [];
  const roleNameOf = (functionName: string) =>
    functions
      .find(({ name }) => name === functionName)
      ?.roleArn.split("/")
      .at(-1) ?? "";
  const wanted: (WantedMapping & { readonly queueUrl: string; readonly visibilityTimeout: number })[] = [];
  return {
    ...ownServices(account),
    messaging: account.messaging,
    dynamodb: account.dynamodb,
    s3: account.s3,
    functions,
    addFunction(one) {
      const role = account.iam.account.roles.get(roleName(one.roleArn));
      if (role === undefined || !trustsService(role, "lambda.amazonaws.com"))
        throw refuse(one.name, `The role defined for the function cannot be assumed by Lambda: ${one.roleArn}.`);
      functions.push(one);
    },
    addLogGroup: (name) => account.logGroups.add(name),
    addKey(policy) {
      const id = `00000000-0000-4000-8000-${String(account.keys.policies.size + 1).padStart(12, "0")}`;
      account.keys.policies.set(`arn:aws:kms:${REGION}:${account.id}:key/${id}`, policy);
      return id;
    },
    putUnderKey(arn, keyArn) {
      if (!account.keys.policies.has(keyArn)) throw refuse(arn, `There is no key ${keyArn}.`);
      account.keys.keyOf.set(arn, keyArn);
    },
    permit(functionName, sourceArn) {
      const permitted = account.permissions.get(functionName) ?? new Set();
      account.permissions.set(functionName, permitted.add(sourceArn ?? "*"));
    },
    keepFailures: (functionName, queueArn) => account.failureQueues.set(functionName, queueArn),
    addAlarm: (alarm) => account.alarms.push(alarm),
    keepParameter: (name, value, type) => account.secrets.keepParameter(name, value, type),
    async addMapping(mapping) {
      const { QueueUrl } = await account.messaging.sqs("GetQueueUrl", {
        QueueName: mapping.queueArn.split(":").at(-1),
      });
      const queueUrl = String(QueueUrl);
      const request = { QueueUrl: queueUrl, AttributeNames: ["VisibilityTimeout"] };
      const { Attributes } = await account.messaging.sqs("GetQueueAttributes", request);
      const visibilityTimeout = Number((Attributes as { readonly VisibilityTimeout: string }).VisibilityTimeout);
      const timeout = functions.find(({ name }) => name === mapping.functionName)?.timeout;
      if (timeout === undefined) throw refuse(mapping.functionName, "There is no such function in the stack.");
      if (visibilityTimeout < timeout) {
        throw refuse(
          mapping.queueArn,
          `Its visibility timeout (${visibilityTimeout} s) is less than the function's timeout (${timeout} s).`,
        );
      }
      wanted.push({ ...mapping, queueUrl, visibilityTimeout });
    },
    requireUsableQueues() {
      for (const { functionName, queueArn } of wanted) {
        requireUsable(account, functionName, roleNameOf(functionName), queueArn, POLLING);
      }
      for (const [functionName, queueArn] of account.failureQueues) {
        requireUsable(account, functionName, roleNameOf(functionName), queueArn, SENDING);
      }
    },
    startMappings() {
      for (const { functionName, enabled, ...definition } of wanted) {
        const target = account.functions.get(functionName);
        if (target === undefined || !enabled) continue;
        const mapping = new EventSourceMapping(
          { ...definition, function: target, region: REGION, visibilities: account.visibilities },
          account.messaging,
          account.clock,
        );
        account.mappings.push(mapping);
        mapping.start();
      }
    },
  };
}
