import type { InvocationOutcome } from "./messages.ts";

/**
 * The messages of a batch that did not succeed. An error, a `batchItemFailures` that is not a list of known message ids, or an
 * identifier that is empty or null, fails the whole batch.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function failedMessages(
  outcome: InvocationOutcome,
  batch: readonly string[],
  reportsFailures: boolean,
): ReadonlySet<string> {
  const all = new Set(batch);
  if ("error" in outcome) return all;
  if (!reportsFailures || outcome.result === null) return new Set();
  const failures = (outcome.result as { readonly batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return all;
  const failed = failures.map((failure: { readonly itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  return failed.every((id): id is string => typeof id === "string" && all.has(id)) ? new Set(failed) : all;
}
