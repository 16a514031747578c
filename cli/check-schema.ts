import * as z from "zod";
import { SEVERITIES } from "../shared/baselines/expected-state.ts";
import { delta, witness } from "./diff-schema.ts";

/*
 * What `plumbline check` prints as JSON. docs/schema/check.schema.json is made from this, and a test holds the two, and the
 * output itself, together.
 */

const rule = z.string().describe("a rule's name; docs/rules/NAME.md tells of it");
const subject = z
  .string()
  .describe("what of the entity it is about: a policy's name or ARN, a tag's key, …; empty for the entity itself");

const drift = z.strictObject({
  rule,
  baseline: z.string(),
  entity: z.strictObject({ kind: z.enum(["role", "user", "group", "policy", "root"]), name: z.string() }),
  subject,
  severity: z.enum(SEVERITIES),
  summary: z.string().describe("one plain sentence"),
  verdict: z
    .enum(["different", "unknown"])
    .optional()
    .describe("where documents were compared; unknown: they could not be told apart, for the reason given"),
  change: z
    .enum(["identical", "cosmetic", "broadened", "narrowed", "mixed"])
    .optional()
    .describe("what live did relative to canonical"),
  deltas: z.array(delta).describe("what was gained and lost, in words"),
  witness: witness.optional(),
  reason: z.string().optional().describe("why a comparison is unknown, or a read failed"),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("the same as long as nothing changes; a waiver names it"),
});

const document = z.strictObject({
  rule,
  subject,
  kind: z.enum(["identity", "trust"]),
  canonical: z
    .strictObject({ source: z.string().describe("the file that it came from"), text: z.string() })
    .optional()
    .describe("absent where the baseline names no such document"),
  live: z.string().describe("JSON text"),
});

const entity = z.strictObject({
  baseline: z.string(),
  entity: z.string().describe("role/NAME, user/NAME, group/NAME, policy/NAME, root"),
  path: z.string(),
  drifts: z.array(drift).describe("without those that are waived; the rule unreadable tells what could not be read"),
  waived: z.array(
    z.strictObject({
      drift,
      decidedBy: z.string(),
      reason: z.string(),
      until: z.string().describe("the last day, such as 2026-03-31"),
    }),
  ),
  undecided: z
    .array(z.strictObject({ rule, reason: z.string() }))
    .describe("the rules that lacked what they judge: neither drift nor its absence is known"),
  documents: z.array(document).optional().describe("the policies that the drifts are about"),
});

/** What `plumbline check --json` prints. */
export const checkResultSchema = z
  .strictObject({
    version: z.literal(1),
    checkedAt: z.iso.datetime(),
    configurationDigest: z.string().describe("of the configuration that the accounts were held to"),
    accounts: z.array(
      z.strictObject({
        account: z.string().regex(/^\d{12}$/),
        alias: z.string().optional(),
        partition: z.string(),
        source: z.discriminatedUnion("kind", [
          z.strictObject({ kind: z.literal("live") }),
          z.strictObject({ kind: z.literal("snapshot"), files: z.array(z.string()) }),
        ]),
        entities: z.array(entity).describe("every entity that is expected, in the order of the baselines"),
      }),
    ),
  })
  .meta({ title: "What plumbline check --json prints" });
