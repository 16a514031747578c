import { decidePolicies } from "../policy/decide-policies.ts";
import { attachmentSuspects, CONTAINMENT_FLOOR, type Containment, isQuarantine, judgeSuspect } from "./containment.ts";
import { tellEffect } from "./effective-words.ts";
import { expectedAttachments, onlyIfExact } from "./expected-aspects.ts";
import { aspectRule, type JudgedDrift } from "./rule.ts";
import { atLeast, type Gain, makesAdministrator, severityOf } from "./severity.ts";
import { nameEntity, sentence } from "./wording.ts";

/** A managed policy is attached that the baseline does not name. See docs/rules/attachment-unexpected.md. */
export const attachmentUnexpected = aspectRule({
  name: "attachment-unexpected",
  aspect: "attachments",
  wanted: (expected) => onlyIfExact(expectedAttachments(expected)),
  async judge({ live, expected, managedPolicies, effects }) {
    const drifts: JudgedDrift[] = [];
    for (const suspect of attachmentSuspects(expected, live)) {
      const { subject } = suspect;
      const containment = await judgeSuspect(suspect, managedPolicies);
      const severity = (gained?: Gain) =>
        gained === undefined
          ? atLeast(expected.severity, floorOf(subject, containment))
          : severityOf(expected.severity, gained);
      // What only denies is told as that, and is as bad as an incident is, whatever else the entity may do.
      const told =
        containment.status === "contained"
          ? { severity: severity(), content: [], remark: "" }
          : tellEffect(await effects.ofAttachment(subject), { expected, severity, alone: "untold" });
      const { remark: effect, ...judged } = told;
      drifts.push({
        ...denialOf(containment),
        ...judged,
        subject,
        summary: sentence(
          `${nameEntity(expected)} has the managed policy ${subject} attached, which its baseline does not name${remark(subject, containment)}${effect}`,
        ),
      });
    }
    return drifts;
  },
});

/** That it takes away and gives nothing, with a request that it denies. What it denies is not put into words: mostly it is everything. */
function denialOf(containment: Containment): Pick<JudgedDrift, "verdict" | "change" | "witness"> {
  if (containment.status !== "contained") return {};
  if (containment.policy === undefined) return { change: "narrowed" };
  const verdict = decidePolicies([], [containment.policy], "identity");
  return verdict.verdict === "different" ? verdict : { change: "narrowed" };
}

function floorOf(policyArn: string, { status }: Containment) {
  if (makesAdministrator(policyArn)) return "critical";
  return status === "contained" ? CONTAINMENT_FLOOR : "low";
}

function remark(policyArn: string, containment: Containment): string {
  switch (containment.status) {
    case "none":
      return "";
    case "unclear":
      return `; whether it only denies, as incident responders and AWS do, cannot be told: ${containment.reason}`;
    case "contained":
      return isQuarantine(policyArn)
        ? "; AWS or an incident responder put it there to contain a leaked key, and it must not be removed"
        : "; it only denies, as incident responders do, and must not be removed before their incident is over";
  }
}
