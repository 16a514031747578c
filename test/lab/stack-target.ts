import { ACCOUNT, type LabAccount, REGION } from "./account.ts";
import { EventSourceMapping } from "./lambda/event-source-mapping.ts";
import { refuse } from "./stack/refusal.ts";
import type { StackTarget, WantedMapping } from "./stack/resource-type.ts";
import type { Stack } from "./stack/stack.ts";

/** The lab's account as a stack is deployed into it. */
export interface LabStackTarget extends StackTarget {
  /** Begins to poll for the mappings that the stack asked for; the functions must be there. */
  startMappings(): void;
}

export function stackTarget(account: LabAccount, stack: Stack): LabStackTarget {
  const wanted: (WantedMapping & { readonly queueUrl: string; readonly visibilityTimeout: number })[] = [];
  const deployer = {
    account: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:root`,
    principalArn: `arn:aws:iam::${ACCOUNT}:root`,
  };
  return {
    account: ACCOUNT,
    region: REGION,
    messaging: account.messaging,
    dynamodb: account.dynamodb,
    events: (action, input) => account.eventbridge.call(action, input, deployer),
    permit(functionName, sourceArn) {
      const permitted = account.permissions.get(functionName) ?? new Set();
      account.permissions.set(functionName, permitted.add(sourceArn ?? "*"));
    },
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
      const timeout = stack.functions.find(({ name }) => name === mapping.functionName)?.definition.timeout;
      if (timeout === undefined) throw refuse(mapping.functionName, "There is no such function in the stack.");
      if (visibilityTimeout < timeout) {
        throw refuse(
          mapping.queueArn,
          `Its visibility timeout (${visibilityTimeout} s) is less than the function's timeout (${timeout} s).`,
        );
      }
      wanted.push({ ...mapping, queueUrl, visibilityTimeout });
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
