import * as z from "zod";

/*
 * What `plumbline undo --json` prints. docs/schema/undo.schema.json is made from this, and a test holds the two, and the output itself,
 * together.
 */

const step = z.strictObject({
  call: z.string().describe("the call of the remediation, without policy bodies"),
  status: z
    .enum(["undone", "irreversible", "changed", "failed"])
    .describe("changed: it was left, since somebody has changed since what it left, or that cannot be told"),
  inverse: z.array(z.string()).describe("the calls that took it back, or would have"),
  why: z.string().optional(),
});

/** What `plumbline undo --json` prints. */
export const undoResultSchema = z
  .strictObject({
    version: z.literal(1),
    undoneAt: z.iso.datetime(),
    remediationId: z.string(),
    account: z.string().regex(/^\d{12}$/),
    entity: z.string(),
    by: z.string().describe("the ARN of whoever asked for it"),
    status: z
      .enum(["undone", "partly", "nothing"])
      .describe("undone: all that can be taken back is, as a reading shows; nothing: no call of it had been made"),
    verified: z.boolean().describe("whether a reading shows what was there before"),
    steps: z.array(step).describe("the latest call first"),
  })
  .meta({ title: "What plumbline undo --json prints" });

export type UndoShown = z.infer<typeof undoResultSchema>;
