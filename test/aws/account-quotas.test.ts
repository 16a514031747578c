import { afterEach, describe, expect, it } from "vitest";
import { createAccountQuotasReader } from "../../shared/aws/account-quotas.ts";
import { actions, prepare, stopAll } from "./observe-scripted.ts";
import { answer, failure, type Scripted } from "./scripted-iam.ts";

afterEach(stopAll);

const START = Date.parse("2026-06-01T00:00:00.000Z");

/** An answer with these entries in its map. */
function summary(entries: Readonly<Record<string, string>>) {
  const shown = Object.entries(entries).map(
    ([key, value]) => `<entry><key>${key}</key><value>${value}</value></entry>`,
  );
  return answer("GetAccountSummary", `<SummaryMap>${shown.join("")}</SummaryMap>`);
}

async function prepared(GetAccountSummary: Scripted) {
  const { iam, iamClient } = await prepare({ GetAccountSummary });
  const clock = { now: START };
  return { iam, clock, reader: createAccountQuotasReader(iamClient, () => new Date(clock.now)) };
}

const WHOLE = summary({
  Users: "3",
  AttachedPoliciesPerRoleQuota: "20",
  AttachedPoliciesPerUserQuota: "11",
  AttachedPoliciesPerGroupQuota: "10",
  VersionsPerPolicyQuota: "5",
});
const QUOTAS = { attachmentsPerRole: 20, attachmentsPerUser: 11, attachmentsPerGroup: 10, versionsPerPolicy: 5 };

describe("reading an account's quotas", () => {
  const cases = [
    { name: "what the account may have", reply: WHOLE, expected: { status: "present", state: QUOTAS } },
    {
      name: "only what IAM tells of",
      reply: summary({ AttachedPoliciesPerRoleQuota: "12" }),
      expected: { status: "present", state: { attachmentsPerRole: 12 } },
    },
    {
      name: "a denial",
      reply: failure(403, "AccessDenied", "You may not."),
      expected: { status: "unreadable", reason: { call: "GetAccountSummary", code: "AccessDenied" } },
    },
    {
      name: "an answer without a summary",
      reply: answer("GetAccountSummary", ""),
      expected: { status: "unreadable", reason: { code: "MalformedAnswer" } },
    },
    {
      name: "a quota that nothing could keep to",
      reply: summary({ AttachedPoliciesPerRoleQuota: "0" }),
      expected: { status: "unreadable", reason: { code: "MalformedAnswer" } },
    },
  ];
  it.each(cases)("gives $name", async ({ reply, expected }) => {
    const { reader } = await prepared(reply);
    expect(await reader.readQuotas()).toMatchObject(expected);
  });

  it("asks once for a remediation, and anew for a later one", async () => {
    const { reader, clock, iam } = await prepared(WHOLE);
    for (const later of [0, 30_000, 59_999]) {
      clock.now = START + later;
      expect(await reader.readQuotas()).toEqual({ status: "present", state: QUOTAS });
    }
    expect(actions(iam)).toEqual(["GetAccountSummary"]);
    clock.now = START + 60_000;
    await reader.readQuotas();
    expect(actions(iam)).toHaveLength(2);
  });

  it("does not keep that it had no answer", async () => {
    const { reader } = await prepared([failure(403, "AccessDenied", "You may not."), WHOLE]);
    expect((await reader.readQuotas()).status).toBe("unreadable");
    expect((await reader.readQuotas()).status).toBe("present");
  });
});
