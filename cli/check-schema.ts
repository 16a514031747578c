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

const change = z.enum(["broadened", "narrowed", "mixed"]);

const offset = z.strictObject({
  kind: z
    .enum(["moved", "given", "denied", "bounded"])
    .describe(
      "moved: it stands, or stood, in another policy; given: another policy has it too; denied: a denial of the baseline keeps it back; bounded: the permissions boundary does",
    ),
  policy: z.string().optional().describe("that other policy; absent where there is none, or it takes several"),
});

const effective = z
  .strictObject({
    verdict: z.enum(["equal", "different", "unknown"]),
    change: change.optional(),
    deltas: z.array(delta).describe("what of it the entity gained and lost, wherever else that might have stood"),
    witness: witness.optional(),
    reason: z.string().optional().describe("why it is unknown"),
  })
  .describe(
    "what it comes to for all that the entity's policies permit together; absent where that is no other thing than the drift says",
  );

const drift = z.strictObject({
  rule,
  baseline: z.string(),
  entity: z.strictObject({ kind: z.enum(["role", "user", "group", "policy", "root"]), name: z.string() }),
  subject,
  severity: z.enum(SEVERITIES),
  summary: z.string().describe("one plain sentence"),
  owner: z.string().optional().describe("whose access key it is, as the user's own tag says"),
  verdict: z
    .enum(["different", "unknown"])
    .optional()
    .describe("where documents were compared; unknown: they could not be told apart, for the reason given"),
  change: z
    .enum(["identical", "cosmetic", "broadened", "narrowed", "mixed"])
    .optional()
    .describe("what live did relative to canonical"),
  deltas: z
    .array(
      delta.extend({
        offset: offset.optional().describe("why the entity as a whole did not gain or lose it; absent where it did"),
      }),
    )
    .describe("what was gained and lost, in words"),
  witness: witness.optional(),
  reason: z.string().optional().describe("why a comparison is unknown, or a read failed"),
  effective: effective.optional(),
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

const accessKey = z.strictObject({
  lastFour: z.string().describe("the last four characters of its id"),
  status: z.enum(["Active", "Inactive"]),
  createdAt: z.string().describe("ISO 8601"),
  ageInDays: z.int(),
  lastUsed: z
    .discriminatedUnion("status", [
      z.strictObject({ status: z.literal("used"), at: z.string() }),
      z.strictObject({ status: z.literal("none") }),
      z.strictObject({ status: z.literal("unreadable"), reason: z.string() }),
    ])
    .describe("none: IAM has no record of a use"),
});

const keyLimits = {
  maximumDays: z.int().describe("an active key this old is too old"),
  warningDays: z.int().optional().describe("an active key this old is due for replacement"),
};

const accessKeys = z.discriminatedUnion("status", [
  z.strictObject({ ...keyLimits, status: z.literal("read"), keys: z.array(accessKey) }),
  z.strictObject({ ...keyLimits, status: z.literal("unreadable"), reason: z.string() }),
]);

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
  accessKeys: accessKeys
    .optional()
    .describe("of a user whose keys its baseline has rules for: all of them, drifting or not"),
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
          z.strictObject({
            kind: z.literal("live"),
            role: z.string().optional().describe("the ARN of the reader role, where one was assumed"),
          }),
          z.strictObject({ kind: z.literal("snapshot"), files: z.array(z.string()) }),
        ]),
        entities: z
          .array(entity)
          .describe("all that is expected, in the order of the baselines; none where the account is unreadable"),
        unreadable: z
          .strictObject({
            call: z.string().describe("the API call that failed, or would have been made"),
            code: z
              .string()
              .describe("AWS's error code; NoReaderRole, OtherPartition: nothing was asked of AWS, for that reason"),
            message: z.string().describe("one plain sentence that says what to do"),
          })
          .optional()
          .describe("why nothing of the account could be read"),
      }),
    ),
  })
  .meta({ title: "What plumbline check --json prints" });
