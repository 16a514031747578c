import { describe, expect, it } from "vitest";
import * as z from "zod";
import { validateResultSchema } from "../../cli/validate-schema.ts";
import { FIXTURE } from "../baselines/fixture.ts";
import { runCli } from "./run-cli.ts";
import { shopDirectory } from "./shop-files.ts";

const POLICY = FIXTURE["policies/shop/policy.json"] ?? "";

describe("the schema of validate --json", () => {
  it("is docs/schema/validate.schema.json; vitest -u writes it anew", async () => {
    const schema = `${JSON.stringify(z.toJSONSchema(validateResultSchema), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot("../../docs/schema/validate.schema.json");
  });

  it.each([
    { status: "valid", code: 0, policy: POLICY },
    { status: "warnings", code: 1, policy: POLICY.replace("s3:GetObject", "s3:GetObjekt") },
    { status: "invalid", code: 2, policy: "{}" },
  ])("describes what is printed with status $status", async ({ status, code, policy }) => {
    const directory = shopDirectory({ "plumbline.yml": undefined, "policies/shop/policy.json": policy });
    const run = await runCli(directory, ["validate", ".", "--json"]);
    expect(run).toMatchObject({ code, stderr: "" });
    const result = validateResultSchema.safeParse(JSON.parse(run.stdout));
    expect(result).toMatchObject({ success: true, data: { status } });
  });
});
