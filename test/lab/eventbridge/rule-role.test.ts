import { describe, expect, it } from "vitest";
import { iamUnderTest } from "../iam/iam-under-test.ts";
import { assumedByRule } from "./rule-role.ts";

const RULE = "arn:aws:events:us-east-1:000000000000:rule/one";
const ROLE = "arn:aws:iam::000000000000:role/sends";
const EVENTS = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "sts:AssumeRole" };
const PERSON = { ...EVENTS, Principal: { AWS: "arn:aws:iam::111111111111:root" } };
const when = (Condition: object) => ({ ...EVENTS, Condition });

const cases: readonly { readonly name: string; readonly trust: readonly object[]; readonly refused?: string }[] = [
  { name: "names EventBridge", trust: [EVENTS] },
  { name: "names it for this rule", trust: [when({ ArnEquals: { "aws:SourceArn": RULE } })] },
  {
    name: "names it for another rule",
    trust: [when({ ArnEquals: { "aws:SourceArn": `${RULE}s` } })],
    refused: `${ROLE} does not trust events.amazonaws.com for ${RULE}.`,
  },
  {
    name: "names it and a person with an external id",
    trust: [EVENTS, { ...PERSON, Condition: { StringEquals: { "sts:ExternalId": "x" } } }],
  },
  {
    name: "has a condition key that the lab has not",
    trust: [EVENTS, { ...EVENTS, Effect: "Deny", Condition: { StringEquals: { "aws:SourceOrgID": "o-1" } } }],
    refused: "The lab does not implement the condition key aws:SourceOrgID in a resource policy.",
  },
];

describe("a rule's role", () => {
  it.each(cases)("whose trust policy $name: $refused", ({ trust, refused }) => {
    const lab = iamUnderTest();
    const AssumeRolePolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: trust });
    expect(lab.call("CreateRole", { RoleName: "sends", AssumeRolePolicyDocument }).status).toBe(200);
    const assuming = () => assumedByRule(lab.iam.account, { ruleArn: RULE, roleArn: ROLE });
    if (refused === undefined) expect(assuming().arn).toBe(ROLE);
    else expect(assuming).toThrow(refused);
  });
});
