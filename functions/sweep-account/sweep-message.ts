import { firstProblem } from "../../shared/cloudtrail/problem.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import * as z from "../../shared/iam/schema.ts";
import type { SweepStart } from "../../shared/ledger/sweep-lease.ts";

/** Which account is to be swept, and by which sweep. How far that is stands in the ledger, so that a message may be late, or come twice. */
export interface SweepOrder extends SweepStart {
  /** Twelve digits. */
  readonly account: string;
}

/**
 * Puts a message into the sweep's own queue, to come after so many seconds.
 * @throws PlumblineError `DeliveryFailed`, retryable.
 */
export type SendSweep = (body: string, delaySeconds: number) => Promise<void>;

const accountId = { error: "must be an account id of twelve digits" };

/** The message's body; whoever changes it gives it the next version, because old ones are still in the queue when it is deployed. */
const message = z.strictObject(
  {
    plumbline: z.literal("sweep", { error: 'must be "sweep"' }),
    version: z.literal(1, { error: "must be 1" }),
    sweepId: z.string({ error: "must be a text" }).check(z.minLength(1, { error: "must be a text" })),
    account: z.string(accountId).check(z.regex(/^\d{12}$/, accountId)),
    startedAt: z.iso.datetime({ error: "must be a UTC time such as 2023-07-10T11:43:33Z" }),
  },
  { error: "must be an object" },
);

/** The body of the message for a sweep. */
export function writeSweepOrder({ sweepId, account, startedAt }: SweepOrder): string {
  return JSON.stringify({ plumbline: "sweep", version: 1, sweepId, account, startedAt });
}

/**
 * Reads what {@link writeSweepOrder} writes.
 * @throws PlumblineError `InvalidEvent` with one sentence.
 */
export function readSweepOrder(body: string): SweepOrder {
  const input = parseJson(body);
  const parsed = message.safeParse(input);
  if (!parsed.success) throw invalid(firstProblem("the order for a sweep", input, parsed.error));
  const { sweepId, account, startedAt } = parsed.data;
  return { sweepId, account, startedAt };
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw invalid("The message is no order for a sweep: it is not JSON.");
  }
}

function invalid(sentence: string): PlumblineError {
  return new PlumblineError("InvalidEvent", sentence, { retryable: false });
}
