import { describe, expect, it } from "vitest";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { renderEntities } from "../../shared/baselines/render-entities.ts";
import { ACCOUNT, documentOf, EVERYTHING, TRUST } from "./render-fixture.ts";

const { entities, retired } = renderEntities(ACCOUNT, EVERYTHING);
const rendered = (name: string) => entities.find(({ entity }) => entity === name);

describe("renderEntities", () => {
  it("puts what others need before them, and else keeps the order", () => {
    expect(entities.map(({ entity }) => entity)).toEqual([
      "policy/sell",
      "policy/bounds",
      "group/clerks",
      "role/till",
      "role/stranger",
      "role/AWSServiceRoleForAutoScaling_shop",
      "user/clerk",
      "root",
    ]);
  });

  it("leaves out what is retired, and names it", () => {
    expect(retired).toEqual([{ entity: "role/gone", since: "2025-05-16" }]);
  });

  it("says everything of a user that is to be given to it", () => {
    expect(rendered("user/clerk")).toEqual({
      kind: "user",
      entity: "user/clerk",
      name: "clerk",
      path: "/shop/",
      presence: "required",
      inlinePolicies: [
        {
          name: "look",
          source: "policies/shop/policy.json",
          provenance: "verbatim",
          amendments: [],
          document: {
            Version: "2012-10-17",
            Statement: [{ Sid: "", Effect: "Allow", Action: "s3:ListBucket", Resource: "*" }],
          },
        },
      ],
      attachments: ["arn:aws-cn:iam::111122223333:policy/shop/sell"],
      permissionsBoundary: "arn:aws-cn:iam::111122223333:policy/bounds",
      groups: ["clerks"],
      tags: { team: "till" },
      notes: [
        "Give the user no console password.",
        "Make the user's access key yourself, and replace it before it is 90 days old.",
      ],
    });
  });

  it("gives a role no boundary where none is expected, and says what else to know", () => {
    expect(rendered("role/till")).toEqual({
      kind: "role",
      entity: "role/till",
      name: "till",
      path: "/",
      presence: "optional",
      trust: { source: TRUST.source, provenance: "verbatim", amendments: [], document: JSON.parse(TRUST.text) },
      inlinePolicies: [],
      attachments: ["arn:aws-cn:iam::aws:policy/ReadOnlyAccess"],
      groups: [],
      tags: {},
      maximumSessionSeconds: 7200,
      notes: [
        "It is optional: leave it out where it is not needed.",
        "It may be given less than this, never more.",
        "These belong on separate roles: arn:aws-cn:iam::aws:policy/A, arn:aws-cn:iam::aws:policy/B.",
      ],
    });
  });

  it("gives a service-linked role nothing, because AWS does", () => {
    expect(rendered("role/AWSServiceRoleForAutoScaling_shop")).toEqual({
      kind: "service-linked-role",
      entity: "role/AWSServiceRoleForAutoScaling_shop",
      name: "AWSServiceRoleForAutoScaling_shop",
      path: "/aws-service-role/autoscaling.amazonaws.com/",
      presence: "required",
      service: "autoscaling.amazonaws.com",
      inlinePolicies: [],
      attachments: [],
      groups: [],
      tags: {},
      notes: ["AWS makes this role, with its trust and its policy; nobody can edit them."],
    });
  });

  it("builds a policy's ARN from the account, and tells where its text departs from the vendor's", () => {
    expect(rendered("policy/sell")).toMatchObject({
      arn: "arn:aws-cn:iam::111122223333:policy/shop/sell",
      document: { provenance: "reconstructed", amendments: ["We sell abroad."] },
      notes: [
        "policies/shop/policy.json is reconstructed from what the vendor's page says; it is not the vendor's own text.",
        "policies/shop/policy.json is amended for this account: We sell abroad.",
      ],
    });
  });

  it("says that a role's trust is not the baseline's to give", () => {
    expect(rendered("role/stranger")).not.toHaveProperty("trust");
    expect(rendered("role/stranger")?.notes).toEqual([
      "The baseline does not say whom this role trusts; take its trust policy from the vendor.",
    ]);
  });

  const USERS: readonly { name: string; more: Partial<ExpectedEntity & { kind: "user" }>; notes: readonly string[] }[] =
    [
      {
        name: "a console password",
        more: { console: "required" },
        notes: ["Give the user a console password yourself."],
      },
      { name: "nothing about the console", more: { console: "allowed" }, notes: [] },
      {
        name: "no access key",
        more: { accessKeys: { breachAtDays: 90, breachSource: "vendor", maximumActive: 0, overlapDays: 0 } },
        notes: ["Make no access key for the user."],
      },
      {
        name: "more, if need be",
        more: { compare: "at-least" },
        notes: ["It may be given more than this, never less."],
      },
    ];

  it.each(USERS)("notes that a user gets $name", ({ more, notes }) => {
    const user: ExpectedEntity = {
      kind: "user",
      baseline: "shop",
      entity: { kind: "user", name: "clerk" },
      path: "/",
      presence: "required",
      compare: "exact",
      severity: "high",
      remediate: "off",
      ...more,
    };
    expect(renderEntities(ACCOUNT, [user]).entities[0]?.notes).toEqual(notes);
  });

  it("keeps a number that JavaScript cannot hold, as text, and every member in its place", () => {
    const text =
      '{"Version":"2012-10-17","Statement":{"Condition":{"NumericLessThan":{"b":1.50,"a":[12345678901234567890,7]}}}}';
    const document = { ...documentOf({}), text };
    const [entity] = EVERYTHING.filter(({ kind }) => kind === "policy").map(
      (each) => ({ ...each, document }) as ExpectedEntity,
    );
    const [policy] = renderEntities(ACCOUNT, entity === undefined ? [] : [entity]).entities;
    expect(JSON.stringify(policy?.document?.document)).toBe(
      '{"Version":"2012-10-17","Statement":{"Condition":{"NumericLessThan":{"b":"1.50","a":["12345678901234567890",7]}}}}',
    );
  });
});
