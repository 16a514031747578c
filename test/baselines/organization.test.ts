import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import { accountOfOrganization, expectedAccountOf } from "../../shared/baselines/organization.ts";
import { formatProblem } from "../../shared/baselines/problem.ts";
import { edited, FIXTURE, type FixtureFiles, sourcesOf } from "./fixture.ts";

function compiled(changes: FixtureFiles) {
  const result = compileConfiguration(sourcesOf(changes));
  if (result.status === "invalid") throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.configuration;
}

const KEYS = `readerRole: PlumblineReader
    remediatorRole: "arn:aws-us-gov:iam::{{account}}:role/plumbline/Remediator"
    externalId: "media-{{account}}"
    partition: aws-us-gov
    parameters: {bucket: every-bucket}
`;
const ORGANIZATION = `organization:
  - unit: ou-ab12-cdefgh34
    except: ["999900001111"]
    ${KEYS}    baselines: [{baseline: shop, remediate: narrow}]
`;

/** The same expectations for an account that is listed itself. */
function listed(id: string): string {
  return `accounts:
  - id: "${id}"
    ${KEYS.replaceAll("{{account}}", id)}    baselines: [{baseline: shop, remediate: narrow}]
`;
}

function templateOf(changes: FixtureFiles = {}, organization = ORGANIZATION) {
  const { organization: templates } = compiled({
    "plumbline.yml": `${FIXTURE["plumbline.yml"]}${organization}`,
    ...changes,
  });
  const [template] = templates;
  if (template === undefined || templates.length > 1) throw new Error("There is not one template.");
  return template;
}

describe("accounts of an organization", () => {
  it("are told by their unit or tag, without those that are excepted or listed", () => {
    expect(templateOf()).toMatchObject({
      selector: { unit: "ou-ab12-cdefgh34" },
      except: ["111122223333", "999900001111"],
    });
    const tagged = ORGANIZATION.replace("unit: ou-ab12-cdefgh34", "tag: {key: team, value: media}");
    expect(templateOf({}, tagged).selector).toEqual({ tag: { key: "team", value: "media" } });
  });

  it("expect what they would if they were listed, whatever their id", () => {
    const template = templateOf();
    fc.assert(
      fc.property(
        fc.stringMatching(/^\d{12}$/).filter((id) => !template.except.includes(id)),
        (id) => {
          const [account] = compiled({ "plumbline.yml": listed(id) }).accounts;
          expect(expectedAccountOf(template, { id })).toEqual(account);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("have the placeholder wherever their id belongs, and nowhere else", () => {
    // Ids like the one the template is compiled with, beside the account's own.
    const near = "900000000001 900000000011 90000000000 1900000000001";
    const template = templateOf(
      edited("policies/shop/policy.json", [
        '"Action":"s3:GetObject"',
        `"Sid":"s{{account}}x${near.replaceAll(" ", "x")}","Action":"s3:GetObject"`,
      ]),
    );
    const text = JSON.stringify(expectedAccountOf(template, { id: "123456789012" }));
    expect(text).toContain(`s123456789012x${near.replaceAll(" ", "x")}`);
    expect(text).toContain("arn:aws-us-gov:iam::123456789012:role/plumbline/Remediator");
    expect(text).not.toContain("{{");
  });

  it("have the alias that the organization gives them", () => {
    expect(expectedAccountOf(templateOf(), { id: "123456789012", alias: "studio" }).alias).toBe("studio");
    expect(expectedAccountOf(templateOf(), { id: "123456789012" })).not.toHaveProperty("alias");
  });

  it("are none without an id, and none that is left out", () => {
    expect(() => expectedAccountOf(templateOf(), { id: "1234" })).toThrow(
      new TypeError('"1234" is not an account id.'),
    );
    expect(() => expectedAccountOf(templateOf(), { id: "111122223333" })).toThrow(
      new TypeError("The account 111122223333 is left out of this template."),
    );
  });
});

describe("an account that is not listed itself", () => {
  const ID = "123456789012";
  const first = templateOf();
  const same = { ...first, selector: { tag: { key: "team", value: "media" } } };
  const other = { ...same, account: { ...first.account, externalId: "other-{{account}}" } };
  const without = { ...other, except: [...other.except, ID] };
  const present = { status: "present", account: expectedAccountOf(first, { id: ID }) };
  it.each([
    { name: "is none of an organization that is not configured", entries: [], expected: { status: "absent" } },
    { name: "is none of an entry that leaves it out", entries: [without], expected: { status: "absent" } },
    { name: "is what the only entry says", entries: [first], expected: present },
    { name: "is what the only entry says that does not leave it out", entries: [without, first], expected: present },
    { name: "is what all entries say alike", entries: [first, same], expected: present },
    {
      name: "is not known where entries differ",
      entries: [first, same, other],
      expected: {
        status: "unknown",
        reason: `our.yml has 3 entries of organization that may have account ${ID}, and which has it is not known here`,
      },
    },
  ])("$name", ({ entries, expected }) => {
    expect(accountOfOrganization(entries, ID, "our.yml")).toEqual(expected);
  });
});
