import * as z from "zod";
import { type ExpectedEntity, OWNERS, SEVERITIES } from "./expected-state.ts";

const text = z.string().regex(/\S/, "must say something");
const date = z.iso.date({ error: "must be a date such as 2025-05-16" });

const match = z.enum(["exact", "at-least"]).describe("exact: no others may be there; at-least: others are tolerated.");

const inlinePolicies = z.strictObject({
  match,
  policies: z.array(
    z.strictObject({ name: text, document: text.describe("The file of one of the baseline's documents.") }),
  ),
});

const attachments = z.strictObject({
  match,
  policies: z.array(text).describe("ARNs: arn:{{partition}}:iam::{{account}}:policy/NAME, or iam::aws: for AWS's own."),
});

const groups = z.strictObject({ match, names: z.array(text) });

const accessKeys = z.strictObject({
  warnAtDays: z
    .int()
    .min(1, "must be at least 1")
    .describe("A key this old is announced as due; less than breachAtDays.")
    .optional(),
  breachAtDays: z.int().min(1, "must be at least 1").describe("A key this old is a drift."),
  breachSource: z.enum(["vendor", "plumbline"]).describe("Where the number of days comes from: the page, or us."),
  unusedDays: z
    .int()
    .min(1, "must be at least 1")
    .describe("A key that nobody used for so many days is a drift.")
    .optional(),
  maximumActive: z
    .int()
    .min(0, "must be 0, 1 or 2")
    .max(2, "must be 0, 1 or 2")
    .describe("More active keys than this are a drift."),
  overlapDays: z
    .int()
    .min(0, "must be 0 or more")
    .describe("One more is tolerated for so many days after the newest was made: rotating needs two."),
});

const PRESENCE = "must be required, optional or retired, or {{name}} of a parameter that says required or optional";

const common = {
  name: text,
  presence: z
    .union([z.enum(["required", "optional", "retired"]), z.string().regex(/^\{\{\w+\}\}$/, PRESENCE)], {
      error: PRESENCE,
    })
    .describe("retired: the vendor withdrew it, and that it is there is the drift. {{name}} leaves it to the account."),
  retiredSince: date.describe("The day the vendor withdrew it; only with presence: retired.").optional(),
  compare: z
    .enum(["exact", "at-least", "at-most"])
    .describe("exact: live decides as the document does; at-least: it grants all of it; at-most: nothing beyond it."),
  severity: z.enum(SEVERITIES),
  remediate: z
    .enum(["off", "narrow", "full"])
    .describe("The most that an account may ask for. narrow only takes away; full puts back what is expected."),
  approval: z.literal("required").describe("A person approves each repair.").optional(),
  owner: z.enum(OWNERS).describe("Who makes and changes it, where that is known.").optional(),
};

const forEach = text
  .describe("A list parameter: the entity stands for one entity for each of its values, and {{name}} for that value.")
  .optional();

const path = z
  .string()
  .regex(/^\/(?:[\u0021-\u007e]*\/)?$/, "must begin and end with /")
  .default("/");

const permissionsBoundary = text.describe("The ARN of the policy that bounds it, or none.").optional();

const tags = z
  .record(z.string(), z.string())
  .describe("Tags that must be there with these values; others are tolerated.")
  .optional();

const policies = { inlinePolicies: inlinePolicies.optional(), attachments: attachments.optional() };

const trust = text.describe("The file of the trust policy; left out, it is not watched.").optional();

const role = z.strictObject({
  kind: z.literal("role"),
  forEach,
  ...common,
  path,
  trust,
  ...policies,
  permissionsBoundary,
  tags,
  maximumSessionSeconds: z
    .int()
    .min(3600, "must be from 3600 to 43200")
    .max(43_200, "must be from 3600 to 43200")
    .optional(),
});

const serviceLinkedRole = z.strictObject({
  kind: z.literal("service-linked-role"),
  ...common,
  name: z.string().regex(/^AWSServiceRoleFor/, "must begin with AWSServiceRoleFor"),
  service: z.string().regex(/^[a-z0-9.-]+\.amazonaws\.com$/, "must be a service such as ivs.amazonaws.com"),
  trust,
  ...policies,
});

const user = z.strictObject({
  kind: z.literal("user"),
  forEach,
  ...common,
  path,
  ...policies,
  permissionsBoundary,
  tags,
  groups: groups.optional(),
  console: z.enum(["forbidden", "allowed", "required"]).optional(),
  accessKeys: accessKeys.optional(),
});

const group = z.strictObject({ kind: z.literal("group"), forEach, ...common, path, ...policies });

const policy = z.strictObject({ kind: z.literal("policy"), forEach, ...common, path, tags, document: text });

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
  group,
  policy,
  root,
} as const satisfies Record<ExpectedEntity["kind"], z.ZodType>;

/** One item of `entities`, its texts still with placeholders. */
export type EntityEntry = z.infer<(typeof ENTITY_ENTRIES)[keyof typeof ENTITY_ENTRIES]>;

/** One item of `entities`, whatever its kind. */
export const entityEntry = z.discriminatedUnion("kind", [role, serviceLinkedRole, user, group, policy, root]);

/** What of an item decides which schema it is held to. */
export const entityKind = z.looseObject({
  kind: z.enum(["role", "service-linked-role", "user", "group", "policy", "root"]),
});
