import * as z from "zod";
import { entityEntry } from "./entity-schema.ts";
import { parameterEntry } from "./parameter-schema.ts";

const text = z.string().regex(/\S/, "must say something");
const version = text.describe("The vendor's own version of the page or product.").optional();
const date = z.iso
  .date({ error: "must be a date such as 2025-05-16" })
  .describe("The day of the page that has it.")
  .optional();

/** A page that a vendor publishes; some have no address that could be found again. */
const page = z.strictObject({
  title: text,
  url: z.url({ protocol: /^https$/, error: "must be an https address" }).optional(),
});

const separatePolicies = z
  .array(z.array(text).min(2, "must name at least two policies"))
  .describe(
    "Lists of managed policies, by ARN or by the name of one of the baseline's: a role may hold one of each list.",
  )
  .optional();

/** The outermost keys of a baseline.yml; the lists are held to their own schemas, item by item. */
export const baselineFile = z.strictObject({
  baseline: text.describe("The name of the folder."),
  title: text,
  page,
  parameters: z.record(z.string(), z.unknown()).optional(),
  documents: z.array(z.unknown()).optional(),
  separatePolicies,
  entities: z.array(z.unknown()).min(1, "must name at least one entity"),
});

/** One item of a document's `revisions`. */
const revisionEntry = z.strictObject({
  file: z
    .string()
    .regex(
      /^(?:[\w-][\w.-]*\/)?[\w-][\w.-]*\.json$/,
      "must be the name of a .json file beside this one, or in a folder beside it",
    ),
  version,
  date,
});
export type RevisionEntry = z.infer<typeof revisionEntry>;

/** One item of `documents`: a canonical document, and where it comes from. */
export const documentEntry = z.strictObject({
  file: z.string().regex(/^[\w-][\w.-]*\.json$/, "must be the name of a .json file beside this one"),
  provenance: z
    .enum(["verbatim", "reconstructed"])
    .describe("reconstructed: rebuilt from prose, compared, and never written to an account."),
  page,
  version,
  date,
  purposes: z
    .record(z.string(), text)
    .describe("What the page says a statement is for, by the statement's Sid.")
    .optional(),
  amendable: text
    .describe("The page's own words that let a customer change the document; left out where it has none.")
    .optional(),
  revisions: z.array(revisionEntry).describe("What the vendor published before, newest first.").optional(),
});
export type DocumentEntry = z.infer<typeof documentEntry>;

/** A whole baseline.yml, for editors: what reading it item by item comes to. */
export const wholeBaselineFile = baselineFile.extend({
  parameters: z.record(z.string(), parameterEntry).optional(),
  documents: z.array(documentEntry).optional(),
  entities: z.array(entityEntry).min(1, "must name at least one entity"),
});
