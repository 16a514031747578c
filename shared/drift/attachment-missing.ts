import { expectedAttachments } from "./expected-aspects.ts";
import { aspectRule } from "./rule.ts";
import { nameEntity, sentence } from "./wording.ts";

/** A managed policy that the baseline names is not attached. See docs/rules/attachment-missing.md. */
export const attachmentMissing = aspectRule({
  name: "attachment-missing",
  aspect: "attachments",
  wanted: expectedAttachments,
  judge({ wanted, live, expected }) {
    const attached = new Set(live.map(({ policyArn }) => policyArn));
    const missing = [...new Set(wanted.policyArns)].filter((policyArn) => !attached.has(policyArn));
    return missing.map((policyArn) => ({
      subject: policyArn,
      severity: expected.severity,
      summary: sentence(
        `${nameEntity(expected)} does not have the managed policy ${policyArn} attached, which its baseline names`,
      ),
      content: [],
    }));
  },
});
