import { describe, expect, it } from "vitest";
import { LabClock } from "../time/clock.ts";
import { invokeAsynchronously } from "./async-invocation.ts";
import type { LambdaFunction } from "./lambda-function.ts";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:do-it";
const error = { errorType: "Error", errorMessage: "The ledger is down." };

/** Invokes a function that fails so many times, lets ten minutes go by, and says when it was invoked and what was given up. */
async function invoke(failures: number) {
  const clock = new LabClock(async () => undefined);
  const began = clock.now();
  const invokedAfter: number[] = [];
  const records: unknown[] = [];
  const target: Pick<LambdaFunction, "configuration" | "invoke"> = {
    configuration: { FunctionArn: ARN } as LambdaFunction["configuration"],
    async invoke() {
      invokedAfter.push(Math.floor((clock.now() - began) / 1_000));
      return invokedAfter.length <= failures ? { error } : { result: "done" };
    },
  };
  const onFailure = async (record: string) => void records.push(JSON.parse(record));
  await invokeAsynchronously({ target, event: { id: "event-1" }, clock, onFailure });
  await clock.advanceTo(began + 600_000);
  return { invokedAfter, records };
}

describe("an event that a function is invoked with asynchronously", () => {
  it.each([
    { failures: 0, expected: [0] },
    { failures: 1, expected: [0, 60] },
    { failures: 2, expected: [0, 60, 180] },
  ])(
    "is tried again, and given up nowhere, where the function fails $failures times",
    async ({ failures, expected }) => {
      expect(await invoke(failures)).toEqual({ invokedAfter: expected, records: [] });
    },
  );

  it("goes to the function's destination, with what went wrong, once it was tried three times", async () => {
    const { invokedAfter, records } = await invoke(9);
    expect(invokedAfter).toEqual([0, 60, 180]);
    expect(records).toEqual([
      {
        version: "1.0",
        timestamp: expect.any(String),
        requestContext: { functionArn: `${ARN}:$LATEST`, condition: "RetriesExhausted", approximateInvokeCount: 3 },
        requestPayload: { id: "event-1" },
        responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
        responsePayload: error,
      },
    ]);
  });
});
