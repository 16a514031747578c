import * as z from "zod";
import { SEVERITIES } from "../shared/baselines/expected-state.ts";
import { GUARD_NAMES } from "../shared/remediation/guard.ts";

/*
 * What `plumbline plan --json`, and `remediate --json` without `--apply`, print. docs/schema/plan.schema.json is made from this, and a
 * test holds the two, and the output itself, together.
 */

const drift = {
  rule: z.string().describe("a rule's name; docs/rules/NAME.md tells of it"),
  subject: z.string().describe("what of the entity it is about; empty for the entity itself"),
};

const call = z.string().describe("an API call of IAM, without policy bodies; keys by their last four characters");

const change = z.strictObject({
  what: z.string().describe("what changes, with its name: inline policy work, tag team"),
  as: z
    .enum(["identity", "trust", "value"])
    .describe("what the two sides are: the JSON text of an identity policy or of a trust policy, or a value in words"),
  before: z.string().exactOptional().describe("as it is live; absent where there is nothing"),
  after: z.string().exactOptional().describe("as the call leaves it; absent where nothing is left"),
});

const step = z.strictObject({
  call,
  changes: z.array(change).describe("what the call changes, before and after"),
  repairs: z.array(z.strictObject(drift)),
  reversible: z.boolean(),
  inverse: z.array(call).describe("the calls by which plumbline undo takes it back; none where it cannot"),
  why: z.string().optional().describe("why it cannot be taken back"),
});

const plan = z.strictObject({
  remediationId: z
    .string()
    .describe(
      "the plan's id, and its remediation's once it is made: what plumbline remediate --plan and plumbline undo take",
    ),
  madeAt: z.iso.datetime(),
  holdsUntil: z.iso
    .datetime()
    .describe(
      "until when plumbline remediate --plan --apply takes it, as long as the entity stays as it was when it was made",
    ),
  baseline: z.string(),
  entity: z.string().describe("role/NAME, user/NAME, group/NAME, policy/NAME"),
  drifts: z
    .array(z.strictObject({ ...drift, severity: z.enum(SEVERITIES), summary: z.string() }))
    .describe("what it puts right, the worst first"),
  steps: z.array(step).describe("in the order in which they are made"),
  guards: z
    .array(z.strictObject({ guard: z.enum(GUARD_NAMES), reason: z.string(), clear: z.string() }))
    .describe("those that would refuse it now, and how to clear each"),
});

const unplanned = z.strictObject({
  baseline: z.string(),
  entity: z.string(),
  ...drift,
  status: z
    .enum(["refused", "off", "gone", "unclear"])
    .describe(
      "refused: a person has to do it; off: nobody asked for repair; gone: it is put right already; unclear: it cannot be judged now",
    ),
  reason: z.string(),
});

/** What `plumbline plan --json` prints. */
export const planResultSchema = z
  .strictObject({
    version: z.literal(1),
    plannedAt: z.iso.datetime(),
    account: z.string().regex(/^\d{12}$/),
    configurationDigest: z.string(),
    plans: z.array(plan),
    unplanned: z.array(unplanned).describe("the open findings that no plan puts right"),
  })
  .meta({ title: "What plumbline plan --json prints" });

export type PlanResult = z.infer<typeof planResultSchema>;
export type ShownPlan = z.infer<typeof plan>;
export type Unplanned = z.infer<typeof unplanned>;
