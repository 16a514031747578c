import { describe, expect, it } from "vitest";
import { readTouches } from "../../functions/detect-drift/read-touches.ts";
import { touchedEntities } from "../../functions/detect-drift/touched-entities.ts";
import type { ExpectedRole, ExpectedUser } from "../../shared/baselines/expected-state.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { configurationOf, createWorld, expectedRole, iamEvent } from "./fixtures.ts";

const arn = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/${name}`;
const base = {
  baseline: "made-up",
  path: "/",
  presence: "required",
  compare: "exact",
  severity: "high",
  remediate: "off",
} as const;
const named = (name: string, aspects: Partial<ExpectedRole>): ExpectedRole => ({
  ...base,
  kind: "role",
  entity: { kind: "role", name },
  ...aspects,
});
const operator: ExpectedUser = {
  ...base,
  kind: "user",
  entity: { kind: "user", name: "operator" },
  groups: { match: "exact", names: ["admins"] },
};

const configuration = configurationOf(
  named("attached", { attachments: { match: "exact", policyArns: [arn("vendor/shared")] } }),
  named("bounded", { permissionsBoundary: arn("shared") }),
  named("tolerant", { attachments: { match: "at-least", policyArns: [arn("other")] } }),
  named("aws-only", { attachments: { match: "exact", policyArns: ["arn:aws:iam::aws:policy/shared"] } }),
  // The same role by two baselines, of which one names the policy.
  expectedRole("twice"),
  { ...named("twice", { attachments: { match: "exact", policyArns: [arn("shared")] } }), baseline: "second" },
  operator,
  named("trusting", {
    trust: {
      source: "trust.json",
      provenance: "verbatim",
      text: JSON.stringify({ Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/caller` } }),
    },
  }),
);

/** An event of another operation than the fixtures' own. */
function event(eventName: string, requestParameters: object): string {
  const whole = JSON.parse(iamEvent("unused"));
  return JSON.stringify({ ...whole, detail: { ...whole.detail, eventName, requestParameters } });
}

function touchedBy(...bodies: readonly string[]): readonly string[] {
  const ports = { log: createWorld().log };
  const touches = bodies.flatMap((body, index) => readTouches({ messageId: `${index}`, body }, ports));
  const [account] = configuration.accounts;
  if (account === undefined) throw new Error("The configuration has no account.");
  return touchedEntities(account, touches).map(({ expected }) => formatEntity(expected[0].entity));
}

const SHARING = ["role/attached", "role/bounded", "role/twice"];
const policyArn = arn("shared");
const cases = [
  { name: "a new default version of a policy", event: event("CreatePolicyVersion", { policyArn }), touched: SHARING },
  { name: "another default version", event: event("SetDefaultPolicyVersion", { policyArn }), touched: SHARING },
  { name: "a version's deletion", event: event("DeletePolicyVersion", { policyArn }), touched: SHARING },
  { name: "a policy's deletion", event: event("DeletePolicy", { policyArn }), touched: SHARING },
  { name: "its name in another case", event: event("DeletePolicy", { policyArn: arn("SHARED") }), touched: SHARING },
  {
    name: "a policy's creation",
    event: event("CreatePolicy", { policyName: "other" }),
    touched: ["role/tolerant"],
  },
  {
    name: "attaching a policy touches the role alone",
    event: event("AttachRolePolicy", { roleName: "tolerant", policyArn }),
    touched: ["role/tolerant"],
  },
  {
    name: "bounding a role touches it alone",
    event: event("PutRolePermissionsBoundary", { roleName: "attached", permissionsBoundary: policyArn }),
    touched: ["role/attached"],
  },
  { name: "a policy nobody names", event: event("DeletePolicy", { policyArn: arn("mine") }), touched: [] },
  {
    name: "what a group is granted, its members have",
    event: event("PutGroupPolicy", { groupName: "admins", policyName: "p" }),
    touched: ["user/operator"],
  },
  {
    name: "a policy attached to the group",
    event: event("AttachGroupPolicy", { groupName: "admins", policyArn }),
    touched: ["user/operator"],
  },
  {
    name: "a group is renamed away",
    event: event("UpdateGroup", { groupName: "admins", newGroupName: "staff" }),
    touched: ["user/operator"],
  },
  {
    name: "a group is renamed to it",
    event: event("UpdateGroup", { groupName: "staff", newGroupName: "admins" }),
    touched: ["user/operator"],
  },
  {
    name: "the user joins a group that nobody names",
    event: event("AddUserToGroup", { groupName: "staff", userName: "operator" }),
    touched: ["user/operator"],
  },
  {
    name: "another user leaves the group",
    event: event("RemoveUserFromGroup", { groupName: "admins", userName: "visitor" }),
    touched: ["user/operator"],
  },
  { name: "the group goes", event: event("DeleteGroup", { groupName: "admins" }), touched: ["user/operator"] },
  {
    name: "a trusted role goes, in whose place IAM puts an id",
    event: event("DeleteRole", { roleName: "caller" }),
    touched: ["role/trusting"],
  },
  { name: "another group", event: event("DeleteGroup", { groupName: "staff" }), touched: [] },
];

describe("the expected entities that an event touches", () => {
  it.each(cases)("$name", ({ event, touched }) => {
    expect(touchedBy(event)).toEqual(touched);
  });

  it("are each there once, however many events of a batch touch them", () => {
    expect(touchedBy(...cases.map(({ event }) => event)).toSorted()).toEqual(
      [...SHARING, "role/tolerant", "role/trusting", "user/operator"].toSorted(),
    );
  });
});
