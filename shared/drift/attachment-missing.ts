import { tellEffect } from "./effective-words.ts";
import { expectedAttachments } from "./expected-aspects.ts";
import { aspectRule, type JudgedDrift } from "./rule.ts";
import { severityOf } from "./severity.ts";
import { nameEntity, sentence } from "./wording.ts";

/** A managed policy that the baseline names is not attached. See docs/rules/attachment-missing.md. */
export const attachmentMissing = aspectRule({
  name: "attachment-missing",
  aspect: "attachments",
  wanted: expectedAttachments,
  async judge({ wanted, live, expected, effects }) {
    const attached = new Set(live.map(({ policyArn }) => policyArn));
    const missing = [...new Set(wanted.policyArns)].filter((policyArn) => !attached.has(policyArn));
    const drifts: JudgedDrift[] = [];
    for (const policyArn of missing) {
      const { remark, ...told } = tellEffect(await effects.ofAttachment(policyArn), {
        expected,
        severity: (gained = "nothing") => severityOf(expected.severity, gained),
        alone: "untold",
      });
      const found = `${nameEntity(expected)} does not have the managed policy ${policyArn} attached, which its baseline names`;
      drifts.push({ ...told, subject: policyArn, summary: sentence(`${found}${remark}`) });
    }
    return drifts;
  },
});
