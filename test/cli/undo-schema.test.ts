import { describe, expect, it } from "vitest";
import * as z from "zod";
import { undoResultSchema } from "../../cli/undo-schema.ts";

describe("the schema of undo --json", () => {
  it("is docs/schema/undo.schema.json; vitest -u writes it anew", async () => {
    const schema = `${JSON.stringify(z.toJSONSchema(undoResultSchema), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot("../../docs/schema/undo.schema.json");
  });
});
