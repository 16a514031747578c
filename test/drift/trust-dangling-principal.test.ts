import { describe, expect, it } from "vitest";
import {
  detect,
  document,
  driftsOf,
  expectedRole,
  expectedServiceLinkedRole,
  onlyDrift,
  outcomeOf,
  present,
  roleState,
  serviceLinkedRoleState,
} from "./fixtures.ts";

const ROLE_ID = "AROAJQABLZS4A3QDU576Q";
const USER_ID = "AIDAJQABLZS4A3QDU576Q";
const ARN = "arn:aws:iam::123456789012:role/deployer";

const trust = (...AWS: readonly string[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "sts:AssumeRole" }],
  });
const live = (text: string) => roleState({ trust: present(text) });
/** A role whose document says just what is live, so that nothing but the principal is to be told. */
const trusting = (text: string) => expectedRole({ trust: document(text), severity: "critical" });
const dangling = async (...detection: Parameters<typeof detect>) =>
  driftsOf(await detect(...detection)).filter(({ rule }) => rule === "trust-dangling-principal");

describe("trust-dangling-principal", () => {
  it.each([ROLE_ID, USER_ID])("fires for %s, and is medium at most", async (id) => {
    expect(onlyDrift(await detect(trusting(trust(id)), live(trust(id))))).toMatchObject({
      rule: "trust-dangling-principal",
      subject: "",
      severity: "medium",
      summary: `The trust policy of role worker names ${id}, the id of a role or user that IAM knows by no name any more.`,
    });
  });

  it("tells of several in one drift, each once", async () => {
    const text = trust(USER_ID, ARN, ROLE_ID, USER_ID);
    expect(onlyDrift(await detect(trusting(text), live(text))).summary).toBe(
      `The trust policy of role worker names ${USER_ID} and ${ROLE_ID}, the ids of roles or users that IAM knows by no name any more.`,
    );
  });

  it("fires beside trust-changed where an ARN of the document shows as an id", async () => {
    const rules = driftsOf(await detect(trusting(trust(ARN)), live(trust(ROLE_ID)))).map(({ rule }) => rule);
    expect(rules).toEqual(["trust-changed", "trust-dangling-principal"]);
  });

  it("fires whatever the comparison tolerates, and for a denial too", async () => {
    const denial = JSON.stringify({
      Statement: [
        ...JSON.parse(trust(ARN)).Statement,
        { Effect: "Deny", Principal: { AWS: USER_ID }, Action: "sts:AssumeRole" },
      ],
    });
    const expected = expectedRole({ trust: document(trust(ARN)), compare: "at-most" });
    expect(await dangling(expected, live(denial))).toHaveLength(1);
  });

  it.each([
    { name: "an ARN", text: trust(ARN) },
    { name: "an account", text: trust("123456789012") },
    { name: "anyone", text: trust("*") },
    { name: "a role whose name looks like an id", text: trust(`arn:aws:iam::123456789012:role/${ROLE_ID}`) },
    {
      name: "an id that is a condition's value",
      text: JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: ARN },
            Action: "sts:AssumeRole",
            Condition: { StringLike: { "aws:userid": `${ROLE_ID}:*` } },
          },
        ],
      }),
    },
  ])("does not fire for $name", async ({ text }) => {
    expect(driftsOf(await detect(trusting(text), live(text)))).toEqual([]);
  });

  it("does not fire where the baseline says nothing of trust", async () => {
    const { trust: _, ...unwatched } = expectedRole();
    expect(driftsOf(await detect(unwatched, live(trust(ROLE_ID))))).toEqual([]);
  });

  it("looks at service-linked roles too", async () => {
    const expected = expectedServiceLinkedRole({ trust: document(trust(ROLE_ID)) });
    expect(await dangling(expected, serviceLinkedRoleState({ trust: present(trust(ROLE_ID)) }))).toHaveLength(1);
  });

  it("decides nothing of a trust policy that cannot be understood", async () => {
    const outcome = outcomeOf(await detect(trusting(trust(ARN)), live("{")), "trust-dangling-principal");
    expect(outcome).toMatchObject({
      status: "undecided",
      reason: expect.stringContaining("the live document could not be understood"),
    });
  });

  it("is news when another id comes, and not when layout or order change", async () => {
    const of = async (text: string) => (await dangling(trusting(trust(ARN)), live(text)))[0]?.fingerprint;
    const before = await of(trust(ROLE_ID, USER_ID));
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await of(JSON.stringify(JSON.parse(trust(USER_ID, ROLE_ID, ARN)), null, 2))).toBe(before);
    expect(await of(trust(ROLE_ID))).not.toBe(before);
  });
});
