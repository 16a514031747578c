import { describe, expect, it } from "vitest";
import { StackRefusal } from "../../../infra/stack-refusal.ts";
import { parameterValue, requireAllowed } from "./parameters.ts";
import { templateStack } from "./stack.ts";

const stack = templateStack(
  `
Parameters:
  Wait: { Type: Number, Default: 3, MinValue: 1, MaxValue: 9 }
  Mail: { Type: String, Default: "", AllowedPattern: "^(.+@.+)?$" }
  Keep: { Type: String, Default: "true", AllowedValues: ["true", "false"] }
`,
  "stack.yml",
);

describe("a stack's parameters", () => {
  it.each([{}, { Wait: 1 }, { Wait: "9", Mail: "", Keep: "false" }])("may be %j", (given) => {
    requireAllowed(stack, given);
  });

  it.each([
    { given: { Wait: 0 }, says: "Its parameter Wait cannot be 0: it has to be a number from 1 on." },
    { given: { Wait: "10" }, says: "Its parameter Wait cannot be 10: it has to be a number up to 9." },
    { given: { Wait: "soon" }, says: "Its parameter Wait cannot be soon: it has to be a number from 1 on." },
    { given: { Mail: "nobody" }, says: "Its parameter Mail cannot be nobody: it has to match ^(.+@.+)?$." },
    { given: { Keep: "yes" }, says: "Its parameter Keep cannot be yes: it has to be one of true, false." },
    { given: { Wait: 3, Hurry: 1 }, says: "It has no parameter Hurry." },
  ])("may not be $given", ({ given, says }) => {
    const requiring = () => requireAllowed(stack, given);
    expect(requiring).toThrow(StackRefusal);
    expect(requiring).toThrow(says);
  });

  it("may not be without a value", () => {
    const needing = templateStack("Parameters: { Hub: { Type: String } }", "stack.yml");
    expect(() => requireAllowed(needing, {})).toThrow("Its parameter Hub needs a value.");
    requireAllowed(needing, { Hub: "" });
  });

  it.each([
    { type: "CommaDelimitedList", given: "one, two ,three", expected: ["one", "two", "three"] },
    { type: "String", given: "one, two", expected: "one, two" },
  ])("give $expected of the $type $given", ({ type, given, expected }) => {
    expect(parameterValue({ Type: type }, given)).toEqual(expected);
  });

  it("may not have a default that is not allowed", () => {
    const wrong = templateStack("Parameters: { Wait: { Type: Number, Default: 0, MinValue: 1 } }", "stack.yml");
    expect(() => requireAllowed(wrong, {})).toThrow("Its parameter Wait cannot be 0: it has to be a number from 1 on.");
    requireAllowed(wrong, { Wait: 2 });
  });
});
