import * as z from "zod";
import { CONFIDENCES, EVIDENCE_ASPECTS, EVIDENCE_VERDICTS } from "../shared/discovery/discovery.ts";

/*
 * What `plumbline discover` prints as JSON. docs/schema/discover.schema.json is made from this (npm run generate:schemas), and tests
 * hold the two, and the output itself, together.
 */

const value = z.union([z.string(), z.array(z.string())]);
const entry = z.string().describe("an entity as the baseline writes it: role/{{taskRoleName}}");

const match = z.strictObject({
  entry,
  entity: z.string().describe("the live entity: role/NAME, user/NAME, group/NAME, policy/NAME"),
  foundBy: z.array(z.enum(["name", "content"])),
  confidence: z.enum(CONFIDENCES).describe("docs/discover.md says what they mean; a possible one is never proposed"),
  evidence: z.array(
    z.strictObject({
      aspect: z.enum(EVIDENCE_ASPECTS),
      subject: z.string().describe("the document's file, or the policy's ARN; empty for a name and a path"),
      verdict: z.enum(EVIDENCE_VERDICTS),
      words: z.string().describe("one clause"),
    }),
  ),
});

const solved = z.strictObject({
  name: z.string(),
  value,
  from: z.array(z.string()).describe("where it came from"),
  isDefault: z.boolean().describe("whether it is the baseline's default, and so is left out of the configuration"),
});

const open = z.strictObject({
  name: z.string(),
  candidates: z.array(value).describe("values that are equally well supported"),
  default: value.optional().describe("absent: the configuration is refused until a value is given"),
  description: z.string(),
  reason: z.string(),
});

const baseline = z.strictObject({
  baseline: z.string(),
  proposed: z.boolean().describe("whether enough of it was found for it to stand in the configuration"),
  documents: z
    .strictObject({ expected: z.int(), alike: z.int(), near: z.int() })
    .describe("how many documents what was found, and what is needed, should have; how many decide alike, or nearly"),
  matches: z.array(match).describe("what is taken for the baseline's own"),
  ambiguous: z.array(z.strictObject({ entry, candidates: z.array(match) })).describe("nothing decides between these"),
  others: z.array(match).describe("possible ones, and those that another fits better"),
  missing: z.array(entry).describe("what the baseline needs and was not found"),
  solved: z.array(solved),
  open: z.array(open),
  notes: z.array(z.string()),
});

/** What `plumbline discover --json` prints. */
export const discoverResultSchema = z.strictObject({
  version: z.literal(1),
  discoveredAt: z.string().describe("ISO 8601, in UTC"),
  account: z.string().regex(/^\d{12}$/),
  partition: z.string(),
  source: z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("live"), role: z.string().optional() }),
    z.strictObject({ kind: z.literal("snapshot"), files: z.array(z.string()) }),
  ]),
  configured: z
    .strictObject({ file: z.string(), baselines: z.array(z.string()) })
    .optional()
    .describe("what the configuration gives the account already, and was not looked for"),
  entities: z.int().describe("how many were looked at"),
  lookedFor: z.array(z.string()).describe("the baselines that the account was held against"),
  leftOut: z.array(z.string()).describe("ARNs in the files that are of another account"),
  baselines: z.array(baseline),
  unreadable: z
    .array(z.strictObject({ entity: z.string(), part: z.string(), reason: z.string() }))
    .describe("whether these are of a baseline is not known; exit code 2"),
  configuration: z.string().describe("the plumbline.yml to start from"),
  complete: z.boolean().describe("whether it can be used as it is"),
});
