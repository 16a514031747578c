import { RULES } from "../drift/drift.ts";
import * as z from "../iam/schema.ts";
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
  principal: z.exactOptional(z.string()),
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
  canonicalPath: z.exactOptional(z.string()),
  livePath: z.exactOptional(z.string()),
  permits: z.exactOptional(z.enum(["more", "less"])),
  accessLevels: z.exactOptional(z.partialRecord(accessLevel, z.int().check(z.nonnegative()))),
  escalation: z.exactOptional(z.array(z.looseObject({ action: z.string(), reason: z.string() }))),
  onlyDenies: z.exactOptional(z.literal(true)),
  latent: z.exactOptional(z.enum(["no-such-action", "not-that-resource", "contradictory-context"])),
  offset: z.exactOptional(
    z.looseObject({ kind: z.enum(["moved", "given", "denied", "bounded"]), policy: z.exactOptional(z.string()) }),
  ),
});

const effective = z.looseObject({
  verdict: z.enum(["equal", "different", "unknown"]),
  change: z.exactOptional(z.enum(["broadened", "narrowed", "mixed"])),
  deltas: z.array(delta),
  witness: z.exactOptional(witness),
  reason: z.exactOptional(z.string()),
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
  owner: z.exactOptional(z.string()),
  verdict: z.exactOptional(z.enum(["different", "unknown"])),
  change: z.exactOptional(z.enum(["identical", "cosmetic", "broadened", "narrowed", "mixed"])),
  deltas: z.array(delta),
  witness: z.exactOptional(witness),
  reason: z.exactOptional(z.string()),
  effective: z.exactOptional(effective),
  fingerprint: z.string(),
});

const actor = z.looseObject({
  who: z.string(),
  type: z.string(),
  through: z.exactOptional(z.string()),
  sourceAddress: z.exactOptional(z.string()),
  userAgent: z.exactOptional(z.string()),
  eventName: z.string(),
  eventTime: z.string(),
  eventId: z.string(),
});

const news = z.looseObject({
  revision: z.int().check(z.positive()),
  kind: z.enum(NEWS_KINDS),
  at: time,
  drift,
  actor: z.exactOptional(actor),
  remediation: z.exactOptional(
    z.looseObject({
      remediationId: z.string(),
      calls: z.array(z.string()),
      outcome: z.string(),
      planId: z.exactOptional(z.string()),
    }),
  ),
  openSince: z.exactOptional(time),
  because: z.exactOptional(z.enum(RESOLUTION_REASONS)),
  publishedAt: z.exactOptional(time),
  alertingAt: z.exactOptional(time),
  alertedTo: z.exactOptional(z.array(z.string())),
  alertedAt: z.exactOptional(time),
});

/** A piece of news as the history has it. */
export const storedNews: z.ZodMiniType<News> = news;

/** A finding as it is stored. */
export const storedFinding: z.ZodMiniType<Finding> = z.looseObject({
  id: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  account: z.string().check(z.regex(/^\d{12}$/)),
  baseline: z.string(),
  entity: z.string(),
  status: z.enum(["open", "resolved", "waived"]),
  drift,
  openedAt: time,
  observedAt: time,
  revision: z.int().check(z.nonnegative()),
  news: z.array(news),
  version: z.int().check(z.positive()),
});

/** A latest reading as it is stored. */
export const storedLatestReading: z.ZodMiniType<LatestReading> = z.looseObject({
  account: z.string().check(z.regex(/^\d{12}$/)),
  entity: z.string(),
  baseline: z.string(),
  decisions: z.partialRecord(
    z.enum(RULES),
    z.looseObject({ askedAt: time, drifts: z.array(drift), actor: z.exactOptional(actor) }),
  ),
  listedKeys: z.exactOptional(z.looseObject({ askedAt: time, createdAt: z.array(time) })),
  version: z.int().check(z.positive()),
});

/** What is remembered of an entity, as it is stored. */
export const storedRemembered: z.ZodMiniType<RememberedEntity> = z.looseObject({
  account: z.string().check(z.regex(/^\d{12}$/)),
  entity: z.string(),
  identity: z.exactOptional(z.looseObject({ id: z.string().check(z.minLength(1)), since: time })),
  deletionTasks: z.array(z.string()),
  version: z.int().check(z.positive()),
});
