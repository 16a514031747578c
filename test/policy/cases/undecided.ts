import { allow, deny, document, trust } from "./case.ts";
import { SOURCES, type Twins } from "./twins.ts";

const BUCKET = "arn:aws:s3:::b";
const get = (...resources: readonly string[]): object => document(allow("s3:GetObject", resources));
const notOn = (...NotResource: readonly string[]): object => ({ Effect: "Allow", Action: "s3:GetObject", NotResource });
const ROLE = "arn:aws:iam::123456789012:role/deploy";
const ROOT = "arn:aws:iam::123456789012:root";

/** Two policies of which AWS's pages do not tell whether they decide alike, and one like them of which they do. */
export interface Undecided extends Pick<Twins, "name" | "kind" | "canonical" | "source"> {
  readonly live: object;
  /** A part of the reason that is given. */
  readonly reason: RegExp;
  readonly decided: object;
  readonly change: "cosmetic" | "broadened" | "narrowed" | "mixed";
}

export const UNDECIDED: readonly Undecided[] = [
  {
    name: "covered only where a star crosses colons",
    canonical: get(`${BUCKET}/*/x`),
    live: get(`${BUCKET}/*/x`, `${BUCKET}/a:b/x`),
    reason: /colon/,
    decided: get(`${BUCKET}/*/x`, `${BUCKET}/a/b/x`),
    change: "cosmetic",
    source: SOURCES.arns,
  },
  {
    name: "covered only where a question mark may be a colon",
    canonical: get(`${BUCKET}/a?c`),
    live: get(`${BUCKET}/a?c`, `${BUCKET}/a:c`),
    reason: /colon/,
    decided: get(`${BUCKET}/a?c`, `${BUCKET}/a/c`),
    change: "cosmetic",
    source: SOURCES.arns,
  },
  {
    name: "left out only where a star crosses colons",
    canonical: document(notOn(`${BUCKET}/*/x`, `${BUCKET}/a:b/x`)),
    live: document(notOn(`${BUCKET}/*/x`)),
    reason: /colon/,
    decided: document(notOn(`${BUCKET}/*`)),
    change: "narrowed",
    source: SOURCES.arns,
  },
  {
    name: "denied only where a star crosses colons",
    canonical: document(allow("s3:*"), deny("s3:*", [`${BUCKET}/*/x`, `${BUCKET}/a:b/x`])),
    live: document(allow("s3:*"), deny("s3:*", `${BUCKET}/*/x`)),
    reason: /colon/,
    decided: document(allow("s3:*"), deny("s3:*", `${BUCKET}/a*/x`)),
    change: "broadened",
    source: SOURCES.arns,
  },
  {
    name: "a NotResource of nothing",
    canonical: document(allow("s3:PutObject")),
    live: document(allow("s3:PutObject"), notOn()),
    reason: /empty Not/,
    decided: document(allow("s3:PutObject"), notOn("*")),
    change: "cosmetic",
    source: SOURCES.reasoning,
  },
  {
    name: "a NotAction of nothing",
    canonical: document(allow("s3:PutObject")),
    live: document(allow("s3:PutObject"), { Effect: "Allow", NotAction: [], Resource: "*" }),
    reason: /empty Not/,
    decided: document(allow("s3:PutObject"), { Effect: "Allow", NotAction: "s3:Get*", Resource: "*" }),
    change: "broadened",
    source: SOURCES.reasoning,
  },
  {
    name: "a condition without values",
    canonical: document(allow("s3:GetObject", "*", { StringEquals: { k: "a" } })),
    live: document(allow("s3:GetObject", "*", { StringEquals: { k: [] } })),
    reason: /no values/,
    decided: document(allow("s3:GetObject", "*", { StringEquals: { k: ["a", "b"] } })),
    change: "broadened",
    source: SOURCES.operators,
  },
  {
    name: "a block of addresses with host bits",
    canonical: document(allow("s3:GetObject", "*", { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })),
    live: document(allow("s3:GetObject", "*", { IpAddress: { "aws:SourceIp": "10.0.0.1/8" } })),
    reason: /block|address/,
    decided: document(allow("s3:GetObject", "*", { IpAddress: { "aws:SourceIp": "10.0.0.1/32" } })),
    change: "narrowed",
    source: SOURCES.operators,
  },
  {
    name: "a number that is none",
    canonical: document(allow("s3:GetObject", "*", { NumericEquals: { k: "10" } })),
    live: document(allow("s3:GetObject", "*", { NumericEquals: { k: "1e1" } })),
    reason: /decimal|number/,
    decided: document(allow("s3:GetObject", "*", { NumericEquals: { k: "010" } })),
    change: "cosmetic",
    source: SOURCES.operators,
  },
  {
    name: "a key that is there, and one with a value in it",
    canonical: document(allow("s3:GetObject", "*", { StringLike: { k: "?*" } })),
    live: document(allow("s3:GetObject", "*", { Null: { k: "false" } })),
    reason: /empty value/,
    decided: document(allow("s3:GetObject", "*", { StringLike: { k: "??*" } })),
    change: "narrowed",
    source: SOURCES.values,
  },
  {
    name: "a value that is empty, named",
    canonical: document(allow("s3:GetObject", "*", { StringEquals: { k: "a" } })),
    live: document(allow("s3:GetObject", "*", { StringEquals: { k: ["a", ""] } })),
    reason: /empty value/,
    decided: document(allow("s3:GetObject", "*", { StringEquals: { k: ["a", " "] } })),
    change: "broadened",
    source: SOURCES.values,
  },
  {
    name: "a list that may hold an empty value",
    canonical: document(allow("s3:GetObject", "*", { "ForAllValues:StringEquals": { "aws:TagKeys": "a" } })),
    live: document(allow("s3:GetObject", "*", { "ForAllValues:StringEquals": { "aws:TagKeys": ["a", ""] } })),
    reason: /empty value/,
    decided: document(allow("s3:GetObject", "*", { "ForAllValues:StringEquals": { "aws:TagKeys": ["a", "b"] } })),
    change: "broadened",
    source: SOURCES.values,
  },
  {
    name: "bytes that may be spelt in two ways",
    canonical: document(allow("s3:GetObject", "*", { BinaryEquals: { k: "QQ==" } })),
    live: document(allow("s3:GetObject", "*", { BinaryEquals: { k: "QR==" } })),
    reason: /base64/,
    decided: document(allow("s3:GetObject", "*", { BinaryEquals: { k: "Qg==" } })),
    change: "mixed",
    source: SOURCES.operators,
  },
  {
    name: "a number as a number, and as text",
    canonical: document(allow("s3:GetObject", "*", { NumericEquals: { k: "5" }, StringEquals: { k: "5" } })),
    live: document(allow("s3:GetObject", "*", { NumericEquals: { k: "5" } })),
    reason: /no request was found/,
    decided: document(allow("s3:GetObject", "*", { NumericEquals: { k: ["5", "6"] } })),
    change: "broadened",
    source: SOURCES.reasoning,
  },
  {
    name: "a variable whose value may hold a wildcard",
    canonical: document(allow("s3:GetObject", "*", { StringEquals: { k: `\${aws:username}` } })),
    live: document(allow("s3:GetObject", "*", { StringLike: { k: `\${aws:username}` } })),
    reason: /no request was found/,
    decided: document(allow("s3:GetObject", "*", { StringLike: { k: `\${aws:username}*` } })),
    change: "broadened",
    source: SOURCES.variables,
  },
  {
    name: "a blank after an action's name, and then the name without it as well",
    canonical: document(allow("s3:GetObject ")),
    live: document(allow(["s3:GetObject ", "s3:GetObject"])),
    reason: /blank/,
    decided: document(allow(["s3:GetObject ", "s3:PutObject"])),
    change: "broadened",
    source: SOURCES.reasoning,
  },
  {
    name: "the bare star, and every AWS principal",
    kind: "trust",
    canonical: trust({ AWS: "*" }),
    live: trust("*"),
    reason: /"\*"|principal/,
    decided: trust({ AWS: ["*", "*"] }),
    change: "cosmetic",
    source: SOURCES.principal,
  },
  {
    name: "a role named beside its own account",
    kind: "trust",
    canonical: trust({ AWS: ROOT }),
    live: trust({ AWS: [ROOT, ROLE] }),
    reason: /permission of its own/,
    decided: trust({ AWS: [ROOT, "arn:aws:iam::210987654321:role/deploy"] }),
    change: "broadened",
    source: SOURCES.principal,
  },
  {
    name: "an id that may be the role's",
    kind: "trust",
    canonical: trust({ AWS: ROLE }),
    live: trust({ AWS: "AROAEXAMPLEEXAMPLE123" }),
    reason: /may be the id/,
    decided: trust({ AWS: "arn:aws:iam::123456789012:role/other" }),
    change: "mixed",
    source: SOURCES.principal,
  },
];
