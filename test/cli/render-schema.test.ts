import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { renderResultSchema } from "../../cli/render-schema.ts";
import { edited } from "../baselines/fixture.ts";
import { runCli } from "./run-cli.ts";
import { shopDirectory } from "./shop-files.ts";

const BASELINES = readdirSync(fileURLToPath(new URL("../../policies", import.meta.url)));
const LAB = fileURLToPath(new URL("../lab/plumbline.yml", import.meta.url));

describe("the schema of render --json", () => {
  it("is docs/schema/render.schema.json; vitest -u writes it anew", async () => {
    const schema = `${JSON.stringify(z.toJSONSchema(renderResultSchema), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot("../../docs/schema/render.schema.json");
  });

  it.each(BASELINES)("describes what is printed of %s", async (baseline) => {
    const { stdout } = await runCli(shopDirectory(), ["render", baseline, "--config", LAB, "--json"]);
    expect(renderResultSchema.safeParse(JSON.parse(stdout))).toMatchObject({ success: true });
  });

  it("describes what is printed of a role with every aspect, and of a retired one", async () => {
    const whole = [
      "maximumSessionSeconds: 7200",
      "permissionsBoundary: arn:{{partition}}:iam::aws:policy/ReadOnlyAccess",
      "tags: { team: till }",
    ];
    const changes = edited(
      "policies/shop/baseline.yml",
      [
        "entities:\n",
        `entities:\n  - kind: role\n    name: old\n    presence: retired\n    retiredSince: 2025-05-16\n    compare: exact\n    severity: low\n    remediate: off\n`,
      ],
      ["trust: trust.json", `trust: trust.json\n    ${whole.join("\n    ")}`],
    );
    const { stdout } = await runCli(shopDirectory(changes), ["render", "shop", "--json"]);
    expect(renderResultSchema.safeParse(JSON.parse(stdout))).toMatchObject({
      success: true,
      data: { retired: [{ entity: "role/old", since: "2025-05-16" }], entities: [{ maximumSessionSeconds: 7200 }] },
    });
  });
});
