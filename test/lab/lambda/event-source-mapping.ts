import type { Messaging } from "../messaging/fauxqs.ts";
import { ServiceError } from "../server/service-error.ts";
import type { Cancel } from "../time/agenda.ts";
import type { LabClock } from "../time/clock.ts";
import { failedMessages } from "./batch-outcome.ts";
import type { LambdaFunction } from "./lambda-function.ts";

/** How a queue feeds a function. */
export interface MappingDefinition {
  readonly queueArn: string;
  readonly queueUrl: string;
  readonly function: LambdaFunction;
  readonly batchSize: number;
  /** How long to gather a batch, in seconds. */
  readonly batchingWindow: number;
  readonly reportsFailures: boolean;
  /** The queue's own visibility time-out, in seconds. */
  readonly visibilityTimeout: number;
  /** By receipt handle: those that the function has set of messages of its own, in seconds. */
  readonly visibilities: Map<string, number>;
  readonly region: string;
}

/** A message as SQS hands it out. */
interface Received {
  readonly MessageId: string;
  readonly ReceiptHandle: string;
  readonly MD5OfBody: string;
  readonly Body: string;
  readonly Attributes?: Readonly<Record<string, string>>;
  readonly MessageAttributes?: Readonly<
    Record<string, { StringValue?: string; BinaryValue?: string; DataType: string }>
  >;
}

/** The most messages that one ReceiveMessage or DeleteMessageBatch takes. */
const SQS_BATCH = 10;

/**
 * Polls a queue, gives its messages to a function in batches, deletes what succeeded and leaves the rest to return when its
 * visibility time-out is over: in real time, or as the lab's clock moves past it. One batch is in hand at a time, which is within
 * any MaximumConcurrency. After `maxReceiveCount` receptions the queue itself moves a message to its dead letters.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export class EventSourceMapping {
  readonly queueArn: string;
  readonly #definition: MappingDefinition;
  readonly #messaging: Messaging;
  readonly #clock: LabClock;
  /** By message id: what failed and waits to become visible again. */
  readonly #waiting = new Map<string, Cancel>();
  #stopped = false;
  readonly #stopping = Promise.withResolvers<void>();
  #polling: Promise<void> | undefined;

  constructor(definition: MappingDefinition, messaging: Messaging, clock: LabClock) {
    this.queueArn = definition.queueArn;
    this.#definition = definition;
    this.#messaging = messaging;
    this.#clock = clock;
  }

  /** The function that it feeds. */
  get function(): LambdaFunction {
    return this.#definition.function;
  }

  /** Messages in flight that nobody works on. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Begins to poll. */
  start(): void {
    this.#polling = this.#poll();
  }

  /** Polls no more; resolves when what was in hand is done with. The queue and the function may be gone already. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#stopping.resolve();
    await this.#polling;
  }

  async #poll(): Promise<void> {
    try {
      while (!this.#stopped) {
        const batch = await this.#gather();
        if (batch.length > 0) await this.#process(batch);
      }
    } catch (fault) {
      // While the lab stops, its queues go away under whatever is still in hand.
      if (!this.#stopped) throw fault;
    }
  }

  async #gather(): Promise<readonly Received[]> {
    const { batchSize, batchingWindow } = this.#definition;
    const batch = [...(await this.#receive(batchSize, 20))];
    const deadline = Date.now() + batchingWindow * 1000;
    while (!this.#stopped && batch.length > 0 && batch.length < batchSize) {
      const left = Math.max(0, Math.ceil((deadline - Date.now()) / 1000));
      const more = await this.#receive(batchSize - batch.length, Math.min(20, left));
      if (more.length === 0 && Date.now() >= deadline) break;
      batch.push(...more);
    }
    return batch;
  }

  async #receive(most: number, seconds: number): Promise<readonly Received[]> {
    const request = {
      QueueUrl: this.#definition.queueUrl,
      MaxNumberOfMessages: Math.min(SQS_BATCH, most),
      WaitTimeSeconds: seconds,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    };
    // A poll that begins just as the queues close would wait out its time, and whatever it got nobody would work on.
    const none = this.#stopping.promise.then(() => ({ Messages: [] }));
    const { Messages = [] } = await Promise.race([this.#messaging.sqs("ReceiveMessage", request), none]);
    return Messages as readonly Received[];
  }

  async #process(batch: readonly Received[]): Promise<void> {
    for (const { MessageId } of batch) this.#forget(MessageId);
    const outcome = await this.#definition.function.invoke({ Records: batch.map((message) => this.#record(message)) });
    const failed = failedMessages(
      outcome,
      batch.map(({ MessageId }) => MessageId),
      this.#definition.reportsFailures,
    );
    await this.#delete(batch.filter(({ MessageId }) => !failed.has(MessageId)));
    for (const message of batch) {
      if (failed.has(message.MessageId)) this.#letReturn(message);
    }
  }

  async #delete(done: readonly Received[]): Promise<void> {
    for (let start = 0; start < done.length; start += SQS_BATCH) {
      const entries = done.slice(start, start + SQS_BATCH);
      await this.#messaging.sqs("DeleteMessageBatch", {
        QueueUrl: this.#definition.queueUrl,
        Entries: entries.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      });
    }
  }

  /** fauxqs counts the time-out in real time; the agenda counts it in lab time, whichever is over first. */
  #letReturn({ MessageId, ReceiptHandle }: Received): void {
    const { visibilities, visibilityTimeout } = this.#definition;
    const due = this.#clock.now() + (visibilities.get(ReceiptHandle) ?? visibilityTimeout) * 1000;
    visibilities.delete(ReceiptHandle);
    const cancel = this.#clock.agenda.at(due, async () => {
      this.#forget(MessageId);
      const request = { QueueUrl: this.#definition.queueUrl, ReceiptHandle, VisibilityTimeout: 0 };
      try {
        await this.#messaging.sqs("ChangeMessageVisibility", request);
      } catch (fault) {
        const returned = fault instanceof ServiceError && /MessageNotInflight|ReceiptHandleIsInvalid/.test(fault.code);
        if (!returned) throw fault;
      }
    });
    this.#waiting.set(MessageId, cancel);
  }

  #forget(messageId: string): void {
    this.#waiting.get(messageId)?.();
    this.#waiting.delete(messageId);
  }

  /** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event */
  #record(message: Received): object {
    return {
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: this.#inLabTime(message.Attributes ?? {}),
      messageAttributes: Object.fromEntries(
        Object.entries(message.MessageAttributes ?? {}).map(([name, { StringValue, BinaryValue, DataType }]) => [
          name,
          { stringValue: StringValue, binaryValue: BinaryValue, dataType: DataType },
        ]),
      ),
      md5OfBody: message.MD5OfBody,
      eventSource: "aws:sqs",
      eventSourceARN: this.queueArn,
      awsRegion: this.#definition.region,
    };
  }

  #inLabTime(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    const entries = Object.entries(attributes).map(([name, value]) =>
      name.endsWith("Timestamp") ? [name, String(Number(value) + this.#clock.offset())] : [name, value],
    );
    return Object.fromEntries(entries);
  }
}
