import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import { formatProblem } from "../../shared/baselines/problem.ts";
import { DEFAULT_SETTINGS } from "../../shared/baselines/settings.ts";

const PROJECT = new URL("../../", import.meta.url);
const page = await readFile(new URL("docs/configuration.md", PROJECT), "utf8");
const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
const [single = ""] = blocks;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** What a piece of the page says, beside the page's one account where it names none. */
async function load(block: string) {
  const file = join(folder, "plumbline.yml");
  const waivers = block.startsWith("waivers:");
  if (waivers) await writeFile(join(folder, "waivers.yml"), block);
  await writeFile(file, waivers ? single : `${block.startsWith("accounts:") ? "" : single}${block}`);
  const result = await loadConfiguration(file);
  if (result.status === "invalid") throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.configuration;
}

async function publishedSchema(name: string) {
  return JSON.parse(await readFile(new URL(`docs/schema/${name}.schema.json`, PROJECT), "utf8"));
}

/** Every key that a JSON Schema names, at any depth. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties } = schema as { readonly properties?: object };
  return [...Object.keys(properties ?? {}), ...Object.values(schema).flatMap(keysOf)];
}

describe("docs/configuration.md", () => {
  it("shows seven pieces of configuration", () => {
    expect(blocks.map((block) => block.split(":")[0])).toEqual([
      "accounts",
      "accounts",
      "accounts",
      "organization",
      "thresholds",
      "routes",
      "waivers",
    ]);
  });

  it.each(blocks)("shows what compiles with the baselines that ship: %#", async (block) => {
    expect((await load(block)).accounts.map(({ account }) => account)).toEqual(["111122223333"]);
  });

  it.each(blocks)("shows what the published schema takes, and takes no more with it: %#", async (block) => {
    const waivers = block.startsWith("waivers:");
    const schema = z.fromJSONSchema(await publishedSchema(waivers ? "waivers" : "plumbline"));
    const value: object = waivers ? parse(block) : { ...parse(single), ...parse(block) };
    expect(schema.safeParse(value).error).toBeUndefined();
    expect(schema.safeParse({ ...value, acounts: [] }).success).toBe(false);
  });

  it("shows the defaults as they are", async () => {
    const defaults = blocks.find((block) => block.startsWith("thresholds:")) ?? "";
    expect((await load(defaults)).settings).toEqual(DEFAULT_SETTINGS);
  });

  it.each(["plumbline", "waivers"])("names every key of %s.yml", async (name) => {
    const keys = [...new Set(keysOf(await publishedSchema(name)))];
    expect(keys.length).toBeGreaterThan(8);
    expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
  });
});

describe("the files that ship", () => {
  it.each(["plumbline", "waivers"])("%s.yml is held to its schema by editors, and is empty", async (name) => {
    const text = await readFile(new URL(`${name}.yml`, PROJECT), "utf8");
    expect(text.split("\n")[0]).toBe(`# yaml-language-server: $schema=docs/schema/${name}.schema.json`);
    expect(Object.values(parse(text))).toEqual([[]]);
  });
});
