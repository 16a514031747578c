import { allow, type Case, deny, document } from "./case.ts";

const HOME = `arn:aws:s3:::b/\${aws:username}/*`;
const old = (...Statement: readonly object[]): object => ({ Version: "2008-10-17", Statement });

export const VARIABLE_CASES: readonly Case[] = [
  {
    name: "no Version, and the one it stands for",
    canonical: { Statement: [allow("s3:GetObject", HOME)] },
    live: old(allow("s3:GetObject", HOME)),
    expected: "cosmetic",
  },
  {
    name: "another Version, where no variable occurs",
    canonical: old(allow("s3:GetObject", "arn:aws:s3:::b/*")),
    live: document(allow("s3:GetObject", "arn:aws:s3:::b/*")),
    expected: "cosmetic",
  },
  {
    name: "another Version, where a variable occurs: one reads it as plain text",
    canonical: document(allow("s3:GetObject", HOME)),
    live: old(allow("s3:GetObject", HOME)),
    expected: "mixed",
  },
  {
    name: "another Version, where a variable occurs in a condition",
    canonical: document(allow("s3:*", "*", { StringEquals: { "aws:PrincipalTag/owner": `\${aws:username}` } })),
    live: old(allow("s3:*", "*", { StringEquals: { "aws:PrincipalTag/owner": `\${aws:username}` } })),
    expected: "mixed",
  },
  {
    name: "a variable's resource beside one that covers it whatever it stands for",
    canonical: document(allow("s3:GetObject", "arn:aws:s3:::b/*")),
    live: document(allow("s3:GetObject", ["arn:aws:s3:::b/*", HOME])),
    expected: "cosmetic",
  },
  {
    name: "a variable widened to a star",
    canonical: document(allow("s3:GetObject", HOME)),
    live: document(allow("s3:GetObject", "arn:aws:s3:::b/*")),
    expected: "broadened",
  },
  {
    name: "another variable",
    canonical: document(allow("s3:GetObject", HOME)),
    live: document(allow("s3:GetObject", `arn:aws:s3:::b/\${aws:userid}/*`)),
    expected: "mixed",
  },
  {
    name: "the case of a variable's name",
    canonical: document(allow("s3:GetObject", HOME)),
    live: document(allow("s3:GetObject", HOME.replace("username", "UserName"))),
    expected: "cosmetic",
  },
  {
    name: "a star written as a variable is the character, not the wildcard",
    canonical: document(allow("s3:GetObject", `arn:aws:s3:::b/\${*}`)),
    live: document(allow("s3:GetObject", "arn:aws:s3:::b/*")),
    expected: "broadened",
  },
  {
    name: "a variable's default",
    canonical: document(allow("s3:GetObject", `arn:aws:s3:::b/\${aws:username, 'nobody'}/*`)),
    live: document(allow("s3:GetObject", HOME)),
    expected: "narrowed",
  },
  {
    name: "a variable in a deny's condition, needed to see what an allow gained",
    canonical: document(
      allow("kms:DescribeKey"),
      deny("kms:*", "*", { StringNotEquals: { "aws:ResourceAccount": `\${aws:PrincipalAccount}` } }),
    ),
    live: document(
      allow(["kms:DescribeKey", "kms:Decrypt"]),
      deny("kms:*", "*", { StringNotEquals: { "aws:ResourceAccount": `\${aws:PrincipalAccount}` } }),
    ),
    expected: "broadened",
    deltas: ["gained `kms:Decrypt` on `*`"],
  },
];
