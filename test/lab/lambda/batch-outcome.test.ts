import { describe, expect, it } from "vitest";
import { failedMessages } from "./batch-outcome.ts";

const error = { error: { errorType: "Error", errorMessage: "no" } };
const failures = (...ids: unknown[]) => ({ result: { batchItemFailures: ids.map((id) => ({ itemIdentifier: id })) } });

describe("failedMessages", () => {
  it.each([
    ["an error", error, true, ["a", "b"]],
    ["no answer", { result: null }, true, []],
    ["an answer without the list", { result: { ok: true } }, true, []],
    ["an empty list", failures(), true, []],
    ["one message", failures("b"), true, ["b"]],
    ["a message that was not in the batch", failures("c"), true, ["a", "b"]],
    ["an empty identifier", failures(""), true, ["a", "b"]],
    ["a null identifier", failures(null), true, ["a", "b"]],
    ["something that is no list", { result: { batchItemFailures: "b" } }, true, ["a", "b"]],
    ["an entry that is no object", { result: { batchItemFailures: [null] } }, true, ["a", "b"]],
    ["one message, unasked", failures("b"), false, []],
    ["an error, unasked", error, false, ["a", "b"]],
  ])("%s", (_, outcome, reports, expected) => {
    expect([...failedMessages(outcome, ["a", "b"], reports)]).toEqual(expected);
  });
});
