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

const step = z.strictObject({
  call,
  repairs: z.array(z.strictObject(drift)),
  reversible: z.boolean(),
  inverse: z.array(call).describe("the calls by which plumbline undo takes it back; none where it cannot"),
  why: z.string().optional().describe("why it cannot be taken back"),
});

const plan = z.strictObject({
  remediationId: z.string().describe("what plumbline remediate --plan and plumbline undo take"),
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
