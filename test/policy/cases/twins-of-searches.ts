import { allow, deny, document } from "./case.ts";
import { SOURCES, type Twins } from "./twins.ts";

const BUCKET = "arn:aws:s3:::b";
const get = (Resource: string | readonly string[], Condition?: object): object =>
  allow("s3:GetObject", Resource, Condition);
const getBut = (NotResource: string | readonly string[], Condition?: object): object => ({
  Effect: "Allow",
  Action: "s3:GetObject",
  NotResource,
  ...(Condition && { Condition }),
});
const allBut = (NotAction: string | readonly string[], Effect = "Allow"): object => ({
  Effect,
  NotAction,
  Resource: "*",
});
const object = (name: string): string => `${BUCKET}/${name}`;
const ON = { Bool: { f: "true" } };
const OFF = { BoolIfExists: { f: "false" } };

/** What is covered only by several statements together, and what no name written in the policies shows. */
export const TWINS_OF_SEARCHES: readonly Twins[] = [
  {
    name: "all but some actions, in two statements that leave out different ones",
    canonical: document(allow("*")),
    alike: document(allBut("s3:*"), allBut("iam:*")),
    other: document(allBut("s3:*"), allBut(["iam:*", "s3:Get*"])),
    change: "narrowed",
    source: SOURCES.notAction,
  },
  {
    name: "what NotAction leaves out, allowed beside it",
    canonical: document(allow("*")),
    alike: document(allow("s3:*"), allBut("s3:*")),
    other: document(allow("s3:Get*"), allBut("s3:*")),
    change: "narrowed",
    source: SOURCES.notAction,
  },
  {
    name: "a denial of all but iam, with an allow that it leaves nothing of",
    canonical: document(allow("*"), allBut("iam:*", "Deny")),
    alike: document(allow("iam:*"), allBut("iam:*", "Deny")),
    other: document(allow("iam:Get*"), allBut("iam:*", "Deny")),
    change: "narrowed",
    source: SOURCES.notAction,
  },
  {
    name: "an action has a name of one character or more",
    canonical: document(allow("s3:?*")),
    alike: document(allow("s3:*")),
    other: document(allow("s3:??*")),
    change: "narrowed",
    source: SOURCES.action,
  },
  {
    name: "an action has one colon",
    canonical: document(allow("*")),
    alike: document(allow("*:*")),
    other: document(allow("*:?")),
    change: "narrowed",
    source: SOURCES.action,
  },
  {
    name: "actions of one letter or more, by their first",
    canonical: document(allow(["x:a*", "x:b*"])),
    alike: document(allow(["x:a", "x:a?*", "x:b*"])),
    other: document(allow(["x:a", "x:a??*", "x:b*"])),
    change: "narrowed",
    source: SOURCES.action,
  },
  {
    name: "an ARN has five colons whether they are written or not",
    canonical: document(get("arn:aws:s3:*")),
    alike: document(get("arn:aws:s3:*:*:*")),
    other: document(get("arn:aws:s3:*:*:*:*")),
    change: "narrowed",
    source: "AWS changed FMSServiceRolePolicy so between v18 and v19",
  },
  {
    name: "what is no ARN is no resource",
    canonical: document(),
    alike: document(get(["bucket", "arn:aws:s3", "arn:aws:s3::b"])),
    other: document(get(["bucket", "arn:aws:s3:::b"])),
    change: "broadened",
    source: SOURCES.arns,
  },
  {
    name: "the literal star among the resources",
    canonical: document(get("*")),
    alike: document(get(["arn:*", "*"])),
    other: document(get("arn:*")),
    change: "narrowed",
    source: SOURCES.resource,
  },
  {
    name: "some resources, and all but those",
    canonical: document(get("*")),
    alike: document(get("arn:aws:s3:::*"), getBut("arn:aws:s3:::*")),
    other: document(get("arn:aws:s3:::b*"), getBut("arn:aws:s3:::*")),
    change: "narrowed",
    source: SOURCES.notResource,
  },
  {
    name: "objects that no example shows",
    canonical: document(get([`${BUCKET}/example*`, `${BUCKET}/another-example*`, `${BUCKET}/`])),
    alike: document(get([`${BUCKET}/another-example*`, `${BUCKET}/`]), get([`${BUCKET}/example*`])),
    other: document(get(`${BUCKET}/*`)),
    change: "broadened",
    source: SOURCES.reasoning,
  },
  {
    name: "objects that no example shows, behind some that AWS's pages leave open",
    canonical: document(
      getBut([`${BUCKET}/a:b/x`, "arn:aws:s3:::c/*"]),
      get(["arn:aws:s3:::c/example/x", "arn:aws:s3:::c/another-example/x", "arn:aws:s3:::c//x"]),
    ),
    alike: document(
      getBut(["arn:aws:s3:::c/*", `${BUCKET}/a:b/x`]),
      get(["arn:aws:s3:::c/another-example/x", "arn:aws:s3:::c//x"]),
      get("arn:aws:s3:::c/example/x"),
    ),
    other: document(
      getBut([`${BUCKET}/a:b/x`, "arn:aws:s3:::c/*"]),
      get(["arn:aws:s3:::c/example/x", "arn:aws:s3:::c/another-example/x", "arn:aws:s3:::c//x"]),
      get([`${BUCKET}/*/x`, "arn:aws:s3:::c/*/x"]),
    ),
    change: "broadened",
    source: SOURCES.reasoning,
  },
  {
    name: "actions whose resources differ, put together another way",
    canonical: document(allow(["s3:a", "s3:b", "s3:c"], `${BUCKET}/a`), allow("s3:a", `${BUCKET}/b`)),
    alike: document(allow("s3:a", [`${BUCKET}/a`, `${BUCKET}/b`]), allow(["s3:b", "s3:c"], `${BUCKET}/a`)),
    other: document(allow(["s3:a", "s3:b"], [`${BUCKET}/a`, `${BUCKET}/b`]), allow("s3:c", `${BUCKET}/a`)),
    change: "broadened",
    source: SOURCES.reasoning,
  },
  {
    name: "one action of several that another statement covers under a condition only",
    canonical: document(allow(["s3:a", "s3:b", "s3:c"], `${BUCKET}/a`)),
    alike: document(allow(["s3:a", "s3:b"], `${BUCKET}/a`), allow("s3:c", `${BUCKET}/a`)),
    other: document(allow(["s3:a", "s3:b"], `${BUCKET}/a`), allow("s3:c", `${BUCKET}/a`, { Null: { k: "true" } })),
    change: "narrowed",
    source: SOURCES.reasoning,
  },
  {
    name: "the same conditions met one way at one action, and another way at another",
    canonical: document(
      allow("s3:a", `${BUCKET}/*`, { Null: { k: "true" } }),
      allow("s3:b", `${BUCKET}/*`, { Null: { k: "false" } }),
    ),
    alike: document(
      allow("s3:b", `${BUCKET}/*`, { StringLike: { k: "*" } }),
      allow("s3:a", `${BUCKET}/*`, { Null: { k: "true" } }),
    ),
    other: document(
      allow("s3:a", `${BUCKET}/*`, { Null: { k: "true" } }),
      allow("s3:b", `${BUCKET}/*`, { Null: { k: "true" } }),
    ),
    change: "mixed",
    source: SOURCES.reasoning,
  },
  {
    name: "a denial within a denial, under the same condition",
    canonical: document(allow("s3:*"), deny("s3:*", `${BUCKET}/*`, { Bool: { f: "false" } })),
    alike: document(
      allow("s3:*"),
      deny("s3:*", `${BUCKET}/*`, { Bool: { f: "false" } }),
      deny("s3:Put*", `${BUCKET}/a`, { Bool: { f: "false" } }),
    ),
    other: document(
      allow("s3:*"),
      deny("s3:*", `${BUCKET}/*`, { Bool: { f: "false" } }),
      deny("s3:Put*", `${BUCKET}/a`, { BoolIfExists: { f: "false" } }),
    ),
    change: "narrowed",
    source: SOURCES.evaluation,
  },
  {
    name: "the first of two patterns for actions is covered, and the second is not",
    canonical: document(allow("s3:G*")),
    alike: document(allow("s3:G*"), allow(["s3:Ge*", "s3:GetO*"])),
    other: document(allow("s3:G*"), allow(["s3:Ge*", "s3:Put*"])),
    change: "broadened",
    source: SOURCES.action,
  },
  {
    name: "the first of two patterns for actions is covered by two statements together, and the second is not",
    canonical: document(allow("s3:G*", "*", ON), allow("s3:G*", "*", OFF)),
    alike: document(allow("s3:G*", "*", ON), allow("s3:G*", "*", OFF), allow(["s3:Ge*", "s3:GetO*"])),
    other: document(allow("s3:G*", "*", ON), allow("s3:G*", "*", OFF), allow(["s3:Ge*", "s3:Put*"])),
    change: "broadened",
    source: SOURCES.reasoning,
  },
  {
    name: "the first of two patterns for resources is covered by two statements together, and the second is not",
    canonical: document(get(`${BUCKET}/*`, ON), get(`${BUCKET}/*`, OFF)),
    alike: document(get(`${BUCKET}/*`, ON), get(`${BUCKET}/*`, OFF), get([`${BUCKET}/a*`, `${BUCKET}/b*`])),
    other: document(get(`${BUCKET}/*`, ON), get(`${BUCKET}/*`, OFF), get([`${BUCKET}/a*`, "arn:aws:s3:::c/*"])),
    change: "broadened",
    source: SOURCES.reasoning,
  },
  {
    name: "objects that no example shows, all of them allowed under a condition",
    canonical: document(
      get(`${BUCKET}/*`, ON),
      get([`${BUCKET}/example*`, `${BUCKET}/another-example*`, `${BUCKET}/`]),
    ),
    alike: document(
      get([`${BUCKET}/another-example*`, `${BUCKET}/`]),
      get(`${BUCKET}/example*`),
      get(`${BUCKET}/*`, ON),
    ),
    other: document(get(`${BUCKET}/*`, ON), get(`${BUCKET}/*`)),
    change: "broadened",
    source: SOURCES.reasoning,
  },
  {
    name: "one action left out that no example shows, and allowed under a condition",
    canonical: document(allow("*")),
    alike: document(allBut("s3:GetFoo"), allow("s3:Get*", "*", ON), allow("s3:GetFoo")),
    other: document(allBut("s3:GetFoo"), allow("s3:Get*", "*", ON)),
    change: "narrowed",
    source: SOURCES.notAction,
  },
  {
    name: "one object covered by two statements together, and another in part",
    canonical: document(
      get(`${BUCKET}/a`, { Null: { k: "true" } }),
      get(`${BUCKET}/a`, { Null: { k: "false" } }),
      get(`${BUCKET}/b`, { Null: { k: "true" } }),
    ),
    alike: document(get(`${BUCKET}/a`), get(`${BUCKET}/b`, { Null: { k: "true" } })),
    other: document(get([`${BUCKET}/a`, `${BUCKET}/b`])),
    change: "broadened",
    source: SOURCES.reasoning,
  },
  {
    name: "the question mark that is the literal star",
    canonical: document(),
    alike: document(get("??")),
    other: document(get("?")),
    change: "broadened",
    source: SOURCES.resource,
  },
  {
    name: "actions that no example shows, all of them allowed under a condition",
    canonical: document(allow("s3:G*", "*", ON), allow(["s3:Getqexample*", "s3:Getqanother-example*", "s3:Getq"])),
    alike: document(
      allow("s3:Getqexample*"),
      allow(["s3:Getqanother-example*", "s3:Getq"]),
      allow(["s3:G*", "s3:Ge*"], "*", ON),
    ),
    other: document(allow("s3:G*", "*", ON), allow("s3:Getq*")),
    change: "broadened",
    source: SOURCES.reasoning,
  },
  {
    name: "the first of two patterns is covered by two statements together, and no example shows that the second is not",
    canonical: document(
      allow("s3:G*", "*", ON),
      allow("s3:G*", "*", OFF),
      allow(["x:qexample*", "x:qanother-example*", "x:q"]),
    ),
    alike: document(
      allow("s3:G*", "*", ON),
      allow("s3:G*", "*", OFF),
      allow(["s3:Ge*", "x:qanother-example*", "x:qexample*", "x:q"]),
    ),
    other: document(allow("s3:G*", "*", ON), allow("s3:G*", "*", OFF), allow(["s3:Ge*", "x:q*"])),
    change: "broadened",
    source: SOURCES.reasoning,
  },
  {
    name: "the last of several actions that are left out",
    canonical: document(allow("*")),
    alike: document(allBut(["s3:a", "s3:b", "s3:c", "s3:d", "s3:e"]), allow(["s3:e", "s3:d", "s3:c", "s3:b", "s3:a"])),
    other: document(allBut(["s3:a", "s3:b", "s3:c", "s3:d", "s3:e"]), allow(["s3:a", "s3:b", "s3:c", "s3:d"])),
    change: "narrowed",
    source: SOURCES.notAction,
  },
  {
    name: "one action left out instead of all that begin alike",
    canonical: document(allBut(["s3:*", "iam:*"])),
    alike: document(allBut(["iam:*", "s3:*", "iam:e"])),
    other: document(allBut(["s3:*", "iam:e"])),
    change: "broadened",
    source: SOURCES.notAction,
  },
  {
    name: "the last of several objects that are left out",
    canonical: document(get("*")),
    alike: document(getBut(["a", "b", "c", "d", "e"].map(object)), get(["e", "d", "c", "b", "a"].map(object))),
    other: document(getBut(["a", "b", "c", "d", "e"].map(object)), get(["a", "b", "c", "d"].map(object))),
    change: "narrowed",
    source: SOURCES.notResource,
  },
];
