import { describe, expect, it } from "vitest";
import * as z from "zod";
import { planResultSchema } from "../../cli/plan-schema.ts";

describe("the schema of plan --json", () => {
  it("is docs/schema/plan.schema.json; vitest -u writes it anew", async () => {
    const schema = `${JSON.stringify(z.toJSONSchema(planResultSchema), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot("../../docs/schema/plan.schema.json");
  });
});
