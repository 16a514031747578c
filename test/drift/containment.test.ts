import { describe, expect, it } from "vitest";
import { findContainment } from "../../shared/drift/containment.ts";
import {
  DENY_EVERYTHING,
  denied,
  expectedGroup,
  expectedPolicy,
  groupState,
  managedPoliciesOf,
  policyState,
  present,
  READ,
} from "./fixtures.ts";

const WIDE_AND_DENIED = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
    { Effect: "Deny", Action: "*", Resource: "*" },
  ],
});

describe("containment", () => {
  const group = (inline: Record<string, string>) =>
    groupState({ inlinePolicies: present(inline), attachments: present([]) });
  const cases = [
    {
      name: "a group that somebody denies everything",
      expected: expectedGroup(),
      state: group({ stop: DENY_EVERYTHING }),
      status: "contained",
    },
    {
      name: "a group whose policies only allow",
      expected: expectedGroup(),
      state: group({ more: READ }),
      status: "none",
    },
    {
      name: "a group whose policies could not be read",
      expected: expectedGroup(),
      state: groupState({ inlinePolicies: denied("ListGroupPolicies") }),
      status: "unclear",
    },
    {
      name: "a policy to which a denial was added",
      expected: expectedPolicy(),
      state: policyState(WIDE_AND_DENIED),
      status: "contained",
    },
    { name: "a policy that only allows", expected: expectedPolicy(), state: policyState(READ), status: "none" },
    {
      name: "a policy whose document could not be read",
      expected: expectedPolicy(),
      state: { ...policyState(READ), document: denied("GetPolicyVersion") },
      status: "unclear",
    },
  ] as const;

  it.each(cases)("of $name is $status", async ({ expected, state, status }) => {
    expect(await findContainment(expected, state, managedPoliciesOf())).toMatchObject({ status });
  });
});
