import * as z from "zod";
import { NEWS_KINDS } from "../ledger/finding.ts";

const decision = z.enum(["allow", "deny", "none"]);

/*
 * What queues, functions and web hooks get from an alert topic. docs/schema/alert.schema.json is made from it. Within version 1 nothing is
 * taken away and nothing changes its meaning.
 */
export const alertBodySchema = z.looseObject({
  version: z.literal(1),
  kind: z.enum(NEWS_KINDS),
  change: z.string().describe("the kind in one word: opened, changed, resolved, …; also a message attribute"),
  at: z.iso.datetime().describe("when it was told"),
  findingId: z.string().regex(/^[0-9a-f]{32}$/),
  revision: z
    .int()
    .positive()
    .describe("counts what was told of the finding; with findingId it tells a message from its repetition"),
  openedAt: z.iso.datetime(),
  account: z.string().regex(/^\d{12}$/),
  alias: z.string().optional(),
  entity: z.string().describe("role/NAME, user/NAME, group/NAME, policy/NAME, root, or account"),
  baseline: z.string().describe("* where it is about the account as a whole"),
  rule: z.string().describe("docs/rules/NAME.md tells of it"),
  severity: z.enum(["low", "medium", "high", "critical"]),
  configurationDigest: z.string().describe("of the configuration that the drift was judged by"),
  console: z.url().optional().describe("the entity's page in the IAM console"),
  subject: z.string().optional().describe("what of the entity it is about; access keys by their last four characters"),
  owner: z
    .string()
    .optional()
    .describe(
      "whose access key it is, as the user's tag says; also a message attribute; not where a route tells a link alone",
    ),
  summary: z
    .string()
    .optional()
    .describe("one sentence; absent, like all below, where the route tells no more than a link"),
  reason: z.string().optional().describe("why documents could not be told apart, or a read failed"),
  next: z.string().optional().describe("what to do"),
  fingerprint: z.string().optional().describe("what waivers.yml names to accept it"),
  deltas: z
    .array(
      z.looseObject({
        effect: z.enum(["gained", "lost"]),
        text: z.string(),
        escalation: z.array(z.string()).optional().describe("the actions that are steps of privilege escalation"),
      }),
    )
    .optional(),
  deltasLeftOut: z.int().positive().optional().describe("how many more there are in the ledger"),
  witness: z
    .looseObject({
      principal: z.string().optional(),
      action: z.string(),
      resource: z.string(),
      context: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
      canonical: decision,
      live: decision,
    })
    .optional()
    .describe("a request that the documents decide differently; only where the route tells it in full"),
  claimed: z
    .looseObject({
      who: z.string(),
      through: z.string().optional(),
      eventName: z.string(),
      eventTime: z.string(),
      eventId: z.string(),
      tool: z.string().optional(),
      sourceAddress: z.string().optional().describe("only where the route tells it in full"),
    })
    .optional()
    .describe("who did it, as the CloudTrail event claims"),
  remediation: z
    .looseObject({
      remediationId: z.string(),
      calls: z.array(z.string()),
      outcome: z.string(),
      planId: z.string().optional().describe("the plan that waits for a person's approval, for an hour"),
    })
    .optional(),
});

/** What programs are told. */
export type AlertBody = z.infer<typeof alertBodySchema>;
