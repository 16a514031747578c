import * as z from "zod";

/*
 * What `plumbline remediate --apply --json` prints. docs/schema/remediate.schema.json is made from this, and a test holds the two, and the
 * output itself, together.
 */

const remediation = z.strictObject({
  remediationId: z.string().describe("what plumbline undo takes"),
  baseline: z.string(),
  entity: z.string(),
  status: z
    .enum(["remediated", "gone", "refused", "failed", "unfinished"])
    .describe(
      "remediated: done, and verified by reading; gone: nothing was left to do; unfinished: somebody else is at it, or IAM asks to try later",
    ),
  calls: z.array(z.string()).describe("those made; where it was refused, those that would have been"),
  outcome: z.string().describe("what came of it, or what to do"),
});

/** What `plumbline remediate --apply --json` prints. */
export const remediateResultSchema = z
  .strictObject({
    version: z.literal(1),
    remediatedAt: z.iso.datetime(),
    account: z.string().regex(/^\d{12}$/),
    configurationDigest: z.string(),
    by: z.string().describe("the ARN of whoever approved it by asking for it"),
    remediations: z.array(remediation),
  })
  .meta({ title: "What plumbline remediate --apply --json prints" });

export type RemediateResult = z.infer<typeof remediateResultSchema>;
export type ShownRemediation = z.infer<typeof remediation>;
