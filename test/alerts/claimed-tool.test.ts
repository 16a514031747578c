import { describe, expect, it } from "vitest";
import { claimedTool } from "../../shared/alerts/claimed-tool.ts";

const cases = [
  {
    name: "Terraform's AWS provider, which also names its SDK",
    input:
      "APN/1.0 HashiCorp/1.0 Terraform/1.1.2 (+https://www.terraform.io) terraform-provider-aws/3.76.1 aws-sdk-go/1.44",
    expected: "Terraform",
  },
  { name: "CloudFormation", input: "cloudformation.amazonaws.com", expected: "CloudFormation" },
  { name: "the AWS CLI", input: "aws-cli/2.17.0 md/awscrt#0.20.11 Python/3.11", expected: "the AWS CLI" },
  {
    name: "boto3",
    input: "Boto3/1.26.165 Python/3.10.6 Linux/5.19.0-46-generic Botocore/1.29.165",
    expected: "Python (boto3)",
  },
  {
    name: "a browser",
    input: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)",
    expected: "a browser (the AWS console)",
  },
  { name: "the console", input: "console.amazonaws.com", expected: "the AWS console" },
  { name: "an SDK", input: "aws-sdk-js/3.1 ua/2.1 os/linux", expected: "an AWS SDK" },
  { name: "a service acting by itself", input: "ivs.amazonaws.com", expected: "ivs.amazonaws.com" },
  { name: "something unheard of, whose text is not repeated", input: "<b>hello</b>", expected: "another tool" },
  {
    name: "an attack simulator",
    input: "stratus-red-team_21b27090-a535-432d-97e9-a519a2bda2fe",
    expected: "another tool",
  },
  { name: "a text that only ends like a service", input: "evil.com/ivs.amazonaws.com", expected: "another tool" },
];

describe("the tool a user agent claims", () => {
  it.each(cases)("$name", ({ input, expected }) => {
    expect(claimedTool(input)).toBe(expected);
  });
});
