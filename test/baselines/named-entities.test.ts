import { describe, expect, it } from "vitest";
import type {
  ExpectedEntity,
  ExpectedGroup,
  ExpectedRole,
  ExpectedServiceLinkedRole,
  ExpectedUser,
} from "../../shared/baselines/expected-state.ts";
import { namedEntities } from "../../shared/baselines/named-entities.ts";

const ACCOUNT = "111122223333";
const own = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/${name}`;
const base = {
  baseline: "made-up",
  path: "/",
  presence: "required",
  compare: "exact",
  severity: "high",
  remediate: "off",
} as const;
const role = (aspects: Partial<ExpectedRole>): ExpectedRole => ({
  ...base,
  kind: "role",
  entity: { kind: "role", name: "task" },
  ...aspects,
});
const user = (aspects: Partial<ExpectedUser>): ExpectedUser => ({
  ...base,
  kind: "user",
  entity: { kind: "user", name: "operator" },
  ...aspects,
});
const group = (aspects: Partial<ExpectedGroup>): ExpectedGroup => ({
  ...base,
  kind: "group",
  entity: { kind: "group", name: "admins" },
  ...aspects,
});
const serviceLinkedRole: ExpectedServiceLinkedRole = {
  ...base,
  kind: "service-linked-role",
  entity: { kind: "role", name: "AWSServiceRoleForIVSRecordToS3" },
  service: "ivs.amazonaws.com",
  attachments: { match: "exact", policyArns: [own("linked")] },
};
const text = { source: "a.json", provenance: "verbatim", text: "{}" } as const;

const cases: readonly {
  readonly name: string;
  readonly expected: ExpectedEntity;
  readonly named: readonly string[];
}[] = [
  { name: "a role of which nothing is said", expected: role({}), named: [] },
  {
    name: "a role's attached policies, below whatever path",
    expected: role({ attachments: { match: "exact", policyArns: [own("a"), own("deep/er/b")] } }),
    named: ["policy/a", "policy/b"],
  },
  {
    name: "a role's boundary, which is no policy of any baseline",
    expected: role({ permissionsBoundary: own("boundary") }),
    named: ["policy/boundary"],
  },
  { name: "no boundary", expected: role({ permissionsBoundary: "none" }), named: [] },
  {
    name: "policies that belong on separate roles",
    expected: role({ separatePolicies: [[own("a"), own("b")], [own("c")]] }),
    named: ["policy/a", "policy/b", "policy/c"],
  },
  {
    name: "each once",
    expected: role({ attachments: { match: "at-least", policyArns: [own("a")] }, permissionsBoundary: own("a") }),
    named: ["policy/a"],
  },
  {
    name: "neither AWS's own policies nor another account's",
    expected: role({
      attachments: {
        match: "exact",
        policyArns: ["arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::444455556666:policy/theirs"],
      },
    }),
    named: [],
  },
  {
    name: "a service-linked role's attached policies",
    expected: serviceLinkedRole,
    named: ["policy/linked"],
  },
  {
    name: "a user's policies, boundary and groups",
    expected: user({
      attachments: { match: "exact", policyArns: [own("a")] },
      permissionsBoundary: own("boundary"),
      groups: { match: "at-least", names: ["admins", "staff"] },
    }),
    named: ["policy/a", "policy/boundary", "group/admins", "group/staff"],
  },
  {
    name: "the roles and users of its own account that it trusts",
    expected: role({
      trust: {
        ...text,
        text: JSON.stringify({
          Principal: {
            AWS: [
              `arn:aws:iam::${ACCOUNT}:role/deep/er/caller`,
              `arn:aws-cn:iam::${ACCOUNT}:user/operator`,
              `arn:aws:iam::${ACCOUNT}:root`,
              "arn:aws:iam::444455556666:role/theirs",
            ],
          },
        }),
      },
    }),
    named: ["role/caller", "user/operator"],
  },
  {
    name: "also where the document's text has its strokes escaped",
    expected: role({ trust: { ...text, text: `{"AWS":"arn:aws:iam::${ACCOUNT}:role\\/deep\\/caller"}` } }),
    named: ["role/caller"],
  },
  {
    name: "a group's attached policies",
    expected: group({ attachments: { match: "exact", policyArns: [own("a")] } }),
    named: ["policy/a"],
  },
  {
    name: "a policy names nothing",
    expected: { ...base, kind: "policy", entity: { kind: "policy", name: "a" }, document: text },
    named: [],
  },
  {
    name: "neither does root",
    expected: { ...base, kind: "root", entity: { kind: "root", name: "root" }, accessKeys: "forbidden" },
    named: [],
  },
];

describe("the policies, groups and trusted principals that a baseline names of an entity", () => {
  it.each(cases)("$name", ({ expected, named }) => {
    expect(namedEntities(expected, ACCOUNT)).toEqual(named);
  });
});
