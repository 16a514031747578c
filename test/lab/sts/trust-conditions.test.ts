import { expect, it } from "vitest";
import type { Caller } from "../iam/caller.ts";
import { holds, type Verdict } from "./trust-conditions.ts";

const role = {
  roleId: "AROALABROLE",
  roleName: "plumbline-sweep",
  arn: "arn:aws:iam::000000000000:role/ops/plumbline-sweep",
};
const session: Caller = {
  type: "AssumedRole",
  principalId: "AROALABROLE:night",
  arn: "arn:aws:sts::000000000000:assumed-role/plumbline-sweep/night",
  accountId: "000000000000",
  accessKeyId: "ASIALABSESSION",
  role,
  createdAt: new Date(0),
};
const user: Caller = {
  type: "IAMUser",
  principalId: "AIDALABUSER",
  arn: "arn:aws:iam::000000000000:user/jane",
  accountId: "000000000000",
  accessKeyId: "AKIALABUSER",
  userName: "jane",
};

const PRINCIPAL = "aws:PrincipalArn";
const cases: readonly {
  name: string;
  caller?: Caller;
  operator: string;
  key?: string;
  values: readonly (string | boolean)[];
  expected: Verdict;
}[] = [
  { name: "a session's principal is its role", operator: "ArnEquals", values: [role.arn], expected: "yes" },
  { name: "and not the session itself", operator: "ArnEquals", values: [session.arn], expected: "no" },
  {
    name: "a user's principal is the user",
    caller: user,
    operator: "StringEquals",
    values: [user.arn],
    expected: "yes",
  },
  { name: "one of several is enough", operator: "StringEquals", values: [user.arn, role.arn], expected: "yes" },
  { name: "no value at all", operator: "ArnLike", values: [], expected: "no" },
  {
    name: "the key's case is all one",
    operator: "StringEquals",
    key: "AWS:principalarn",
    values: [role.arn],
    expected: "yes",
  },
  {
    name: "a pattern of ArnLike",
    operator: "ArnLike",
    values: ["arn:aws:iam::000000000000:role/*/plumbline-?weep"],
    expected: "yes",
  },
  {
    name: "a pattern of ArnEquals, which is the same operator",
    operator: "ArnEquals",
    values: ["arn:aws:iam::*:role/ops/*"],
    expected: "yes",
  },
  { name: "a pattern that reaches over a colon", operator: "ArnLike", values: ["arn:aws:iam:*sweep"], expected: "no" },
  {
    name: "a pattern that reaches over a colon as a string",
    operator: "StringLike",
    values: ["arn:aws:iam:*sweep"],
    expected: "yes",
  },
  { name: "a pattern of StringEquals", operator: "StringEquals", values: ["arn:*"], expected: "no" },
  { name: "another role", operator: "ArnLike", values: ["arn:aws:iam::000000000000:role/other-*"], expected: "no" },
  { name: "a negated operator", operator: "ArnNotEquals", values: [user.arn], expected: "unknown" },
  { name: "an operator with IfExists", operator: "ArnEqualsIfExists", values: [role.arn], expected: "unknown" },
  { name: "an operator that every object has", operator: "toString", values: [role.arn], expected: "unknown" },
  { name: "a policy variable", operator: "StringLike", values: ["$" + "{aws:PrincipalTag/role}"], expected: "unknown" },
  { name: "another key", operator: "Bool", key: "aws:ViaAWSService", values: [false], expected: "unknown" },
  {
    name: "ArnEquals on an external id",
    operator: "ArnEquals",
    key: "sts:ExternalId",
    values: ["x1"],
    expected: "unknown",
  },
  { name: "an external id", operator: "StringEquals", key: "sts:ExternalId", values: ["x1"], expected: "yes" },
];

it.each(cases)("$name: $expected", ({ caller = session, operator, key = PRINCIPAL, values, expected }) => {
  expect(holds({ operator, key, values }, { caller, externalId: "x1" })).toBe(expected);
});
