import * as z from "zod";
import { type ExpectedEntity, SEVERITIES } from "./expected-state.ts";
import { PARAMETER_TYPES } from "./parameters.ts";

const text = z.string().regex(/\S/, "must say something");

/** A page that a vendor publishes; some have no address that could be found again. */
const page = z.strictObject({
  title: text,
  url: z.url({ protocol: /^https$/, error: "must be an https address" }).optional(),
});

/** The outermost keys of a baseline.yml; the lists are held to their own schemas, item by item. */
export const baselineFile = z.strictObject({
  baseline: text,
  title: text,
  page,
  parameters: z.record(z.string(), z.unknown()).optional(),
  documents: z.array(z.unknown()).optional(),
  entities: z.array(z.unknown()).min(1, "must name at least one entity"),
});

/** One entry of `parameters`. */
export const parameterEntry = z.strictObject({
  type: z.enum(PARAMETER_TYPES),
  default: z.string().optional(),
  pattern: z.string().optional(),
  description: text,
});

/** One item of `documents`: a canonical document, and where it comes from. */
export const documentEntry = z.strictObject({
  file: z.string().regex(/^[\w-][\w.-]*\.json$/, "must be the name of a .json file beside this one"),
  provenance: z.enum(["verbatim", "reconstructed"]),
  page,
  /** The vendor's own version of the page or product. */
  version: text.optional(),
  date: z.iso.date({ error: "must be a date such as 2025-05-16" }).optional(),
});
export type DocumentEntry = z.infer<typeof documentEntry>;

const match = z.enum(["exact", "at-least"]);

const inlinePolicies = z.strictObject({
  match,
  policies: z.array(z.strictObject({ name: text, document: text })),
});

const attachments = z.strictObject({ match, policies: z.array(text) });

const accessKeys = z.strictObject({
  breachAtDays: z.int().min(1, "must be at least 1"),
  breachSource: z.enum(["vendor", "plumbline"]),
  maximumActive: z.int().min(0, "must be 0, 1 or 2").max(2, "must be 0, 1 or 2"),
  overlapDays: z.int().min(0, "must be 0 or more"),
});

const common = {
  name: text,
  presence: z.enum(["required", "optional"]),
  compare: z.enum(["exact", "at-least", "at-most"]),
  severity: z.enum(SEVERITIES),
  /** The most that an account may ask for. */
  remediate: z.enum(["off", "narrow", "full"]),
};

const path = z
  .string()
  .regex(/^\/(?:[\u0021-\u007e]*\/)?$/, "must begin and end with /")
  .default("/");

const role = z.strictObject({
  kind: z.literal("role"),
  ...common,
  path,
  trust: text.optional(),
  inlinePolicies: inlinePolicies.optional(),
  attachments: attachments.optional(),
});

const serviceLinkedRole = z.strictObject({
  kind: z.literal("service-linked-role"),
  ...common,
  name: z.string().startsWith("AWSServiceRoleFor", "must begin with AWSServiceRoleFor"),
  service: z.string().regex(/^[a-z0-9.-]+\.amazonaws\.com$/, "must be a service such as ivs.amazonaws.com"),
  trust: text.optional(),
  inlinePolicies: inlinePolicies.optional(),
  attachments: attachments.optional(),
});

const user = z.strictObject({
  kind: z.literal("user"),
  ...common,
  path,
  inlinePolicies: inlinePolicies.optional(),
  attachments: attachments.optional(),
  console: z.enum(["forbidden", "allowed", "required"]).optional(),
  accessKeys: accessKeys.optional(),
});

const policy = z.strictObject({ kind: z.literal("policy"), ...common, path, document: text });

/** The root user is always there, has no document and cannot be repaired: only people can delete its keys. */
const root = z.strictObject({
  kind: z.literal("root"),
  severity: z.enum(SEVERITIES),
  accessKeys: z.literal("forbidden"),
});

/** The schema of one item of `entities`, by its `kind`. */
export const ENTITY_ENTRIES = {
  role,
  "service-linked-role": serviceLinkedRole,
  user,
  policy,
  root,
} as const satisfies Record<ExpectedEntity["kind"], z.ZodType>;

/** One item of `entities`, its texts still with placeholders. */
export type EntityEntry = z.infer<(typeof ENTITY_ENTRIES)[keyof typeof ENTITY_ENTRIES]>;

/** What of an item decides which schema it is held to. */
export const entityKind = z.looseObject({
  kind: z.enum(["role", "service-linked-role", "user", "policy", "root"]),
});
