import { document, trust } from "./case.ts";
import { SOURCES, type Twins } from "./twins.ts";

const ACCOUNT = "123456789012";
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const user = (name: string): string => `arn:aws:iam::${ACCOUNT}:user/${name}`;
const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const session = (name: string): string => `arn:aws:sts::${ACCOUNT}:assumed-role/deploy/${name}`;
const kind = "trust";
const assume = (AWS: string | readonly string[], Effect = "Allow", Condition?: object): object => ({
  Effect,
  Principal: { AWS },
  Action: "sts:AssumeRole",
  ...(Condition && { Condition }),
});

/** Everyone that an entry of a trust policy may name, and who stays when one goes. */
export const TWINS_OF_TRUST: readonly Twins[] = [
  {
    name: "one user for another",
    kind,
    canonical: trust({ AWS: user("alice") }),
    alike: trust({ AWS: [user("alice")] }),
    other: trust({ AWS: user("bob") }),
    change: "mixed",
    source: SOURCES.principal,
  },
  {
    name: "one session for another",
    kind,
    canonical: trust({ AWS: session("one") }),
    alike: trust({ AWS: [session("one"), session("one")] }),
    other: trust({ AWS: session("two") }),
    change: "mixed",
    source: SOURCES.principal,
  },
  {
    name: "one user kept out of an account",
    kind,
    canonical: document(assume(ROOT), assume(user("bob"), "Deny")),
    alike: document(assume([user("bob"), user("bob")], "Deny"), assume(ACCOUNT)),
    other: document(assume(ROOT), assume(user("example-user"), "Deny")),
    change: "mixed",
    source: SOURCES.evaluation,
  },
  {
    name: "a whole account kept out, and one role of it",
    kind,
    canonical: document(assume([ROOT, "210987654321"]), assume(ROOT, "Deny")),
    alike: document(assume(ACCOUNT, "Deny"), assume(["210987654321", ACCOUNT])),
    other: document(assume([ROOT, "210987654321"]), assume(role("example-role"), "Deny")),
    change: "broadened",
    source: SOURCES.evaluation,
  },
  {
    name: "two roles, each with a condition of its own",
    kind,
    canonical: document(
      assume(role("a"), "Allow", { Null: { "sts:ExternalId": "true" } }),
      assume(role("b"), "Allow", { Null: { "sts:ExternalId": "false" } }),
    ),
    alike: document(
      assume(role("b"), "Allow", { StringLike: { "sts:ExternalId": "*" } }),
      assume(role("a"), "Allow", { Null: { "sts:ExternalId": "true" } }),
    ),
    other: document(assume([role("a"), role("b")], "Allow", { Null: { "sts:ExternalId": "true" } })),
    change: "mixed",
    source: SOURCES.logic,
  },
  {
    name: "the id of one that is gone, under a condition and its opposite",
    kind,
    canonical: trust({ AWS: "AROAEXAMPLEEXAMPLE123" }),
    alike: document(
      assume("AROAEXAMPLEEXAMPLE123", "Allow", { Null: { "sts:ExternalId": "true" } }),
      assume("AROAEXAMPLEEXAMPLE123", "Allow", { Null: { "sts:ExternalId": "false" } }),
    ),
    other: trust({ AWS: "*" }),
    change: "broadened",
    source: SOURCES.principal,
  },
];
