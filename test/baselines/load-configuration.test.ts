import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import { formatProblem } from "../../shared/baselines/problem.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-"));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function write(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return file;
}

async function problems(file: string): Promise<readonly string[]> {
  const result = await loadConfiguration(file);
  return result.status === "invalid" ? result.problems.map(formatProblem) : [];
}

const VIZ_NOW = `accounts:
  - id: "111122223333"
    baselines:
      - baseline: viz-now
        documents: {manage-policy.json: own/manage.json}
`;

describe("loadConfiguration", () => {
  it("names a configuration file that is not there", async () => {
    const file = join(folder, "plumbline.yml");
    expect(await problems(file)).toEqual([`${file}:1:1 This file does not exist; correct its path or create it.`]);
  });

  it("names a configuration file that cannot be read", async () => {
    expect(await problems(folder)).toEqual([
      `${folder}:1:1 This file cannot be read (EISDIR); correct its path or its permissions.`,
    ]);
  });

  it("names an account's own document that is not there, or cannot be read", async () => {
    const file = await write("plumbline.yml", VIZ_NOW);
    expect(await problems(file)).toEqual([
      `${file}:5:41 There is no file ${folder}/own/manage.json; put the document there or correct its path.`,
    ]);
    await mkdir(join(folder, "own/manage.json"), { recursive: true });
    expect(await problems(file)).toEqual([
      `${folder}/own/manage.json:1:1 This file cannot be read (EISDIR); correct its path or its permissions.`,
    ]);
  });

  it("reads an account's own document from beside the configuration, and gives the same digest from anywhere", async () => {
    const own = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "ec2:*", Resource: "*" }] };
    const file = await write("plumbline.yml", VIZ_NOW);
    await write("own/manage.json", JSON.stringify(own));
    const absolute = await loadConfiguration(file);
    const fromHere = await loadConfiguration(relative(process.cwd(), file));
    expect(absolute).toEqual(fromHere);
    expect(absolute.status === "compiled" && absolute.configuration.accounts[0]?.entities[1]).toMatchObject({
      inlinePolicies: {
        documents: {
          "viz-now-manage": { source: "own/manage.json", provenance: "verbatim", text: JSON.stringify(own) },
        },
      },
    });
  });

  it("reads what an amendment adds from beside the configuration", async () => {
    const file = await write(
      "plumbline.yml",
      VIZ_NOW.replace(
        "documents: {manage-policy.json: own/manage.json}",
        "amendments: [{document: x.json, reason: y, add: own/more.json}]",
      ),
    );
    await mkdir(join(folder, "own/more.json"), { recursive: true });
    expect(await problems(file)).toEqual([
      `${folder}/own/more.json:1:1 This file cannot be read (EISDIR); correct its path or its permissions.`,
    ]);
  });

  it("reads the waivers that stand beside the configuration, and names a file of them that cannot be read", async () => {
    const file = await write("plumbline.yml", "accounts: []\n");
    expect(await problems(file)).toEqual([]);
    const waivers = await write("waivers.yml", "waivers: none\n");
    expect(await problems(file)).toEqual([`${waivers}:1:10 waivers must be a list, not "none".`]);
    await rm(waivers);
    await mkdir(waivers);
    expect(await problems(file)).toEqual([
      `${waivers}:1:1 This file cannot be read (EISDIR); correct its path or its permissions.`,
    ]);
  });
});
