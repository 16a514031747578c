import type { Witness } from "../../../shared/policy/comparison.ts";
import { allow, deny, document, trust } from "./case.ts";
import type { Twins } from "./twins.ts";

const when = (Condition: object): object => document(allow("s3:GetObject", "*", Condition));
const always = document(allow("s3:GetObject"));
const HOME = `arn:aws:s3:::b/\${aws:username}/*`;
const TAGS = "aws:TagKeys";
const gained = (request: Partial<Witness>): Witness => ({
  action: "s3:GetObject",
  resource: "*",
  context: {},
  canonical: "none",
  live: "allow",
  ...request,
});

/** Two policies, and the request by which a person is told that they differ: the mildest there is, and of names he knows. */
export interface Told extends Pick<Twins, "name" | "kind" | "canonical"> {
  readonly live: object;
  readonly witness: Witness;
}

export const WITNESSES: readonly Told[] = [
  {
    name: "a key that need not be there is left out",
    canonical: when({ StringEquals: { k: "red" } }),
    live: always,
    witness: gained({}),
  },
  {
    name: "a key that must be there has the value that is written",
    canonical: document(),
    live: when({ StringEquals: { k: "red" } }),
    witness: gained({ context: { k: "red" } }),
  },
  {
    name: "a key that must be there, whatever its value, has one and not a list",
    canonical: when({ Null: { k: "true" } }),
    live: always,
    witness: gained({ context: { k: "example" } }),
  },
  {
    name: "only the keys that matter are there",
    canonical: when({ StringEquals: { k: "red" }, Bool: { f: "true" } }),
    live: when({ StringEquals: { k: "red" } }),
    witness: gained({ context: { k: "red" } }),
  },
  {
    name: "a key with a quantifier has a list",
    canonical: document(),
    live: when({ "ForAllValues:StringEquals": { [TAGS]: ["a"] }, Null: { [TAGS]: "false" } }),
    witness: gained({ context: { [TAGS]: ["a"] } }),
  },
  {
    name: "a list is no longer than it has to be",
    canonical: when({ "ForAllValues:StringEquals": { [TAGS]: ["a"] } }),
    live: when({ "ForAllValues:StringEquals": { [TAGS]: ["a", "b"] } }),
    witness: gained({ context: { [TAGS]: ["b"] } }),
  },
  {
    name: "a list has one value for each of two tests",
    canonical: document(),
    live: when({ "ForAnyValue:StringEquals": { [TAGS]: "a" }, "ForAnyValue:StringLike": { [TAGS]: "b" } }),
    witness: gained({ context: { [TAGS]: ["a", "b"] } }),
  },
  {
    name: "a list has one value for each of three tests",
    canonical: document(),
    live: when({
      "ForAnyValue:StringEquals": { [TAGS]: "a" },
      "ForAnyValue:StringLike": { [TAGS]: "b" },
      "ForAnyValue:StringEqualsIgnoreCase": { [TAGS]: "c" },
    }),
    witness: gained({ context: { [TAGS]: ["a", "b", "c"] } }),
  },
  {
    name: "a value that no variable may match, where there is one",
    canonical: document(
      allow("s3:GetObject", "*", { StringNotLike: { k: ["aa*", "bb*"] } }),
      allow("s3:GetObject", "*", { StringLike: { k: [`aa\${aws:username}`, "bb*"] }, StringEquals: { n: "x" } }),
    ),
    live: when({ Null: { k: "false" } }),
    witness: gained({ context: { k: "bbexample" } }),
  },
  {
    name: "a key under operators for one value and for many has one value",
    canonical: when({ "ForAnyValue:StringEquals": { k: ["a", "b"] }, StringNotEquals: { k: "b" } }),
    live: when({ "ForAnyValue:StringEquals": { k: ["a", "b"] } }),
    witness: gained({ context: { k: "b" } }),
  },
  {
    name: "names are spelt as the documents spell them",
    canonical: document(),
    live: document(allow("S3:getobject", "*", { StringEquals: { "AWS:PrincipalTag/Team": "x" } })),
    witness: gained({ action: "S3:getobject", context: { "AWS:PrincipalTag/Team": "x" } }),
  },
  {
    name: "a variable has a value that says what it is",
    canonical: document(),
    live: document(allow("s3:GetObject", HOME, { StringEquals: { k: "z" } })),
    witness: gained({
      resource: "arn:aws:s3:::b/example-username/example",
      context: { k: "z", "aws:username": "example-username" },
    }),
  },
  {
    name: "a variable has the value that a condition asks for",
    canonical: document(),
    live: document(allow("s3:GetObject", HOME, { StringEquals: { "aws:username": "alice" } })),
    witness: gained({ resource: "arn:aws:s3:::b/alice/example", context: { "aws:username": "alice" } }),
  },
  {
    name: "a variable with a default is left out where it must be",
    canonical: document(),
    live: document(
      allow("s3:GetObject", `arn:aws:s3:::b/\${aws:username, 'nobody'}/*`, { Null: { "aws:username": "true" } }),
    ),
    witness: gained({ resource: "arn:aws:s3:::b/nobody/example" }),
  },
  {
    name: "an action that exists",
    canonical: document(allow("s3:Put*")),
    live: document(allow(["s3:Put*", "s3:Ge*"])),
    witness: gained({}),
  },
  {
    name: "a resource of the kind that the action takes",
    canonical: document(allow("s3:GetObject", "arn:aws:s3:::b*"), {
      Effect: "Allow",
      Action: "s3:GetObject",
      NotResource: "arn:aws:s3:::*",
    }),
    live: document(allow("s3:GetObject")),
    witness: gained({ resource: "arn:aws:s3:::example-bucket/example-key" }),
  },
  {
    name: "a denial of what was allowed",
    canonical: document(allow("s3:GetObject")),
    live: document(allow("s3:GetObject"), deny("s3:GetObject", "*", { Bool: { "aws:SecureTransport": "false" } })),
    witness: gained({ context: { "aws:SecureTransport": "false" }, canonical: "allow", live: "deny" }),
  },
  {
    name: "a stranger from the partition that the policy speaks of",
    kind: "trust",
    canonical: trust({ AWS: ["AROAEXAMPLEEXAMPLE123", "arn:aws-us-gov:iam::123456789012:root"] }),
    live: trust({ AWS: "*" }),
    witness: gained({ action: "sts:AssumeRole", principal: "arn:aws-us-gov:iam::111122223333:root" }),
  },
  {
    name: "a stranger where nobody is named",
    kind: "trust",
    canonical: trust({ Service: "ec2.amazonaws.com" }),
    live: trust({ AWS: "*", Service: "ec2.amazonaws.com" }),
    witness: gained({ action: "sts:AssumeRole", principal: "arn:aws:iam::111122223333:root" }),
  },
  {
    name: "whoever is named himself",
    kind: "trust",
    canonical: trust({ AWS: "210987654321" }),
    live: trust({ AWS: ["210987654321", "arn:aws:iam::123456789012:user/alice"] }),
    witness: gained({ action: "sts:AssumeRole", principal: "arn:aws:iam::123456789012:user/alice" }),
  },
];
