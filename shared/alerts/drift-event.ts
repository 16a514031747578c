import * as published from "zod";
import * as z from "../iam/schema.ts";
import { NEWS_KINDS } from "../ledger/finding.ts";

/** The `source` of every event Plumbline puts on its own bus. */
export const DRIFT_EVENT_SOURCE = "plumbline";

/**
 * The fields of a drift event's `detail`, version 1. It says where to look in the ledger; a consumer believes the ledger, never this
 * body. Within version 1 nothing is taken away and nothing changes its meaning; what may be added, consumers leave unread.
 */
export const driftEventFields = {
  version: z.literal(1),
  findingId: z
    .string()
    .check(
      z.regex(/^[0-9a-f]{32}$/),
      z.describe("the finding in the ledger; the same drift again is the same finding"),
    ),
  revision: z.int().check(z.positive(), z.describe("counts what was told of the finding")),
  account: z.string().check(z.regex(/^\d{12}$/)),
  baseline: z.string().check(z.describe("* where it is about the account as a whole")),
  entity: z.string().check(z.describe("role/NAME, user/NAME, group/NAME, policy/NAME, root, or account")),
  rule: z.string().check(z.describe("docs/rules/NAME.md tells of it")),
  severity: z.enum(["low", "medium", "high", "critical"]),
  owner: z.optional(z.string()).check(z.describe("whose access key it is, as the user's own tag says")),
  summary: z
    .string()
    .check(z.describe("one sentence; cut, with a pointer to the ledger, where the event would be over 256 KB")),
  at: z.iso.datetime().check(z.describe("when it was told")),
  configurationDigest: z.string().check(z.describe("of the configuration that the drift was judged by")),
};

/** The `detail` as its published schema is made from it. No function reads by it, so that no bundle holds zod's classic form. */
export const driftEventDetail = /* @__PURE__ */ published.looseObject(driftEventFields);
type DriftEventDetail = z.infer<typeof driftEventDetail>;

/** The `detail-type` of a drift event. */
export const driftEventKind = z.enum(NEWS_KINDS);

/** A drift event as it is put on the bus. */
export interface DriftEvent {
  readonly detailType: z.infer<typeof driftEventKind>;
  readonly detail: DriftEventDetail;
}
