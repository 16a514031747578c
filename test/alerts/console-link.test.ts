import { describe, expect, it } from "vitest";
import { consoleLink } from "../../shared/alerts/console-link.ts";

const account = "000000000000";
const cases = [
  {
    name: "a role",
    input: { partition: "aws", entity: "role/task" },
    expected: "https://console.aws.amazon.com/iam/home#/roles/details/task",
  },
  {
    name: "a user whose name needs escaping",
    input: { partition: "aws", entity: "user/jane+x@example.com" },
    expected: "https://console.aws.amazon.com/iam/home#/users/details/jane%2Bx%40example.com",
  },
  {
    name: "a group",
    input: { partition: "aws", entity: "group/admins" },
    expected: "https://console.aws.amazon.com/iam/home#/groups/details/admins",
  },
  {
    name: "a policy, by its ARN",
    input: { partition: "aws", entity: "policy/operator", path: "/ivs/" },
    expected:
      "https://console.aws.amazon.com/iam/home#/policies/details/arn%3Aaws%3Aiam%3A%3A000000000000%3Apolicy%2Fivs%2Foperator",
  },
  {
    name: "a policy whose path is not known",
    input: { partition: "aws", entity: "policy/operator" },
    expected: "https://console.aws.amazon.com/iam/home#/policies",
  },
  {
    name: "the root user",
    input: { partition: "aws", entity: "root" },
    expected: "https://console.aws.amazon.com/iam/home#/home",
  },
  {
    name: "GovCloud",
    input: { partition: "aws-us-gov", entity: "role/task" },
    expected: "https://console.amazonaws-us-gov.com/iam/home#/roles/details/task",
  },
  {
    name: "China",
    input: { partition: "aws-cn", entity: "policy/operator", path: "/" },
    expected:
      "https://console.amazonaws.cn/iam/home#/policies/details/arn%3Aaws-cn%3Aiam%3A%3A000000000000%3Apolicy%2Foperator",
  },
  {
    name: "a partition without a public console",
    input: { partition: "aws-iso", entity: "role/task" },
    expected: undefined,
  },
];

describe("the link to an entity's page in the IAM console", () => {
  it.each(cases)("$name", ({ input, expected }) => {
    expect(consoleLink({ account, ...input })).toBe(expected);
  });
});
