import { parsePolicyArn } from "../iam/arn.ts";
import { expectedAttachments, onlyIfExact } from "./expected-aspects.ts";
import { aspectRule } from "./rule.ts";
import { atLeast, makesAdministrator } from "./severity.ts";
import { nameEntity, sentence } from "./wording.ts";

/** A managed policy is attached that the baseline does not name. See docs/rules/attachment-unexpected.md. */
export const attachmentUnexpected = aspectRule({
  name: "attachment-unexpected",
  aspect: "attachments",
  wanted: (expected) => onlyIfExact(expectedAttachments(expected)),
  judge({ wanted, live, expected }) {
    const named = new Set(wanted.policyArns);
    const unexpected = live.filter(({ policyArn }) => !named.has(policyArn));
    return unexpected.map(({ policyArn }) => ({
      subject: policyArn,
      severity: makesAdministrator(policyArn) ? atLeast(expected.severity, "critical") : expected.severity,
      summary: sentence(
        `${nameEntity(expected)} has the managed policy ${policyArn} attached, which its baseline does not name${caution(policyArn)}`,
      ),
      content: [],
    }));
  },
});

/**
 * AWS attaches its quarantine policies to users whose key has leaked, and asks that they be left.
 * Only AWS's own count: anybody can give a policy of theirs that name.
 * @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html
 */
function caution(policyArn: string): string {
  const arn = parsePolicyArn(policyArn);
  if (arn?.owner !== "aws" || !arn.name.startsWith("AWSCompromisedKeyQuarantine")) return "";
  return "; AWS or an incident responder put it there to contain a leaked key, and it must not be removed";
}
