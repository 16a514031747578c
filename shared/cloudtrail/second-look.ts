import type { ClaimedActor } from "../iam/actor.ts";
import * as z from "../iam/schema.ts";
import { firstProblem } from "./problem.ts";

/** An entity that an event touched. */
export interface LookedAt {
  /** As `formatEntity` writes it. */
  readonly entity: string;
  /** Who that event says did it. */
  readonly actor: ClaimedActor;
}

/**
 * Entities to be read once more, because IAM may show a change later than it reports it. Like an event it only says where to
 * look, and who is said to have done it.
 */
export interface SecondLook {
  /** Twelve digits. */
  readonly account: string;
  /** ISO 8601: when the first look was over. What is not read by then and the interval after it has still to be read. */
  readonly lookedAt: string;
  readonly entities: readonly LookedAt[];
}

/**
 * Has a message come to detect-drift's own queue after so many seconds.
 * @throws PlumblineError `DeliveryFailed`, retryable.
 */
export type SendSecondLook = (body: string, delaySeconds: number) => Promise<void>;

/** The most entities that one message names: with whole claims it stays far below what SQS takes. */
const ENTITIES_A_MESSAGE = 50;

const text = z.string({ error: "must be a text" }).check(z.minLength(1, { error: "must be a text" }));
const time = z.iso.datetime({ error: "must be a UTC time such as 2023-07-10T11:43:33Z" });
const accountId = { error: "must be an account id of twelve digits" };

/** What a record claims of these is not looked into, here as there. */
const claimed = z.string({ error: "must be a text" });

const claimedActor = z.strictObject(
  {
    who: claimed,
    type: claimed,
    through: z.exactOptional(claimed),
    sourceAddress: z.exactOptional(claimed),
    userAgent: z.exactOptional(claimed),
    eventName: text,
    eventTime: time,
    eventId: text,
  },
  { error: "must be what an event claims of who did it" },
);

/** The message's body; whoever changes it gives it the next version, because old ones are still in the queue when it is deployed. */
const message = z.strictObject(
  {
    plumbline: z.literal("second-look", { error: 'must be "second-look"' }),
    version: z.literal(1, { error: "must be 1" }),
    account: z.string(accountId).check(z.regex(/^\d{12}$/, accountId)),
    lookedAt: time,
    entities: z
      .array(z.strictObject({ entity: text, actor: claimedActor }))
      .check(z.minLength(1, { error: "must name an entity" })),
  },
  { error: "must be an object" },
);

/** A second look as it was read from a message; `problem` is one sentence. */
export type SecondLookReading =
  | { readonly status: "understood"; readonly look: SecondLook }
  | { readonly status: "malformed"; readonly problem: string };

/** The bodies of the messages that ask for a second look: one, unless it names very many entities. */
export function writeSecondLook({ account, lookedAt, entities }: SecondLook): readonly string[] {
  const bodies: string[] = [];
  for (let from = 0; from < entities.length; from += ENTITIES_A_MESSAGE) {
    const some = entities.slice(from, from + ENTITIES_A_MESSAGE).map(({ entity, actor }) => ({ entity, actor }));
    bodies.push(JSON.stringify({ plumbline: "second-look", version: 1, account, lookedAt, entities: some }));
  }
  return bodies;
}

/** Whether a message means to be a second look, rather than an EventBridge event. */
export function isSecondLook(input: unknown): boolean {
  return typeof input === "object" && input !== null && "plumbline" in input;
}

/** Reads what {@link writeSecondLook} writes; it never throws. */
export function readSecondLook(input: unknown): SecondLookReading {
  const parsed = message.safeParse(input);
  if (!parsed.success) {
    return { status: "malformed", problem: firstProblem("the request for a second look", input, parsed.error) };
  }
  const { account, lookedAt, entities } = parsed.data;
  return { status: "understood", look: { account, lookedAt, entities } };
}

/**
 * How many seconds from now a second look is to be taken: `interval` at least and half as much more at most, so that the looks
 * which many batches of one burst ask for fall due at the same time, and the first of them spares the others.
 * @param interval seconds that IAM is given to show a change everywhere; more than 0
 */
export function secondLookDelay(now: Date, interval: number): number {
  const slot = Math.max(1, Math.ceil(interval / 2));
  const seconds = now.getTime() / 1000;
  return Math.ceil(Math.ceil((seconds + interval) / slot) * slot - seconds);
}
