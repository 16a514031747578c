import { describe, expect, it } from "vitest";
import type { EntityMatch } from "../../shared/discovery/discovery.ts";
import {
  arnOf,
  type DetailEntry,
  discoverIn,
  found,
  policy,
  role,
  solvedOf,
  statementText,
  user,
} from "./discover-fixture.ts";

const EARLIER = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueUrl"];
const NOW = [...EARLIER, "sqs:GetQueueAttributes"];

function work(actions: readonly string[], bucket: string): string {
  return statementText(
    { Effect: "Allow", Action: actions, Resource: "*" },
    { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: `arn:aws:s3:::${bucket}/*` },
  );
}

/** A baseline of somebody's own: two policies that share a bucket, a role with a fixed name, and people by what they have. */
const BASELINE = `baseline: shop
title: Shop
page: { title: Set up the shop }
parameters:
  prefix: { type: string, pattern: '[a-z-]+', description: What all names begin with. }
  bucket: { type: bucket, description: The bucket. }
  vendor: { type: account-id, description: The vendor's account. }
  team: { type: string, default: web, description: The team. }
  readers: { type: list, items: string, default: [], description: Who reads. }
documents:
  - file: work.json
    provenance: verbatim
    page: { title: Set up the shop }
    version: "2"
    revisions:
      - { file: v1/work.json, version: "1" }
  - file: trust.json
    provenance: verbatim
    page: { title: Set up the shop }
entities:
  - kind: policy
    name: "{{prefix}}-shopkeeping"
    presence: required
    compare: exact
    severity: high
    remediate: off
    document: work.json
    tags: { team: "{{team}}" }
  - kind: policy
    name: "{{prefix}}-shopcounting"
    presence: optional
    compare: exact
    severity: high
    remediate: off
    document: work.json
  - kind: role
    name: shop
    presence: optional
    compare: exact
    severity: high
    remediate: off
    trust: trust.json
  - kind: user
    forEach: readers
    name: "{{readers}}"
    presence: required
    compare: exact
    severity: low
    remediate: off
    attachments:
      match: at-least
      policies: ["arn:{{partition}}:iam::aws:policy/ReadOnlyAccess"]
`;

const FILES = new Map([
  ["policies/shop/baseline.yml", BASELINE],
  ["policies/shop/work.json", work(NOW, "{{bucket}}")],
  ["policies/shop/v1/work.json", work(EARLIER, "{{bucket}}")],
  [
    "policies/shop/trust.json",
    statementText({ Effect: "Allow", Principal: { AWS: "{{vendor}}" }, Action: "sts:AssumeRole" }),
  ],
]);

const keeping = policy("acme-shopkeeping", work(NOW, "acme-bucket"));

async function shop(...entries: readonly DetailEntry[]) {
  return found(await discoverIn(entries, FILES), "shop");
}

describe("discover of somebody's own baseline", () => {
  it("solves a name's part, a document's and a tag's, each with where it came from", async () => {
    const tagged = { ...keeping, members: { ...keeping.members, Tags: [{ Key: "team", Value: "shop" }] } };
    const discovered = await shop(tagged);
    expect(discovered?.solved).toEqual([
      { name: "prefix", value: "acme", from: ["the name of policy/acme-shopkeeping"], isDefault: false },
      {
        name: "bucket",
        value: "acme-bucket",
        from: ["work.json and the document of policy/acme-shopkeeping"],
        isDefault: false,
      },
      { name: "team", value: "shop", from: ["the tag team of policy/acme-shopkeeping"], isDefault: false },
      { name: "readers", value: [], from: ["no such entity was found"], isDefault: true },
    ]);
    expect(discovered?.open).toEqual([
      {
        name: "vendor",
        candidates: [],
        description: "The vendor's account.",
        reason: "Nothing that is live tells it.",
      },
    ]);
  });

  it("solves a principal that IAM spells as an ARN, of a role whose name is fixed", async () => {
    const trust = statementText({
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::999988887777:root" },
      Action: "sts:AssumeRole",
    });
    expect(solvedOf(await shop(keeping, role("shop", { trust })))).toMatchObject({ vendor: "999988887777" });
    expect(solvedOf(await shop(keeping, role("shops", { trust })))).not.toHaveProperty("vendor");
  });

  it("names both values that two documents give one parameter, and takes neither", async () => {
    const discovered = await shop(keeping, policy("acme-shopcounting", work(NOW, "other-bucket")));
    expect(discovered?.open[0]).toMatchObject({
      name: "bucket",
      candidates: ["acme-bucket", "other-bucket"],
      reason:
        "It would be acme-bucket by work.json and the document of policy/acme-shopkeeping, and other-bucket by work.json and the document of policy/acme-shopcounting.",
    });
  });

  it("knows an earlier version of a document", async () => {
    const discovered = await shop(policy("acme-shopkeeping", work(EARLIER, "acme-bucket")));
    expect(solvedOf(discovered)).toMatchObject({ bucket: "acme-bucket" });
    expect(discovered?.matches[0]?.evidence).toContainEqual({
      aspect: "document",
      subject: "work.json",
      verdict: "outdated",
      words: "its document decides as version 1 of work.json, an earlier one",
    });
  });

  it("does not take anybody with AWS's policy for all for one of its own", async () => {
    const discovered = await shop(keeping, user("ann", ["arn:aws:iam::aws:policy/ReadOnlyAccess"]));
    expect(solvedOf(discovered)).toMatchObject({ readers: [] });
  });

  it("does not take a policy for its own whose name it could not have", async () => {
    expect(await shop(policy("keeping", work(NOW, "acme-bucket")))).toBeUndefined();
  });

  it("says what an attached policy of another does not", async () => {
    const discovered = await shop(keeping, user("ann", [arnOf("acme-shopkeeping")]));
    expect(discovered?.matches.map(({ entity }) => entity)).toEqual(["policy/acme-shopkeeping"]);
  });

  it("gives an entity to the baseline that it fits better, though it comes later", async () => {
    const renamed = [...FILES].map(([file, text]): [string, string] => [
      file.replace("/shop/", "/store/"),
      file.endsWith("/work.json") ? work(EARLIER, "{{bucket}}") : text.replace("baseline: shop\n", "baseline: store\n"),
    ]);
    const live = policy("acme-shopkeeping", work(EARLIER, "acme-bucket"));
    const discovery = await discoverIn([live], new Map([...FILES, ...renamed]));
    expect(discovery.baselines.map(({ baseline, proposed }) => [baseline, proposed])).toEqual([
      ["shop", false],
      ["store", true],
    ]);
  });

  it("gives an entity to one baseline of two, and tells the other so", async () => {
    const renamed = [...FILES].map(([file, text]): [string, string] => [
      file.replace("/shop/", "/store/"),
      text.replace("baseline: shop\n", "baseline: store\n"),
    ]);
    const discovery = await discoverIn([keeping], new Map([...FILES, ...renamed]));
    expect(found(discovery, "shop")).toMatchObject({
      proposed: true,
      matches: [{ entity: "policy/acme-shopkeeping" }],
    });
    expect(found(discovery, "store")).toMatchObject({
      proposed: false,
      matches: [],
      notes: [
        "policy/acme-shopkeeping fits policy/{{prefix}}-shopkeeping too, and is taken for policy/{{prefix}}-shopkeeping of shop, since a configuration may describe it once.",
      ],
    });
  });
});

const SMALL = ["sns:Publish", "sns:Subscribe", "sns:Unsubscribe"];
const OWN_TRUST = statementText({
  Effect: "Allow",
  Principal: { AWS: "arn:aws:iam::123456789012:root" },
  Action: "sts:AssumeRole",
});
const small = (actions: readonly string[]) => statementText({ Effect: "Allow", Action: actions, Resource: "*" });

/** A baseline with names that are anybody's, a document that is anybody's, and a trust policy that is. */
const COUNTER = new Map([
  [
    "policies/counter/baseline.yml",
    `baseline: counter
title: Counter
page: { title: Set up the counter }
parameters:
  smallName: { type: string, default: small-policy, description: The small policy. }
  workName: { type: string, default: counter-work, description: The policy. }
  roleName: { type: string, default: counter, description: The role. }
documents:
  - { file: small.json, provenance: verbatim, page: { title: Set up the counter } }
  - { file: work.json, provenance: verbatim, page: { title: Set up the counter } }
  - { file: trust.json, provenance: verbatim, page: { title: Set up the counter } }
entities:
  - { kind: policy, name: "{{smallName}}", presence: optional, compare: exact, severity: low, remediate: off, document: small.json }
  - { kind: policy, name: "{{workName}}", presence: required, compare: exact, severity: low, remediate: off, document: work.json }
  - kind: role
    name: "{{roleName}}"
    presence: optional
    compare: exact
    severity: low
    remediate: off
    trust: trust.json
    attachments: { match: at-least, policies: ["arn:{{partition}}:iam::{{account}}:policy/{{workName}}"] }
`,
  ],
  ["policies/counter/small.json", small(SMALL)],
  ["policies/counter/work.json", small(NOW)],
  ["policies/counter/trust.json", OWN_TRUST.replace("123456789012", "{{account}}")],
]);

describe("discover: what is anybody's says nothing by itself", () => {
  const namedIn = async (entries: readonly DetailEntry[]) => {
    const discovered = found(await discoverIn(entries, COUNTER), "counter");
    const told = (matches: readonly EntityMatch[]) =>
      matches.map(({ entity, confidence }) => `${entity} ${confidence}`);
    return { matches: told(discovered?.matches ?? []), others: told(discovered?.others ?? []) };
  };
  const counting = policy("counting", small(NOW));

  it.each([
    { name: "a document of three actions", entries: [policy("topics", small(SMALL))], matches: [], others: [] },
    {
      name: "the same under its own name",
      entries: [policy("small-policy", small(SMALL))],
      matches: ["policy/small-policy sure"],
      others: [],
    },
    { name: "a document of five actions", entries: [counting], matches: ["policy/counting sure"], others: [] },
    {
      name: "twin: four of the five",
      entries: [policy("counting", small(EARLIER))],
      matches: [],
      others: [],
    },
    { name: "a role that trusts its own account", entries: [role("anybody")], matches: [], others: [] },
    {
      name: "the same with the baseline's policy",
      entries: [counting, role("anybody", { attached: [arnOf("counting")] })],
      matches: ["policy/counting sure", "role/anybody sure"],
      others: [],
    },
    {
      name: "twin: with another trust policy",
      entries: [
        counting,
        role("anybody", { attached: [arnOf("counting")], trust: OWN_TRUST.replace("123456789012", "999988887777") }),
      ],
      matches: ["policy/counting sure"],
      others: ["role/anybody possible"],
    },
    {
      name: "a name like the baseline's own with another content",
      entries: [policy("counter-work-2", small(["dynamodb:GetItem"]))],
      matches: [],
      others: [],
    },
    {
      name: "a short name that is anybody's, with a trust policy that is",
      entries: [counting, role("counter")],
      matches: ["policy/counting sure"],
      others: ["role/counter possible"],
    },
    {
      name: "the same without the policy that it would lack",
      entries: [role("counter")],
      matches: ["role/counter likely"],
      others: [],
    },
    { name: "twin: with something behind its name", entries: [role("counter-2")], matches: [], others: [] },
  ])("$name", async ({ entries, matches, others }) => {
    expect(await namedIn(entries)).toEqual({ matches, others });
  });
});
