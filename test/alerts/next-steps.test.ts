import { describe, expect, it } from "vitest";
import { alertBodySchema } from "../../shared/alerts/alert-body-schema.ts";
import type { AlertContext } from "../../shared/alerts/alert-context.ts";
import { nextSteps } from "../../shared/alerts/next-steps.ts";
import { renderAlert } from "../../shared/alerts/render-alert.ts";
import { slackReply } from "../../shared/alerts/slack-message.ts";
import type { NewsKind } from "../../shared/ledger/finding.ts";
import { at, drift, findingAfter } from "../ledger/fixtures.ts";

function told(kind: NewsKind = "IAM Drift Opened") {
  const finding = findingAfter([drift()]);
  return { finding, news: { revision: 1, kind, at: at(5), drift: drift() } };
}

const context = (repair?: AlertContext["repair"]): AlertContext => ({
  partition: "aws",
  configurationDigest: "sha256:x",
  ...(repair === undefined ? {} : { repair }),
});

const RENDER = "npx plumbline render matillion-agent --account 000000000000 --format cloudformation";
const APPLY = "npx plumbline remediate --entity role/matillion-task --apply";

describe("what is to be done next", () => {
  const cases = [
    { name: "nothing is asked for", repair: { remediate: "off" }, says: undefined },
    { name: "it is repaired by itself", repair: { remediate: "full" }, says: undefined },
    { name: "CloudFormation makes it", repair: { remediate: "full", owner: "cloudformation" }, says: RENDER },
    { name: "Terraform makes it", repair: { remediate: "off", owner: "terraform" }, says: RENDER },
    { name: "it is made in the console", repair: { remediate: "full", owner: "console" }, says: undefined },
    { name: "a person approves", repair: { remediate: "narrow", approval: "required" }, says: APPLY },
    {
      name: "a person would approve what nobody asked for",
      repair: { remediate: "off", approval: "required" },
      says: undefined,
    },
    { name: "it is not expected any more", repair: undefined, says: undefined },
  ] as const;
  it.each(cases)("says whose the repair is where $name", ({ repair, says }) => {
    const steps = nextSteps(told(), context(repair));
    expect(steps).toHaveLength(says === undefined ? 1 : 2);
    if (says !== undefined) expect(renderAlert(told(), context(repair), "summary").message).toContain(says);
  });

  it("asks for approval by the plan's id, with the commands and how to get another", () => {
    const planId = `${"0".repeat(32)}-20260401T090000Z-${"1".repeat(32)}`;
    const remediation = {
      remediationId: `${"0".repeat(32)}-1`,
      calls: ["DetachRolePolicy"],
      outcome: "Asked.",
      planId,
    };
    const { finding, news } = told("IAM Drift Remediation Refused");
    const asked = { finding, news: { ...news, remediation } };
    for (const detail of ["summary", "full"] as const) {
      const { message, subject, body } = renderAlert(
        asked,
        context({ remediate: "full", approval: "required" }),
        detail,
      );
      expect(subject).toContain("Repair awaits approval");
      expect(message).toContain(`npx plumbline remediate --plan ${planId} --apply makes it`);
      expect(message).toContain("npx plumbline plan --entity role/matillion-task makes a new one");
      expect(alertBodySchema.parse(JSON.parse(body ?? "")).remediation?.planId).toBe(planId);
    }
    const { blocks } = slackReply(asked, { context: context(), detail: "full" });
    expect(JSON.stringify(blocks)).toContain(`npx plumbline remediate --plan ${planId} --apply makes it`);
  });

  it.each(["IAM Drift Resolved", "IAM Drift Remediated", "IAM Drift Unreadable"] as const)(
    "says nothing of a repair where there is none to make: %s",
    (kind) => {
      expect(nextSteps(told(kind), context({ remediate: "full", approval: "required" }))).toHaveLength(1);
    },
  );
});
