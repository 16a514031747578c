import * as z from "zod";
import { DOCTOR_CHECKS, DOCTOR_STATUSES } from "./doctor-line.ts";

/*
 * What `plumbline doctor` prints as JSON. docs/schema/doctor.schema.json is made from this, and a test holds the two, and the output
 * itself, together.
 */

const line = z.strictObject({
  check: z.enum(DOCTOR_CHECKS).describe("what was looked at; docs/doctor.md tells of each"),
  subject: z.string().describe("what it is about: a name, an ARN, an account"),
  status: z.enum(DOCTOR_STATUSES).describe("unknown: it could not be read or judged, and counts as an error"),
  says: z.string(),
  remedy: z.string().exactOptional().describe("what to do; absent where all is well"),
});

/** What `plumbline doctor --json` prints. */
export const doctorResultSchema = z
  .strictObject({
    version: z.literal(1),
    examinedAt: z.iso.datetime(),
    account: z
      .string()
      .regex(/^\d{12}$/)
      .describe("the account of the credentials"),
    region: z.string().describe("where IAM's events arise, and the stack belongs"),
    configurationDigest: z.string(),
    status: z.enum(["well", "warnings", "errors"]).describe("exit code 0, 1 and 2"),
    lines: z.array(line),
  })
  .meta({ title: "What plumbline doctor --json prints" });

export type DoctorResult = z.infer<typeof doctorResultSchema>;
