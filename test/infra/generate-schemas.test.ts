import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { SCHEMA_FOLDER, SCHEMAS, schemaText } from "../../infra/generate-schemas.ts";

/** Formats that editors know; zod writes others of its own. */
const FORMATS = ["date", "date-time", "email", "uri"];

function formatsIn(value: unknown): readonly unknown[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "format" in value && typeof value.format === "string" ? [value.format] : [];
  return [...own, ...Object.values(value).flatMap(formatsIn)];
}

function published(file: string): Promise<string> {
  return readFile(new URL(file, SCHEMA_FOLDER), "utf8");
}

describe.each(SCHEMAS)("docs/schema/$file", (schema) => {
  it("is what node infra/generate-schemas.ts writes now", async () => {
    expect(await published(schema.file)).toBe(schemaText(schema));
  });

  it("uses formats that every validator knows", async () => {
    const formats = formatsIn(JSON.parse(await published(schema.file)));
    expect(formats.filter((format) => !FORMATS.includes(String(format)))).toEqual([]);
  });
});

describe("docs/schema/baseline.schema.json", async () => {
  const policies = new URL("../../policies/", import.meta.url);
  const schema = z.fromJSONSchema(JSON.parse(await published("baseline.schema.json")));

  it.each(await readdir(policies))("describes policies/%s/baseline.yml, which names it for editors", async (folder) => {
    const text = await readFile(new URL(`${folder}/baseline.yml`, policies), "utf8");
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=../../docs/schema/baseline.schema.json");
    const baseline: { entities: object[] } = parse(text);
    expect(schema.safeParse(baseline).error).toBeUndefined();
    const misspelt = { ...baseline, entities: [{ ...baseline.entities[0], sevrity: "low" }] };
    expect(schema.safeParse(misspelt).success).toBe(false);
  });
});
