import { PlumblineError } from "./errors.ts";

/**
 * Several faults as one that says all of them: it can be tried again where one of them can. A single fault stays what it is, and where one
 * is a fault of the program they are an `AggregateError`.
 */
export function joinFaults(faults: readonly [unknown, ...unknown[]]): unknown {
  const [first] = faults;
  if (faults.length === 1) return first;
  const expected = faults.filter((fault) => fault instanceof PlumblineError);
  const message = `${faults.length} faults: ${faults.map((fault) => (fault instanceof Error ? fault.message : String(fault))).join(" ")}`;
  const cause = new AggregateError(faults, message);
  if (!(first instanceof PlumblineError) || expected.length < faults.length) return cause;
  return new PlumblineError(first.code, message, { retryable: expected.some(({ retryable }) => retryable), cause });
}
