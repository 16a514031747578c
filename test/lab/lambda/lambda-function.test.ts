import { afterEach, expect, it } from "vitest";
import { LabClock } from "../time/clock.ts";
import { LambdaFunction } from "./lambda-function.ts";

/** Fails, or ends its environment, on an event that says so. */
const BUNDLE = `export const handler = async (event) => {
  if (event.fails) throw new Error("no");
  if (event.ends) process.exit(1);
  return event;
};`;

let lambda: LambdaFunction | undefined;

afterEach(() => lambda?.stop());

function start(log: (line: string) => void): LambdaFunction {
  return new LambdaFunction({
    bundle: `data:text/javascript,${encodeURIComponent(BUNDLE)}`,
    handler: "handler",
    clock: new LabClock(async () => undefined).shared,
    functionName: "count",
    functionArn: "arn:aws:lambda:us-east-1:000000000000:function:count",
    roleArn: "arn:aws:iam::000000000000:role/count",
    memorySize: 128,
    timeout: 10,
    variables: { WORDS: "3" },
    runtimeVariables: { TZ: ":UTC" },
    log,
  });
}

it.each([
  { name: "failed", event: { fails: true } },
  { name: "ended its environment", event: { ends: true } },
])("takes the next event where the lab could not put on record that the last one $name", async ({ event }) => {
  lambda = start((line) => {
    throw new Error(`not on record: ${line.slice(0, 18)}`);
  });
  const [failed, next] = await Promise.allSettled([lambda.invoke(event), lambda.invoke({ words: 3 })]);
  expect(failed).toMatchObject({ status: "rejected", reason: new Error("not on record: ERROR Invoke Error") });
  expect(next).toEqual({ status: "fulfilled", value: { result: { words: 3 } } });
});

it("shows the stack's variables and not those of the runtime", () => {
  lambda = start(() => undefined);
  expect(lambda.configuration.Environment).toEqual({ Variables: { WORDS: "3" } });
});
