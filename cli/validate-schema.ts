import * as z from "zod";

/*
 * What `plumbline validate` prints as JSON. docs/schema/validate.schema.json is made from this, and a test holds the two, and the
 * output itself, together.
 */

const problem = z.strictObject({
  file: z
    .string()
    .describe("the path of the file at fault, from the working directory or from the product's own folder"),
  line: z.int().positive().describe("counted from 1"),
  column: z.int().positive().describe("counted from 1, in UTF-16 units"),
  severity: z.enum(["error", "warning"]).describe("an error keeps everything from being loaded; a warning does not"),
  message: z.string().describe("one plain sentence: what is wrong, and what to do"),
});

/** What `plumbline validate --json` prints. */
export const validateResultSchema = z
  .strictObject({
    status: z.enum(["valid", "warnings", "invalid"]).describe("exit code 0, 1 and 2"),
    problems: z.array(problem).describe("in the order of their files and places"),
  })
  .meta({ title: "What plumbline validate --json prints" });
