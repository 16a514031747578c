import { afterEach, expect, it } from "vitest";
import { LabClock } from "../time/clock.ts";
import { LambdaFunction } from "./lambda-function.ts";

/** Fails on an event that says so. */
const BUNDLE = `export const handler = async (event) => { if (event.fails) throw new Error("no"); return event; };`;

let lambda: LambdaFunction | undefined;

afterEach(() => lambda?.stop());

it("takes the next event where the lab could not put the last one's error on record", async () => {
  lambda = new LambdaFunction({
    bundle: `data:text/javascript,${encodeURIComponent(BUNDLE)}`,
    handler: "handler",
    clock: new LabClock(async () => undefined).shared,
    functionName: "count",
    functionArn: "arn:aws:lambda:us-east-1:000000000000:function:count",
    roleArn: "arn:aws:iam::000000000000:role/count",
    memorySize: 128,
    timeout: 10,
    variables: {},
    log(line) {
      throw new Error(`not on record: ${line.slice(0, 18)}`);
    },
  });
  const [failed, next] = await Promise.allSettled([lambda.invoke({ fails: true }), lambda.invoke({ words: 3 })]);
  expect(failed).toMatchObject({ status: "rejected", reason: new Error("not on record: ERROR Invoke Error") });
  expect(next).toEqual({ status: "fulfilled", value: { result: { words: 3 } } });
});
