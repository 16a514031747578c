import { describe, expect, it } from "vitest";
import {
  DENY_EVERYTHING,
  detect,
  document,
  driftsOf,
  EVERYTHING,
  expectedRole,
  expectedServiceLinkedRole,
  expectedUser,
  onlyDrift,
  present,
  READ,
  READ_AND_WRITE,
  roleState,
  serviceLinkedRoleState,
  statement,
  userState,
} from "./fixtures.ts";

const live = (policies: Readonly<Record<string, string>>) => roleState({ inlinePolicies: present(policies) });
const expectedWith = (text: string, match: "exact" | "at-least" = "exact") =>
  expectedRole({ inlinePolicies: { match, documents: { work: document(text) } } });

describe("inline-policy-missing", () => {
  it("fires for each policy that is not there", async () => {
    const inlinePolicies = { match: "exact", documents: { b: document(READ), a: document(READ) } } as const;
    const drifts = driftsOf(await detect(expectedRole({ inlinePolicies }), live({})));
    expect(drifts.map(({ rule, subject, summary }) => [rule, subject, summary])).toEqual([
      ["inline-policy-missing", "a", "Role worker lacks its inline policy a."],
      ["inline-policy-missing", "b", "Role worker lacks its inline policy b."],
    ]);
  });

  it.each(["exact", "at-least"] as const)("does not fire when it is there (%s)", async (match) => {
    expect(driftsOf(await detect(expectedWith(READ, match), live({ work: READ })))).toEqual([]);
  });

  it("fires also where the role may only have less: a document named is a document wanted", async () => {
    const drift = onlyDrift(await detect({ ...expectedWith(READ), compare: "at-most" }, live({})));
    expect(drift.rule).toBe("inline-policy-missing");
  });
});

describe("inline-policy-unexpected", () => {
  it("fires with what the policy gives", async () => {
    const drift = onlyDrift(
      await detect(expectedWith(READ), live({ work: READ, extra: statement("Allow", "iam:PassRole") })),
    );
    expect(drift).toMatchObject({
      rule: "inline-policy-unexpected",
      subject: "extra",
      severity: "critical",
      verdict: "different",
      change: "broadened",
    });
    expect(drift.summary).toBe(
      "Role worker has an inline policy extra that its baseline does not name, privilege escalation included (iam:PassRole): gained `iam:PassRole` on `*`.",
    );
  });

  it("does not fire where others are tolerated", async () => {
    expect(driftsOf(await detect(expectedWith(READ, "at-least"), live({ work: READ, extra: EVERYTHING })))).toEqual([]);
    const grants = { "IVSRecordToS3-bucket": READ_AND_WRITE };
    const state = serviceLinkedRoleState({ inlinePolicies: present(grants) });
    expect(driftsOf(await detect(expectedServiceLinkedRole(), state))).toEqual([]);
  });

  it("does not fire where the baseline says nothing of inline policies", async () => {
    const { inlinePolicies: _, ...unwatched } = expectedUser();
    expect(driftsOf(await detect(unwatched, userState({ inlinePolicies: present({ extra: EVERYTHING }) })))).toEqual(
      [],
    );
  });

  it.each([
    { name: "everything", text: EVERYTHING, severity: "critical" },
    { name: "everything, oddly spelt", text: statement("Allow", ["s3:GetObject", "*:*"], "**"), severity: "critical" },
    { name: "every action on one bucket", text: statement("Allow", "*", "arn:aws:s3:::b"), severity: "high" },
    { name: "one action on everything", text: statement("Allow", "s3:GetObject"), severity: "medium" },
  ])("is $severity for $name", async ({ text, severity }) => {
    expect(onlyDrift(await detect(expectedWith(READ), live({ work: READ, extra: text }))).severity).toBe(severity);
  });

  it("tells of a policy that only denies that it gives nothing", async () => {
    const state = userState({ inlinePolicies: present({ AWSRevokeOlderSessions: DENY_EVERYTHING }) });
    const drift = onlyDrift(await detect(expectedUser(), state));
    expect(drift).toMatchObject({ rule: "inline-policy-unexpected", severity: "high" });
    expect(drift.change).not.toBe("broadened");
    expect(drift.summary).toMatch(
      /^User machine has an inline policy AWSRevokeOlderSessions .*; it only denies, .* grants nothing\.$/,
    );
    expect(drift.summary).not.toContain("gained");
  });

  it("tells of a policy that decides nothing that it does not", async () => {
    const drift = onlyDrift(await detect(expectedWith(READ), live({ work: READ, extra: '{"Statement":[]}' })));
    expect(drift.summary).toMatch(/it decides nothing\.$/);
    expect(drift).not.toHaveProperty("verdict");
  });

  it("is of unknown verdict where the policy cannot be understood", async () => {
    const drift = onlyDrift(await detect(expectedWith(READ), live({ work: READ, extra: "not JSON" })));
    expect(drift).toMatchObject({ rule: "inline-policy-unexpected", subject: "extra", verdict: "unknown" });
    expect(drift.summary).toContain("what it decides could not be told: the live document could not be understood");
  });
});

describe("inline-policy-changed", () => {
  it("fires with what was gained", async () => {
    const drift = onlyDrift(await detect(expectedWith(READ), live({ work: READ_AND_WRITE })));
    expect(drift).toMatchObject({
      rule: "inline-policy-changed",
      subject: "work",
      severity: "medium",
      verdict: "different",
      change: "broadened",
      witness: { canonical: "none", live: "allow" },
    });
    expect(drift.summary).toMatch(
      /^Inline policy work of role worker allows more than its document: gained .*s3:PutObject.*\.$/i,
    );
    expect(drift.deltas.map(({ effect }) => effect)).toContain("gained");
  });

  it.each([
    { compare: "exact", canonical: READ, text: READ, fires: false },
    { compare: "exact", canonical: READ, text: READ_AND_WRITE, fires: true },
    { compare: "exact", canonical: READ_AND_WRITE, text: READ, fires: true },
    { compare: "at-most", canonical: READ, text: READ_AND_WRITE, fires: true },
    { compare: "at-most", canonical: READ_AND_WRITE, text: READ, fires: false },
    { compare: "at-most", canonical: READ, text: statement("Allow", "s3:PutObject"), fires: true },
    { compare: "at-least", canonical: READ, text: READ_AND_WRITE, fires: false },
    { compare: "at-least", canonical: READ_AND_WRITE, text: READ, fires: true },
    { compare: "at-least", canonical: READ, text: statement("Allow", "s3:PutObject"), fires: true },
    { compare: "at-most", canonical: READ, text: "{}", fires: true },
    { compare: "at-least", canonical: READ, text: "{}", fires: true },
  ] as const)(
    "compared $compare, $canonical against $text: fires $fires",
    async ({ compare, canonical, text, fires }) => {
      const drifts = driftsOf(await detect({ ...expectedWith(canonical), compare }, live({ work: text })));
      expect(drifts.map(({ rule }) => rule)).toEqual(fires ? ["inline-policy-changed"] : []);
    },
  );

  it("is critical when everything was gained, and not when everything was meant", async () => {
    expect(onlyDrift(await detect(expectedWith(READ), live({ work: EVERYTHING }))).severity).toBe("critical");
    const meant = JSON.stringify({
      Statement: [...JSON.parse(EVERYTHING).Statement, ...JSON.parse(DENY_EVERYTHING).Statement],
    });
    expect(onlyDrift(await detect(expectedWith(EVERYTHING), live({ work: meant }))).severity).toBe("medium");
  });

  it("judges each document by itself", async () => {
    const documents = { a: document(READ), b: document(READ_AND_WRITE) };
    const expected = expectedRole({ inlinePolicies: { match: "exact", documents } });
    const drifts = driftsOf(await detect(expected, live({ a: READ_AND_WRITE, b: READ })));
    expect(drifts.map(({ subject, change }) => [subject, change])).toEqual([
      ["a", "broadened"],
      ["b", "narrowed"],
    ]);
  });

  it("refuses a canonical document that is no policy, and says which", async () => {
    const judge = () => detect(expectedWith('{"Statement":[],\n"Sid":1}'), live({ work: READ }));
    await expect(judge()).rejects.toThrow(
      /^The canonical document policies\/sample\/work\.json:2:1 cannot be compared with: /,
    );
    await expect(judge()).rejects.toThrow(expect.objectContaining({ code: "InvalidPolicy", retryable: false }));
  });
});

describe("inline policies named like an object's own members", () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
  const policies = (text: string) => Object.fromEntries(names.map((name) => [name, text]));
  const documents = Object.fromEntries(names.map((name) => [name, document(READ)]));
  const expected = expectedRole({ inlinePolicies: { match: "exact", documents } });

  it("are found, missed and compared like any other", async () => {
    const subjectsOf = async (state: ReturnType<typeof live>, wanted = expected) =>
      driftsOf(await detect(wanted, state)).map(({ rule, subject }) => `${rule} ${subject}`);
    const all = (rule: string) => names.toSorted().map((name) => `${rule} ${name}`);
    expect(await subjectsOf(live(policies(READ)))).toEqual([]);
    expect(await subjectsOf(live({}))).toEqual(all("inline-policy-missing"));
    expect(await subjectsOf(live(policies(READ_AND_WRITE)))).toEqual(all("inline-policy-changed"));
    const none = expectedRole({ inlinePolicies: { match: "exact", documents: {} } });
    expect(await subjectsOf(live(policies(READ)), none)).toEqual(all("inline-policy-unexpected"));
  });
});
