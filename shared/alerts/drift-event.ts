import * as z from "zod";
import { NEWS_KINDS } from "../ledger/finding.ts";

/** The `source` of every event Plumbline puts on its own bus. */
export const DRIFT_EVENT_SOURCE = "plumbline";

/**
 * The `detail` of a drift event, version 1. It says where to look in the ledger; a consumer believes the ledger, never this
 * body.
 */
export const driftEventDetail = z.strictObject({
  version: z.literal(1),
  findingId: z.string().regex(/^[0-9a-f]{32}$/),
  revision: z.int().positive(),
  account: z.string().regex(/^\d{12}$/),
  baseline: z.string(),
  entity: z.string(),
  rule: z.string(),
  severity: z.enum(["low", "medium", "high", "critical"]),
  summary: z.string(),
  at: z.iso.datetime(),
  configurationDigest: z.string(),
});
type DriftEventDetail = z.infer<typeof driftEventDetail>;

/** The `detail-type` of a drift event. */
export const driftEventKind = z.enum(NEWS_KINDS);

/** A drift event as it is put on the bus. */
export interface DriftEvent {
  readonly detailType: z.infer<typeof driftEventKind>;
  readonly detail: DriftEventDetail;
}
