import { describe, expect, it } from "vitest";
import { compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import { formatProblem } from "../../shared/baselines/problem.ts";
import { BROKEN_ACCOUNTS } from "./broken-accounts.ts";
import { BROKEN_BASELINES } from "./broken-baselines.ts";
import { BROKEN_CONFIGURATIONS } from "./broken-configurations.ts";
import { BROKEN_SETTINGS } from "./broken-settings.ts";
import { BROKEN_WAIVERS } from "./broken-waivers.ts";
import { type BrokenCase, edited, FIXTURE, type FixtureFiles, sourcesOf } from "./fixture.ts";

function compiled(changes: FixtureFiles = {}) {
  const result = compileConfiguration(sourcesOf(changes));
  if (result.status === "invalid") throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.configuration;
}

function problems(changes: FixtureFiles): readonly string[] {
  const result = compileConfiguration(sourcesOf(changes));
  return result.status === "invalid" ? result.problems.map(formatProblem) : [];
}

const BROKEN: readonly BrokenCase[] = [
  ...BROKEN_CONFIGURATIONS,
  ...BROKEN_ACCOUNTS,
  ...BROKEN_SETTINGS,
  ...BROKEN_WAIVERS,
  ...BROKEN_BASELINES,
];

describe("a broken configuration", () => {
  it("has a case of its own for each name", () => {
    expect(new Set(BROKEN.map(({ name }) => name)).size).toBe(BROKEN.length);
    expect(BROKEN.filter(({ expected }) => expected.length === 0)).toEqual([]);
  });

  it.each(BROKEN)("is not loaded, and says why: $name", ({ input, expected }) => {
    expect(problems(input)).toEqual(expected);
  });

  it("is not loaded because of a baseline that no account uses", () => {
    expect(problems({ "policies/spare/baseline.yml": "baseline: spare\n" })).toEqual(
      [
        'policies/spare/baseline.yml:1:1 The key "title" is missing from this file; add it.',
        'policies/spare/baseline.yml:1:1 The key "page" is missing from this file; add it.',
        'policies/spare/baseline.yml:1:1 The key "entities" is missing from this file; add it.',
      ].toSorted(),
    );
  });

  it("does not take names from an object's prototype", () => {
    for (const name of ["constructor", "toString", "__proto__"]) {
      const use = edited("plumbline.yml", ["bucket: shop-bucket", `bucket: shop-bucket\n          ${name}: x`]);
      const entity = edited("plumbline.yml", ["remediate: narrow", `entities: {${name}: {remediate: off}}`]);
      const document = edited("plumbline.yml", ["remediate: narrow", `documents: {${name}: x.json}`]);
      expect(
        [use, entity, document].map((changes) => problems(changes).length),
        name,
      ).toEqual([1, 1, 1]);
    }
  });
});

describe("a configuration without problems", () => {
  it("holds what each account expects, filled in", () => {
    expect(compiled().accounts).toEqual([
      {
        account: "111122223333",
        partition: "aws",
        alias: "one",
        entities: [
          {
            kind: "role",
            baseline: "shop",
            entity: { kind: "role", name: "shop-role" },
            path: "/",
            presence: "required",
            compare: "exact",
            severity: "high",
            remediate: "narrow",
            trust: {
              source: "policies/shop/trust.json",
              provenance: "verbatim",
              text: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111122223333:root"},"Action":"sts:AssumeRole"}]}',
            },
            inlinePolicies: {
              match: "exact",
              documents: {
                shop: {
                  source: "policies/shop/policy.json",
                  provenance: "reconstructed",
                  // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own policy variable
                  text: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop-bucket/${aws:username}/*"}]}',
                },
              },
            },
            attachments: { match: "at-least", policyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] },
          },
        ],
      },
    ]);
  });

  it("uses the account's own partition", () => {
    const text = JSON.stringify(compiled(edited("plumbline.yml", ["alias: one", "partition: aws-cn"])).accounts);
    expect(text).toContain("arn:aws-cn:iam::111122223333:root");
    expect(text).toContain("arn:aws-cn:iam::aws:policy/ReadOnlyAccess");
    expect(text).not.toContain("arn:aws:");
  });

  it("takes an account's own document as the vendor's text", () => {
    const own = '{ "Version": "2012-10-17", "Statement": { "Effect": "Allow", "Action": "s3:*", "Resource": "*" } }';
    const { accounts } = compiled({
      ...edited("plumbline.yml", ["remediate: narrow", "documents: {policy.json: ./own/vendor.json}"]),
      "own/vendor.json": own,
    });
    const [entity] = accounts[0]?.entities ?? [];
    expect(entity?.kind === "role" && entity.inlinePolicies?.documents.shop).toEqual({
      source: "./own/vendor.json",
      provenance: "verbatim",
      text: JSON.stringify(JSON.parse(own)),
    });
  });

  it.each([
    { name: "off unless told", input: ["        remediate: narrow\n", ""], permitted: "full", expected: "off" },
    {
      name: "what is asked for",
      input: ["remediate: narrow", "remediate: narrow"],
      permitted: "full",
      expected: "narrow",
    },
    {
      name: "at most what is permitted",
      input: ["remediate: narrow", "remediate: full"],
      permitted: "narrow",
      expected: "narrow",
    },
    {
      name: "one entity's own",
      input: ["remediate: narrow", "remediate: full\n        entities: {role/shop-role: {remediate: off}}"],
      permitted: "full",
      expected: "off",
    },
  ] as const)("repairs $name", ({ input, permitted, expected }) => {
    // A second entity that permits everything, so that the baseline as a whole does.
    const clerk = "  - {kind: user, name: clerk, presence: optional, compare: exact, severity: low, remediate: full}\n";
    const [piece, replacement] = input;
    const { accounts } = compiled({
      ...edited("plumbline.yml", [piece, replacement]),
      "policies/shop/baseline.yml": `${FIXTURE["policies/shop/baseline.yml"]?.replace("remediate: narrow", `remediate: ${permitted}`)}${clerk}`,
    });
    expect(accounts[0]?.entities[0]?.remediate).toBe(expected);
  });

  it("takes what one account says of one entity, where that is not laxer", () => {
    const said = "{approval: required, owner: terraform, severity: critical, presence: required}";
    const { accounts } = compiled({
      ...edited("plumbline.yml", [
        "remediate: narrow",
        `remediate: narrow\n        entities: {role/shop-role: ${said}}`,
      ]),
      ...edited("policies/shop/baseline.yml", ["presence: required", "presence: optional"]),
    });
    expect(accounts[0]?.entities[0]).toMatchObject({
      remediate: "narrow",
      approval: "required",
      owner: "terraform",
      severity: "critical",
      presence: "required",
    });
  });

  it("enters an account by the roles it names, and hands its parameters to its baselines", () => {
    const { accounts } = compiled({
      "plumbline.yml": `accounts:
  - id: "111122223333"
    partition: aws-cn
    readerRole: PlumblineReader
    remediatorRole: arn:aws-cn:iam::111122223333:role/plumbline/PlumblineRemediator
    externalId: media-7f3a
    parameters: {bucket: every-bucket, roleName: every-role}
    baselines:
      - {baseline: shop, parameters: {roleName: own-role}}
`,
    });
    expect(accounts[0]).toMatchObject({
      readerRole: "arn:aws-cn:iam::111122223333:role/PlumblineReader",
      remediatorRole: "arn:aws-cn:iam::111122223333:role/plumbline/PlumblineRemediator",
      externalId: "media-7f3a",
      entities: [{ entity: { kind: "role", name: "own-role" } }],
    });
    expect(JSON.stringify(accounts)).toContain("arn:aws-cn:s3:::every-bucket/");
  });

  it("may use one baseline twice in an account, for different entities", () => {
    const again = "      - baseline: shop\n        parameters: {bucket: other-bucket, roleName: other-role}\n";
    const { accounts } = compiled({ "plumbline.yml": `${FIXTURE["plumbline.yml"]}${again}` });
    expect(accounts[0]?.entities.map(({ entity }) => entity.name)).toEqual(["shop-role", "other-role"]);
  });
});
