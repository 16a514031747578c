import * as z from "zod";

const text = z.string().regex(/\S/, "must say something");
const date = z.iso.date({ error: "must be a date such as 2026-01-31" });

/** The outermost keys of waivers.yml; waivers are held to their own schema, one by one. */
export const waiversFile = z.strictObject({ waivers: z.array(z.unknown()) });

/** One item of `waivers`. */
export const waiverEntry = z.strictObject({
  account: z
    .string()
    .regex(/^\d{12}$/, "must be an account id of twelve digits")
    .describe("twelve digits, in quotes"),
  entity: z
    .string()
    .regex(/^(?:root|(?:role|user|group|policy)\/[\w+=,.@-]{1,128})$/, "must be a reference such as role/NAME")
    .describe("role/NAME, user/NAME, group/NAME, policy/NAME or root"),
  rule: z
    .string()
    .regex(/^[a-z]+(?:-[a-z]+)*$/, "must be a rule such as trust-changed")
    .regex(/^(?!unreadable$)/, "must be another rule: what could not be read can be accepted by nobody")
    .exactOptional()
    .describe("the drift's rule"),
  subject: z.string().exactOptional().describe("what of the entity the drift is about, as it is told"),
  fingerprint: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be the 64 hexadecimal digits that the drift was told with")
    .describe("of the drift that is accepted: anything beyond it has another"),
  decidedBy: text.describe("who takes responsibility"),
  reason: text.describe("why it is accepted"),
  from: date.describe("the first day, in UTC"),
  until: date.describe("the last day, in UTC; at most 90 days after the first"),
});
export type WaiverEntry = z.infer<typeof waiverEntry>;

/** waivers.yml as a whole, for the published JSON Schema. */
export const wholeWaivers = z.strictObject({
  waivers: z.array(waiverEntry).describe("drifts that were accepted, each until a day"),
});
