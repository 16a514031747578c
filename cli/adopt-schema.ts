import * as z from "zod";
import { ADOPTED_ASPECTS } from "../shared/discovery/adopt-draft.ts";

/*
 * What `plumbline adopt` prints as JSON. docs/schema/adopt.schema.json is made from this, and a test holds the two, and the output
 * itself, together.
 */

const reference = z.string().regex(/^(?:role|user|group|policy)\/[\w+=,.@-]{1,128}$/);
const ASPECTS = Object.keys(ADOPTED_ASPECTS) as (keyof typeof ADOPTED_ASPECTS)[];
const files = z.array(z.string());

const entity = z.strictObject({
  entity: reference.describe("role/NAME, user/NAME, group/NAME or policy/NAME"),
  path: z.string(),
  files: files.describe("its documents, by their names in the folder"),
  inlinePolicies: z.int().optional().describe("how many it has; absent where that was not read, or it can have none"),
  attachments: z.int().optional().describe("how many managed policies it has; absent for the same reasons"),
  leftOut: z
    .array(
      z.strictObject({
        aspect: z.enum(ASPECTS),
        call: z.string(),
        code: z.string().describe("NotHeld: a snapshot does not say it; anything else is trouble"),
        message: z.string(),
      }),
    )
    .describe("what could not be read, and so is not watched"),
  notDescribed: z
    .array(reference)
    .describe("customer managed policies and groups that it has, and whose own content the baseline does not hold"),
});

/** What `plumbline adopt --json` prints. */
export const adoptResultSchema = z
  .strictObject({
    version: z.literal(1),
    adoptedAt: z.iso.datetime(),
    account: z.string().regex(/^\d{12}$/),
    partition: z.string(),
    source: z.discriminatedUnion("kind", [
      z.strictObject({
        kind: z.literal("live"),
        role: z.string().optional().describe("the ARN of the reader role, where one was assumed"),
      }),
      z.strictObject({ kind: z.literal("snapshot"), files }),
    ]),
    baseline: z.string().describe("its name, which is that of its folder"),
    directory: z.string().describe("as it was given"),
    files: files.describe("everything that was written, by its name in the folder"),
    entities: z.array(entity).describe("in the order asked for"),
    next: z.array(z.string()).describe("the commands to run next"),
  })
  .meta({ title: "What plumbline adopt --json prints" });
export type AdoptResult = z.infer<typeof adoptResultSchema>;
