import { describe, expect, it } from "vitest";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import {
  ADMINISTRATOR,
  attachment,
  DENY_EVERYTHING,
  detect,
  driftsOf,
  EVERYTHING,
  expectedRole,
  expectedUser,
  LOGS,
  managedPoliciesOf,
  NOW,
  onlyDrift,
  present,
  READ,
  roleState,
  userState,
} from "./fixtures.ts";

const live = (...arns: readonly string[]) => roleState({ attachments: present(arns.map(attachment)) });
const CUSTOMER = "arn:aws:iam::123456789012:policy/team/AdministratorAccess";

describe("attachment-missing", () => {
  it("fires for each policy that is not attached", async () => {
    expect(onlyDrift(await detect(expectedRole(), live()))).toMatchObject({
      rule: "attachment-missing",
      subject: LOGS,
      severity: "medium",
      summary: `Role worker does not have the managed policy ${LOGS} attached, which its baseline names.`,
    });
  });

  it("does not take a policy of the same name for it", async () => {
    const drifts = driftsOf(
      await detect(expectedRole(), live("arn:aws:iam::123456789012:policy/CloudWatchLogsFullAccess")),
    );
    expect(drifts.map(({ rule }) => rule)).toEqual(["attachment-missing", "attachment-unexpected"]);
  });

  it("does not fire when it is attached", async () => {
    expect(driftsOf(await detect(expectedRole(), live(LOGS)))).toEqual([]);
  });
});

describe("attachment-unexpected", () => {
  it("fires for each policy that the baseline does not name, in order", async () => {
    const drifts = driftsOf(
      await detect(expectedRole(), live("arn:aws:iam::aws:policy/B", LOGS, "arn:aws:iam::aws:policy/A")),
    );
    expect(drifts.map(({ rule, subject }) => [rule, subject])).toEqual([
      ["attachment-unexpected", "arn:aws:iam::aws:policy/A"],
      ["attachment-unexpected", "arn:aws:iam::aws:policy/B"],
    ]);
  });

  it("calls nothing containment that allows something", async () => {
    const read = managedPoliciesOf({ [CUSTOMER]: READ });
    const drift = onlyDrift(await detect(expectedRole(), live(LOGS, CUSTOMER), NOW, loadActionTable, read));
    expect(drift.severity).toBe("medium");
    expect(drift.summary).toContain(`has the managed policy ${CUSTOMER} attached, which its baseline does not name`);
    expect(drift.summary).not.toContain("denies");
  });

  it("says of one that only denies that it does", async () => {
    const read = managedPoliciesOf({ [CUSTOMER]: DENY_EVERYTHING });
    const drift = onlyDrift(await detect(expectedRole(), live(LOGS, CUSTOMER), NOW, loadActionTable, read));
    expect(drift).toMatchObject({ rule: "attachment-unexpected", severity: "high", change: "narrowed" });
    expect(drift.summary).toMatch(/; it only denies, as incident responders do, and must not be removed before /);
    expect(drift).toMatchObject({ verdict: "different", witness: { canonical: "none", live: "deny" } });
  });

  it("is told where the policy cannot be read, and says that its denials are not known", async () => {
    const drift = onlyDrift(await detect(expectedRole(), live(LOGS, CUSTOMER)));
    expect(drift).toMatchObject({ severity: "medium" });
    expect(drift).not.toHaveProperty("verdict");
    expect(drift.summary).toContain(
      `; whether it only denies, as incident responders and AWS do, cannot be told: the attached policy ${CUSTOMER} could not be read (snapshot: NotHeld: `,
    );
  });

  it("is the same finding whether or not the policy can be read", async () => {
    const read = managedPoliciesOf({ [CUSTOMER]: DENY_EVERYTHING });
    const known = onlyDrift(await detect(expectedRole(), live(LOGS, CUSTOMER), NOW, loadActionTable, read));
    expect(onlyDrift(await detect(expectedRole(), live(LOGS, CUSTOMER))).fingerprint).toBe(known.fingerprint);
  });

  it("does not fire where others are tolerated, or nothing is said of attachments", async () => {
    const tolerant = expectedRole({ attachments: { match: "at-least", policyArns: [LOGS] } });
    const read = managedPoliciesOf({ [ADMINISTRATOR]: EVERYTHING });
    expect(driftsOf(await detect(tolerant, live(LOGS, ADMINISTRATOR), NOW, loadActionTable, read))).toEqual([]);
    const { attachments: _, ...unwatched } = expectedRole();
    expect(driftsOf(await detect(unwatched, live(ADMINISTRATOR)))).toEqual([]);
  });

  it.each([
    { arn: ADMINISTRATOR, severity: "critical" },
    { arn: "arn:aws-cn:iam::aws:policy/AdministratorAccess", severity: "critical" },
    { arn: "arn:aws:iam::aws:policy/IAMFullAccess", severity: "critical" },
    { arn: CUSTOMER, severity: "medium" },
    { arn: "arn:aws:iam::aws:policy/ReadOnlyAccess", severity: "medium" },
  ])("is $severity for $arn", async ({ arn, severity }) => {
    expect(onlyDrift(await detect(expectedRole(), live(LOGS, arn)))).toMatchObject({ subject: arn, severity });
  });

  it.each([
    { arn: "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantine", contained: true },
    { arn: "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3", contained: true },
    { arn: "arn:aws:iam::123456789012:policy/AWSCompromisedKeyQuarantineV3", contained: false },
    { arn: "arn:aws:iam::aws:policy/ReadOnlyAccess", contained: false },
  ])("says of $arn that it must not be removed: $contained", async ({ arn, contained }) => {
    const { summary } = onlyDrift(await detect(expectedUser(), userState({ attachments: present([attachment(arn)]) })));
    expect(summary.includes("it must not be removed")).toBe(contained);
    expect(summary.includes("AWS or an incident responder put it there")).toBe(contained);
  });
});
