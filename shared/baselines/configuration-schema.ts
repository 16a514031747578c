import * as z from "zod";
import { OWNERS } from "./expected-state.ts";
import { parameterValue } from "./parameter-schema.ts";
import { settingKeys, severity } from "./settings-schema.ts";

const remediate = z.enum(["off", "narrow", "full"]);

const accountId = z.string().regex(/^\d{12}$/, "must be an account id of twelve digits");

/** A file that the configuration names, relative to itself. */
const ownFile = z
  .string()
  .regex(/^(?![/\\])(?!.*:).*\.json$/, "must be the path of a .json file, relative to this file");

const roleToAssume = z
  .string()
  .regex(
    /^(?:[\w+=,.@-]{1,64}|arn:[^\s:]+:iam::[^\s:]+:role\/(?:[\u0021-\u007e]+\/)?[\w+=,.@-]{1,64})$/,
    "must be the name or the ARN of a role",
  );

/** How an account is entered: the same keys for one account and for those that AWS Organizations lists. */
const access = {
  readerRole: roleToAssume
    .optional()
    .describe("the role to assume for reading, by name or ARN; absent: the account that Plumbline runs in"),
  remediatorRole: roleToAssume.optional().describe("the role to assume for repairs, by name or ARN"),
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/{}-]{2,1224}$/, "must be 2 to 1,224 letters, digits and any of _+=,.@:/-")
    .optional()
    .describe("what both roles ask for in sts:ExternalId; no two accounts share one"),
  parameters: z.record(z.string(), parameterValue).default({}).describe("for each of its baselines that declares them"),
  routes: z
    .array(z.string())
    .min(1, "must name at least one route")
    .optional()
    .describe("the routes that take news of it; absent: every route"),
};

const partition = z
  .string()
  .regex(/^aws(?:-[a-z]+)*$/, "must be a partition such as aws, aws-cn or aws-us-gov")
  .default("aws");

const baselines = z
  .array(z.unknown())
  .min(1, "must name at least one baseline")
  .describe("what is expected of the account");

/** The outermost keys of plumbline.yml; accounts are held to their own schema, one by one, and so are the settings. */
export const configurationFile = z.strictObject({
  accounts: z.array(z.unknown()),
  organization: z.array(z.unknown()).optional(),
  thresholds: z.unknown().optional(),
  routes: z.unknown().optional(),
  schedules: z.unknown().optional(),
  killSwitch: z.unknown().optional(),
});

/** One item of `accounts`; its baselines are held to their own schema, one by one. */
export const accountEntry = z.strictObject({
  id: accountId.describe("twelve digits, in quotes"),
  alias: z
    .string()
    .regex(/^[\w.-]{1,63}$/, "must be 1 to 63 letters, digits, dots, hyphens and underscores")
    .optional()
    .describe("a name for people, shown in alerts"),
  partition,
  ...access,
  baselines,
});

/** One item of `organization`: accounts that AWS Organizations lists when Plumbline runs. */
export const organizationEntry = z.strictObject({
  unit: z
    .string()
    .regex(
      /^(?:ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}|r-[0-9a-z]{4,32})$/,
      "must be an organizational unit such as ou-ab12-cdefgh34, or the root such as r-ab12",
    )
    .optional()
    .describe("every account in this organizational unit, or below it"),
  tag: z
    .strictObject({ key: z.string().min(1, "must say something"), value: z.string() })
    .optional()
    .describe("every account with this tag"),
  except: z.array(accountId).default([]).describe("accounts that are left out all the same"),
  partition,
  ...access,
  baselines,
});
export type OrganizationEntry = z.infer<typeof organizationEntry>;

/** What an account may say of one entity: nothing laxer than its baseline says. */
const entityUse = z
  .strictObject({
    remediate: remediate.optional().describe("at most what the baseline permits"),
    approval: z.literal("required").optional().describe("a person approves each repair"),
    owner: z.enum(OWNERS).optional().describe("what makes and changes the entity here"),
    severity: severity.optional().describe("at least the baseline's"),
    presence: z
      .enum(["required", "optional"])
      .optional()
      .describe("required where the baseline says optional; never the other way"),
  })
  .describe("one entity otherwise than the rest");
export type EntityUse = z.infer<typeof entityUse>;

const amendment = z
  .strictObject({
    document: z.string().describe("one of the baseline's documents"),
    reason: z.string().regex(/\S/, "must say something").describe("why the account departs from the vendor's text"),
    add: ownFile.optional().describe("a policy document whose statements are added, relative to this file"),
    remove: z.array(z.string()).min(1, "must name at least one action").optional().describe("actions taken away"),
  })
  .describe("an addition to a document, or a removal from it, that its vendor's page allows");
export type Amendment = z.infer<typeof amendment>;

/** One item of an account's `baselines`. */
export const baselineUse = z.strictObject({
  baseline: z.string().describe("a folder under policies/"),
  parameters: z
    .record(z.string(), parameterValue)
    .default({})
    .describe("what differs from its defaults, and what has none"),
  /** For every entity of the baseline, as far as the baseline permits it. */
  remediate: remediate.default("off").describe("for every entity, as far as the baseline permits it"),
  /** By reference (`role/NAME`): what holds for one entity alone. */
  entities: z
    .record(z.string(), entityUse)
    .default({})
    .describe("by reference: role/NAME, user/NAME, policy/NAME, root"),
  /** By the baseline's document: the account's own file with the vendor's own text, relative to this one. */
  documents: z
    .record(z.string(), ownFile)
    .default({})
    .describe("by the baseline's document: a file with the vendor's own text in its place, relative to this file"),
  amendments: z.array(amendment).default([]),
});
export type BaselineUse = z.infer<typeof baselineUse>;

const uses = z.array(baselineUse).min(1);

/** plumbline.yml as a whole, for the published JSON Schema. */
export const wholeConfiguration = z.strictObject({
  accounts: z.array(accountEntry.extend({ baselines: uses })).describe("the accounts that are watched"),
  organization: z
    .array(organizationEntry.extend({ baselines: uses }))
    .optional()
    .describe("accounts taken from AWS Organizations; one that is listed under accounts is left to its own entry"),
  ...settingKeys,
});
