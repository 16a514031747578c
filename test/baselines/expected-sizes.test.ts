import { describe, expect, it } from "vitest";
import { checkRoom, checkSizes } from "../../shared/baselines/expected-sizes.ts";
import type { ExpectedDocument, ExpectedEntity } from "../../shared/baselines/expected-state.ts";

/** A document of so many characters, and white space, which IAM does not count. */
function documentOf(size: number): ExpectedDocument {
  return { source: `of-${size}.json`, provenance: "verbatim", text: `${" \n".repeat(50)}${"x".repeat(size)}` };
}

const common = {
  baseline: "shop",
  path: "/",
  presence: "required",
  compare: "exact",
  severity: "high",
  remediate: "off",
} as const;

function policyOf(size: number): ExpectedEntity {
  return { ...common, kind: "policy", entity: { kind: "policy", name: "sell" }, document: documentOf(size) };
}

function roleWith(trust: number, ...inline: readonly number[]): ExpectedEntity {
  const documents = Object.fromEntries(inline.map((size, index) => [`policy-${index}`, documentOf(size)]));
  const inlinePolicies = { match: "exact", documents } as const;
  return { ...common, kind: "role", entity: { kind: "role", name: "till" }, trust: documentOf(trust), inlinePolicies };
}

function userWith(size: number): ExpectedEntity {
  const inlinePolicies = { match: "exact", documents: { look: documentOf(size) } } as const;
  return { ...common, kind: "user", entity: { kind: "user", name: "clerk" }, inlinePolicies };
}

const SPELT = "characters without white space";

const SIZES: readonly {
  readonly name: string;
  readonly entity: ExpectedEntity;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}[] = [
  { name: "a policy with room", entity: policyOf(5529), errors: [], warnings: [] },
  {
    name: "a policy with less than a tenth left",
    entity: policyOf(5530),
    errors: [],
    warnings: [`5,530 ${SPELT}, nearly the 6,144 that IAM takes in a customer managed policy.`],
  },
  {
    name: "a policy as long as can be",
    entity: policyOf(6144),
    errors: [],
    warnings: [`6,144 ${SPELT}, nearly the 6,144 that IAM takes in a customer managed policy.`],
  },
  {
    name: "a policy that is too long",
    entity: policyOf(6145),
    errors: [`6,145 ${SPELT}, more than the 6,144 that IAM takes in a customer managed policy; shorten it.`],
    warnings: [],
  },
  {
    name: "a trust policy near what every account has",
    entity: roleWith(2048),
    errors: [],
    warnings: [`2,048 ${SPELT}, nearly the 2,048 that IAM takes in a trust policy.`],
  },
  {
    name: "a trust policy that only some accounts may have",
    entity: roleWith(2049),
    errors: [],
    warnings: [
      `2,049 ${SPELT}, more than the 2,048 that IAM takes in a trust policy unless the account was granted more.`,
    ],
  },
  {
    name: "a trust policy that no account may have",
    entity: roleWith(4097),
    errors: [`4,097 ${SPELT}, more than the 4,096 that IAM takes in a trust policy; shorten it.`],
    warnings: [],
  },
  {
    name: "a role's inline policies, which count together",
    entity: roleWith(100, 5000, 5000),
    errors: [],
    warnings: [`10,000 ${SPELT}, nearly the 10,240 that IAM takes in a role's inline policies together.`],
  },
  {
    name: "a user's inline policies",
    entity: userWith(1900),
    errors: [],
    warnings: [`1,900 ${SPELT}, nearly the 2,048 that IAM takes in a user's inline policies together.`],
  },
];

describe("the sizes of what is expected", () => {
  it.each(SIZES)("are an error beyond IAM's limit, and a warning near it: $name", ({ entity, errors, warnings }) => {
    expect(checkSizes(entity).map(({ message }) => message)).toEqual(errors);
    expect(checkRoom(entity).map(({ message }) => message)).toEqual(warnings);
  });

  it("are told of the first document that counts", () => {
    expect(checkRoom(roleWith(100, 9000, 1000))).toMatchObject([{ source: "of-9000.json" }]);
  });
});
