import * as z from "zod";

/*
 * What `plumbline diff` prints as JSON. docs/schema/diff.schema.json is made from this, and a test holds the two, and the
 * output itself, together.
 */

const decision = z.enum(["allow", "deny", "none"]).describe("none: no statement applies");
const path = z.string().describe("where a statement stands in its document: Statement[1]");

export const witness = z
  .strictObject({
    principal: z.string().optional().describe("an ARN, account id, service host name or *; only of trust policies"),
    action: z.string(),
    resource: z.string().describe("an ARN or *; always * for a trust policy"),
    context: z
      .record(z.string(), z.union([z.string(), z.array(z.string())]))
      .describe("the condition keys of the request; a list for a multi-valued key; an absent key is left out"),
    canonical: decision,
    live: decision,
  })
  .describe("one request that the two policies decide differently");

const accessLevel = z.enum(["List", "Read", "Write", "Permissions management", "Tagging"]);

export const delta = z.strictObject({
  effect: z.enum(["gained", "lost"]).describe("what live did to it"),
  text: z.string().describe("what was gained or lost, in words"),
  canonicalPath: path.optional(),
  livePath: path.optional(),
  permits: z
    .enum(["more", "less"])
    .optional()
    .describe("what it does to what is permitted: losing a denial permits more"),
  accessLevels: z
    .partialRecord(accessLevel, z.int().positive())
    .optional()
    .describe("how many of today's actions it is about, by access level; a level without any is left out"),
  escalation: z
    .array(z.strictObject({ action: z.string(), reason: z.string() }))
    .optional()
    .describe("the known steps of privilege escalation in it, at most five"),
  onlyDenies: z.literal(true).optional().describe("the thing gained or lost is a denial"),
  latent: z
    .enum(["no-such-action", "not-that-resource", "contradictory-context"])
    .optional()
    .describe("why it changes nothing today"),
});

const id = z
  .union([z.string(), z.number()])
  .optional()
  .describe("of the pair; in every line of --pairs, and nowhere else");

/** One result of `plumbline diff --json`, and one line of `plumbline diff --pairs`. */
export const diffResultSchema = z
  .discriminatedUnion("verdict", [
    z.strictObject({ id, verdict: z.literal("equal"), change: z.enum(["identical", "cosmetic"]) }),
    z.strictObject({
      id,
      verdict: z.literal("different"),
      change: z.enum(["broadened", "narrowed", "mixed"]).describe("what live did relative to canonical"),
      witness,
      deltas: z.array(delta).optional().describe("what was gained and lost, in words; left out by --pairs"),
    }),
    z.strictObject({
      id,
      verdict: z.literal("unknown"),
      reason: z.string().describe("why the two could not be told apart, nor be shown to be the same"),
    }),
  ])
  .meta({ title: "What plumbline diff --json prints, and each line of plumbline diff --pairs" });
