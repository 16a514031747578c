import { describe, expect, it } from "vitest";
import * as z from "zod";
import { remediateResultSchema } from "../../cli/remediate-schema.ts";

describe("the schema of remediate --json", () => {
  it("is docs/schema/remediate.schema.json; vitest -u writes it anew", async () => {
    const schema = `${JSON.stringify(z.toJSONSchema(remediateResultSchema), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot("../../docs/schema/remediate.schema.json");
  });
});
