import { afterEach, describe, expect, it } from "vitest";
import { POLICY_SCRIPT, ROLE_SCRIPT, tags, USER_SCRIPT } from "./iam-scripts.ts";
import { BOUNDARY, observe, POLICY, present, ROLE, stopAll, USER, unreadable } from "./observe-scripted.ts";
import { replyOf } from "./scripted-iam.ts";

afterEach(stopAll);

describe("what comes with the call that tells whether the entity is there", () => {
  const GET_ROLE = { what: ROLE, script: ROLE_SCRIPT, call: "GetRole" };
  const GET_USER = { what: USER, script: USER_SCRIPT, call: "GetUser" };
  const GET_POLICY = { what: POLICY, script: POLICY_SCRIPT, call: "GetPolicy" };
  const everyone = [GET_ROLE, GET_USER, GET_POLICY];
  const bounded = [GET_ROLE, GET_USER];
  const lost = (call: string) => unreadable(call, "MalformedAnswer");
  const ALL_BOUNDARY = /<PermissionsBoundary>.*<\/PermissionsBoundary>/s;
  const ALL_TAGS = /<Tags>.*<\/Tags>/s;
  const BOUNDARY_ARN = /<PermissionsBoundaryArn>.*<\/PermissionsBoundaryArn>/;
  const BOUNDARY_TYPE = /(?<=<PermissionsBoundaryType>)Policy/;
  const twice = tags(["a", "1"], ["a", "2"]);

  const CASES = [
    ...everyone.flatMap((one) => [
      { ...one, aspect: "tags", from: ALL_TAGS, to: "", expected: present({}) },
      { ...one, aspect: "tags", from: ALL_TAGS, to: twice, expected: lost(one.call) },
      { ...one, aspect: "tags", from: /<Key>owner<\/Key>/, to: "", expected: lost(one.call) },
      { ...one, aspect: "tags", from: /<Value>video<\/Value>/, to: "", expected: lost(one.call) },
    ]),
    ...bounded.flatMap((one) => [
      { ...one, aspect: "permissionsBoundary", from: ALL_BOUNDARY, to: "", expected: { status: "absent" } },
      { ...one, aspect: "permissionsBoundary", from: BOUNDARY_ARN, to: "", expected: lost(one.call) },
      {
        ...one,
        aspect: "permissionsBoundary",
        from: BOUNDARY_TYPE,
        to: "PermissionsBoundaryPolicy",
        expected: BOUNDARY,
      },
    ]),
    {
      ...GET_ROLE,
      aspect: "maximumSessionSeconds",
      from: /<MaxSessionDuration>.*<\/MaxSessionDuration>/,
      to: "",
      expected: lost("GetRole"),
    },
  ];

  it.each(CASES)("$call with $from as '$to': $aspect is $expected.status", async (one) => {
    const reply = replyOf(one.script, one.call);
    const body = reply.body.replace(one.from, one.to);
    expect(body).not.toBe(reply.body);
    const { observation } = await observe({ ...one.script, [one.call]: { ...reply, body } }, one.what);
    expect(observation).toMatchObject({ status: "present", state: { [one.aspect]: one.expected } });
  });
});
