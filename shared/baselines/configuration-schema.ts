import * as z from "zod";

const remediate = z.enum(["off", "narrow", "full"]);

/** The outermost keys of plumbline.yml; accounts are held to their own schema, one by one. */
export const configurationFile = z.strictObject({ accounts: z.array(z.unknown()) });

/** One item of `accounts`; its baselines are held to their own schema, one by one. */
export const accountEntry = z.strictObject({
  id: z.string().regex(/^\d{12}$/, "must be an account id of twelve digits"),
  alias: z
    .string()
    .regex(/^[\w.-]{1,63}$/, "must be 1 to 63 letters, digits, dots, hyphens and underscores")
    .optional(),
  partition: z
    .string()
    .regex(/^aws(?:-[a-z]+)*$/, "must be a partition such as aws, aws-cn or aws-us-gov")
    .default("aws"),
  baselines: z.array(z.unknown()).min(1, "must name at least one baseline"),
});

/** One item of an account's `baselines`. */
export const baselineUse = z.strictObject({
  baseline: z.string(),
  parameters: z.record(z.string(), z.string()).default({}),
  /** For every entity of the baseline, as far as the baseline permits it. */
  remediate: remediate.default("off"),
  /** By reference (`role/NAME`): what holds for one entity alone. */
  entities: z.record(z.string(), z.strictObject({ remediate })).default({}),
  /** By the baseline's document: the account's own file with the vendor's own text, relative to this one. */
  documents: z
    .record(
      z.string(),
      z.string().regex(/^(?![/\\])(?!.*:).*\.json$/, "must be the path of a .json file, relative to this file"),
    )
    .default({}),
});
export type BaselineUse = z.infer<typeof baselineUse>;
