import { describe, expect, it } from "vitest";
import type { ParameterDeclaration } from "../../shared/baselines/parameters.ts";
import { matchText } from "../../shared/discovery/match-text.ts";

const description = "";
const DECLARATIONS = new Map<string, ParameterDeclaration>([
  ["name", { type: "string", description }],
  ["other", { type: "string", description }],
  ["bucket", { type: "bucket", description }],
  ["region", { type: "region", description }],
  ["account", { type: "account-id", description }],
  ["coloured", { type: "string", pattern: "red|blue", description }],
  ["list", { type: "list", items: "string", pattern: "[a-z]+", description }],
]);

describe("matchText", () => {
  it.each<{ readonly template: string; readonly text: string; readonly expected: Readonly<Record<string, string>> }>([
    { template: "fixed", text: "fixed", expected: {} },
    { template: "{{name}}", text: "a b", expected: { name: "a b" } },
    { template: "a.{{name}}+", text: "a.b+", expected: { name: "b" } },
    { template: "{{name}}/{{name}}", text: "a/a", expected: { name: "a" } },
    {
      template: "arn:aws:sqs:{{region}}:{{account}}:{{list}}",
      text: "arn:aws:sqs:eu-west-1:111122223333:jobs",
      expected: { region: "eu-west-1", account: "111122223333", list: "jobs" },
    },
    {
      template: "arn:aws:s3:::{{bucket}}/{{name}}",
      text: "arn:aws:s3:::a-bucket/b/c",
      expected: { bucket: "a-bucket", name: "b/c" },
    },
  ])("makes $text of $template", ({ template, text, expected }) => {
    expect(Object.fromEntries(matchText(template, text, DECLARATIONS) ?? [])).toEqual(expected);
    expect(matchText(template, text, DECLARATIONS)).toBeDefined();
  });

  it.each([
    { name: "another text", template: "fixed", text: "Fixed" },
    { name: "a longer text", template: "a", text: "a\n" },
    { name: "an empty value", template: "a{{name}}", text: "a" },
    { name: "two values for one parameter", template: "{{name}}/{{name}}", text: "a/b" },
    { name: "a value of another type", template: "{{region}}", text: "everywhere" },
    { name: "a wildcard", template: "arn:aws:s3:::{{bucket}}", text: "arn:aws:s3:::acme-*" },
    { name: "a policy variable", template: "{{name}}", text: `\${aws:username}` },
    { name: "what would leave its string", template: "{{name}}", text: 'a"b' },
    { name: "a value that the pattern does not permit", template: "{{coloured}}", text: "green" },
    { name: "a value that a list does not permit", template: "{{list}}", text: "A" },
    { name: "a parameter that nobody declared", template: "{{unknown}}", text: "a" },
    { name: "a text that is too long", template: "{{name}}{{other}}", text: "a".repeat(5000) },
    { name: "letters that the template only looks like", template: "a.b", text: "axb" },
  ])("makes no $name", ({ template, text }) => {
    expect(matchText(template, text, DECLARATIONS)).toBeUndefined();
  });
});
