import * as z from "zod";
import { NEWS_KINDS } from "../ledger/finding.ts";

/** The `source` of every event Plumbline puts on its own bus. */
export const DRIFT_EVENT_SOURCE = "plumbline";

/**
 * The `detail` of a drift event, version 1. It says where to look in the ledger; a consumer believes the ledger, never this
 * body. Within version 1 nothing is taken away and nothing changes its meaning; what may be added, consumers leave unread.
 */
export const driftEventDetail = z.looseObject({
  version: z.literal(1),
  findingId: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .describe("the finding in the ledger; the same drift again is the same finding"),
  revision: z.int().positive().describe("counts what was told of the finding"),
  account: z.string().regex(/^\d{12}$/),
  baseline: z.string().describe("* where it is about the account as a whole"),
  entity: z.string().describe("role/NAME, user/NAME, group/NAME, policy/NAME, root, or account"),
  rule: z.string().describe("docs/rules/NAME.md tells of it"),
  severity: z.enum(["low", "medium", "high", "critical"]),
  owner: z.string().optional().describe("whose access key it is, as the user's own tag says"),
  summary: z.string().describe("one sentence; cut, with a pointer to the ledger, where the event would be over 256 KB"),
  at: z.iso.datetime().describe("when it was told"),
  configurationDigest: z.string().describe("of the configuration that the drift was judged by"),
});
type DriftEventDetail = z.infer<typeof driftEventDetail>;

/** The `detail-type` of a drift event. */
export const driftEventKind = z.enum(NEWS_KINDS);

/** A drift event as it is put on the bus. */
export interface DriftEvent {
  readonly detailType: z.infer<typeof driftEventKind>;
  readonly detail: DriftEventDetail;
}
