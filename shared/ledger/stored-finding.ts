import * as z from "zod";
import { RULES } from "../drift/drift.ts";
import { type Finding, NEWS_KINDS, type News, RESOLUTION_REASONS } from "./finding.ts";
import type { LatestReading } from "./ledger-store.ts";
import type { RememberedEntity } from "./remembered-entity.ts";

/*
 * What the ledger's items must be when they are read back. Keys that are not listed are kept as they are, so that an older
 * program does not drop what a newer one has written.
 */

const time = z.iso.datetime();
const decision = z.enum(["allow", "deny", "none"]);

const witness = z.looseObject({
  principal: z.string().exactOptional(),
  action: z.string(),
  resource: z.string(),
  context: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
  canonical: decision,
  live: decision,
});

const accessLevel = z.enum(["List", "Read", "Write", "Permissions management", "Tagging"]);

const delta = z.looseObject({
  effect: z.enum(["gained", "lost"]),
  text: z.string(),
  canonicalPath: z.string().exactOptional(),
  livePath: z.string().exactOptional(),
  permits: z.enum(["more", "less"]).exactOptional(),
  accessLevels: z.partialRecord(accessLevel, z.int().nonnegative()).exactOptional(),
  escalation: z.array(z.looseObject({ action: z.string(), reason: z.string() })).exactOptional(),
  onlyDenies: z.literal(true).exactOptional(),
  latent: z.enum(["no-such-action", "not-that-resource", "contradictory-context"]).exactOptional(),
  offset: z
    .looseObject({ kind: z.enum(["moved", "given", "denied", "bounded"]), policy: z.string().exactOptional() })
    .exactOptional(),
});

const effective = z.looseObject({
  verdict: z.enum(["equal", "different", "unknown"]),
  change: z.enum(["broadened", "narrowed", "mixed"]).exactOptional(),
  deltas: z.array(delta),
  witness: witness.exactOptional(),
  reason: z.string().exactOptional(),
});

const drift = z.looseObject({
  rule: z.enum(RULES),
  baseline: z.string(),
  entity: z.union([
    z.looseObject({ kind: z.enum(["role", "user", "group", "policy", "root"]), name: z.string() }),
    z.looseObject({ kind: z.literal("account"), name: z.literal("account") }),
  ]),
  subject: z.string(),
  severity: z.enum(["low", "medium", "high", "critical"]),
  summary: z.string(),
  owner: z.string().exactOptional(),
  verdict: z.enum(["different", "unknown"]).exactOptional(),
  change: z.enum(["identical", "cosmetic", "broadened", "narrowed", "mixed"]).exactOptional(),
  deltas: z.array(delta),
  witness: witness.exactOptional(),
  reason: z.string().exactOptional(),
  effective: effective.exactOptional(),
  fingerprint: z.string(),
});

const actor = z.looseObject({
  who: z.string(),
  type: z.string(),
  through: z.string().exactOptional(),
  sourceAddress: z.string().exactOptional(),
  userAgent: z.string().exactOptional(),
  eventName: z.string(),
  eventTime: z.string(),
  eventId: z.string(),
});

const news = z.looseObject({
  revision: z.int().positive(),
  kind: z.enum(NEWS_KINDS),
  at: time,
  drift,
  actor: actor.exactOptional(),
  remediation: z
    .looseObject({
      remediationId: z.string(),
      calls: z.array(z.string()),
      outcome: z.string(),
      planId: z.string().exactOptional(),
    })
    .exactOptional(),
  openSince: time.exactOptional(),
  because: z.enum(RESOLUTION_REASONS).exactOptional(),
  publishedAt: time.exactOptional(),
  alertingAt: time.exactOptional(),
  alertedTo: z.array(z.string()).exactOptional(),
  alertedAt: time.exactOptional(),
});

/** A piece of news as the history has it. */
export const storedNews: z.ZodType<News> = news;

/** A finding as it is stored. */
export const storedFinding: z.ZodType<Finding> = z.looseObject({
  id: z.string().regex(/^[0-9a-f]{32}$/),
  account: z.string().regex(/^\d{12}$/),
  baseline: z.string(),
  entity: z.string(),
  status: z.enum(["open", "resolved", "waived"]),
  drift,
  openedAt: time,
  observedAt: time,
  revision: z.int().nonnegative(),
  news: z.array(news),
  version: z.int().positive(),
});

/** A latest reading as it is stored. */
export const storedLatestReading: z.ZodType<LatestReading> = z.looseObject({
  account: z.string().regex(/^\d{12}$/),
  entity: z.string(),
  baseline: z.string(),
  decisions: z.partialRecord(
    z.enum(RULES),
    z.looseObject({ askedAt: time, drifts: z.array(drift), actor: actor.exactOptional() }),
  ),
  version: z.int().positive(),
});

/** What is remembered of an entity, as it is stored. */
export const storedRemembered: z.ZodType<RememberedEntity> = z.looseObject({
  account: z.string().regex(/^\d{12}$/),
  entity: z.string(),
  identity: z.looseObject({ id: z.string().min(1), since: time }).exactOptional(),
  deletionTasks: z.array(z.string()),
  version: z.int().positive(),
});
