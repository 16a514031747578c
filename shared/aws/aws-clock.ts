/** The part of a client of AWS's SDK that knows how far this machine's clock is off. */
export interface SkewedClient {
  /** In milliseconds; the SDK keeps it up to date by the `Date` of each answer. */
  readonly config: { readonly systemClockOffset: number };
}

/** What an answer may be late by, in milliseconds, and no clock be off for it. */
const LATE = 5_000;

/** An answer's `Date` is cut to the second: what AWS has just written down is not to be still to come. */
const CUT = 1_000;

/** The time as AWS has it: this machine's, put right by what the latest answer to a client said. Before the first it is this machine's. */
export function createAwsClock({ config }: SkewedClient, now: () => Date): () => Date {
  return () => {
    const off = config.systemClockOffset;
    return new Date(now().getTime() + (Math.abs(off) < LATE ? 0 : off + CUT));
  };
}
