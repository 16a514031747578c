import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discoverResultSchema } from "../../cli/discover-schema.ts";
import {
  COMPANY,
  detailsText,
  expected,
  made,
  type Parameters,
  policy,
  role,
  statementText,
} from "../discovery/discover-fixture.ts";
import { runCli } from "./run-cli.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plumbline-discover-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

const MATILLION: Parameters = {
  taskRoleName: "etl",
  stagingBucket: "acme-staging",
  secretsRegion: "eu-west-1",
  platformKeySecret: "acme/key-Ab3dE9",
};
const HELD = expected({ "matillion-agent": MATILLION, "viz-now": {} }).flatMap(made);

async function snapshot(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return name;
}

const run = (...args: readonly string[]) => runCli(folder, args);

async function json(...args: readonly string[]) {
  const { code, stdout, stderr } = await run("discover", ...args, "--json");
  return { code, stderr, result: discoverResultSchema.parse(JSON.parse(stdout)) };
}

describe("plumbline discover", () => {
  it("prints a plumbline.yml that validates, and that the account is plumb by", async () => {
    const file = await snapshot("held.json", detailsText([...COMPANY, ...HELD]));
    const { code, stdout, stderr } = await run("discover", "--snapshot", file, "--format", "yaml");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await writeFile(join(folder, "held.yml"), stdout);
    const validated = await run("validate", "--config", "held.yml");
    expect(validated).toMatchObject({ code: 0, stderr: "" });
    const checked = await run("check", "--config", "held.yml", "--snapshot", file);
    expect(checked.stdout).toMatch(/No drift on 6 entities\.\n$/);
    expect({ code: checked.code, stderr: checked.stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toMatch(/remediate: (narrow|full)/);
  });

  it("tells people what it found, by what, and ends with the same plumbline.yml", async () => {
    const file = await snapshot("table.json", detailsText([...COMPANY, ...HELD]));
    const { code, stdout, stderr } = await run("discover", "--snapshot", file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Account 123456789012, as table\.json has it; 12 entities looked at\.\n/);
    expect(stdout).toContain("It seems to hold matillion-agent and viz-now.");
    expect(stdout).toContain("  ✓ role/etl is role/{{taskRoleName}}: sure, by content\n");
    expect(stdout).toContain("      = has matillion-agent-task attached, which was found to be the baseline's\n");
    expect(stdout).toContain(
      "    stagingBucket = acme-staging: task-policy.json and the document of policy/matillion-agent-task\n",
    );
    expect(stdout).toContain("The plumbline.yml to start from (--format yaml prints it alone):\n\n# What ");
    expect(stdout).toContain("\n          stagingBucket: acme-staging\n");
  });

  it("starts where the shell has just made its plumbline.yml empty", async () => {
    const file = await snapshot("held.json", detailsText(HELD));
    await writeFile(join(folder, "plumbline.yml"), "");
    const { code, stdout } = await run("discover", "--snapshot", file, "--format", "yaml");
    await rm(join(folder, "plumbline.yml"));
    expect(code).toBe(0);
    expect(stdout).toContain("- baseline: matillion-agent\n");
  });

  it("asks for what it could not tell, in a comment and on stderr, and validate asks again", async () => {
    const text = detailsText(HELD).replaceAll("arn:aws:s3:::acme-staging", "arn:aws:s3:::acme-*");
    const file = await snapshot("changed.json", text);
    const { code, stdout, stderr } = await run("discover", "--snapshot", file, "--format", "yaml");
    expect(code).toBe(0);
    expect(stderr).toBe(
      "matillion-agent needs a value for the parameter stagingBucket, which could not be told: The S3 bucket in which the agent stages data.\n",
    );
    expect(stdout).toContain('# stagingBucket: "…"\n');
    await writeFile(join(folder, "changed.yml"), stdout);
    const validated = await run("validate", "--config", "changed.yml");
    expect(validated.stdout).toContain("The parameter stagingBucket of the baseline matillion-agent has no default");
    const { result } = await json("--snapshot", file);
    expect(result).toMatchObject({ complete: false });
    await writeFile(join(folder, "changed.yml"), stdout.replace('# stagingBucket: "…"', "stagingBucket: acme-staging"));
    expect(await run("validate", "--config", "changed.yml")).toMatchObject({ code: 0 });
  });

  it("leaves out what the account is configured for, and prints what is beyond it", async () => {
    const file = await snapshot("held.json", detailsText([...COMPANY, ...HELD]));
    await writeFile(
      join(folder, "viz.yml"),
      'accounts:\n  - id: "123456789012"\n    baselines:\n      - baseline: viz-now\n',
    );
    const { result } = await json("--snapshot", file, "--config", "viz.yml");
    expect(result.configured).toEqual({ file: "viz.yml", baselines: ["viz-now"] });
    expect(result.entities).toBe(10);
    expect(result.baselines.map(({ baseline }) => baseline)).toEqual(["matillion-agent"]);
    const { stdout } = await run("discover", "--snapshot", file, "--config", "viz.yml");
    expect(stdout).toContain("viz.yml gives it viz-now already; this is what is found beyond.\n");
    expect(stdout).toContain("# viz.yml gives this account viz-now already: put what stands here beside it");
  });

  it("looks for one baseline alone, also in a folder of somebody's own", async () => {
    const file = await snapshot("held.json", detailsText(HELD));
    const { result } = await json("--snapshot", file, "--baseline", "viz-now");
    expect(result.lookedFor).toEqual(["viz-now"]);
    const own = new URL("../../policies/matillion-agent", import.meta.url).pathname;
    const { result: other, stderr } = await json("--snapshot", file, "--baseline", own);
    expect(other.baselines.map(({ baseline }) => baseline)).toEqual(["matillion-agent"]);
    expect(stderr).toBe(`A configuration only finds baselines under policies/: copy ${own} there.\n`);
  });

  it("says plainly that nothing was found", async () => {
    const file = await snapshot("company.json", detailsText(COMPANY));
    const { code, stdout, stderr } = await run("discover", "--snapshot", file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("It seems to hold none of the baselines that were looked for: amazon-ivs,");
    const { stdout: yaml } = await run("discover", "--snapshot", file, "--format", "yaml");
    await writeFile(join(folder, "none.yml"), yaml);
    expect(await run("validate", "--config", "none.yml")).toMatchObject({ code: 0 });
  });

  it("is trouble where something could not be read, and what was found is printed all the same", async () => {
    const [first, ...others] = HELD.filter(({ list }) => list === "RoleDetailList");
    if (first === undefined) throw new Error("Nothing was made.");
    const { RolePolicyList: _, ...members } = first.members;
    const file = await snapshot("cut.json", detailsText([{ ...first, members }, ...others]));
    const { code, result, stderr } = await json("--snapshot", file);
    expect(code).toBe(2);
    expect(result.unreadable).toMatchObject([
      { entity: `role/${first.members.RoleName}`, part: "its inline policies" },
    ]);
    expect(stderr).toContain("its inline policies: snapshot: NotHeld: ");
  });

  it("lets no text of the account out of its place", async () => {
    const hostile = 'acme\u001b[31m/key"\n    remediate: full #-Ab3dE9';
    const [task] = expected({ "matillion-agent": MATILLION }).filter(({ kind }) => kind === "policy");
    const text = task !== undefined && "document" in task ? task.document.text : "";
    const document = text.replaceAll("acme/key-Ab3dE9", JSON.stringify(hostile).slice(1, -1));
    const others = HELD.filter(({ members }) => members.PolicyName !== "matillion-agent-task");
    const odd = role("matillion-agent-task-odd", {
      inline: { ["x".repeat(20)]: statementText({ Effect: "Allow", Action: `s3:${"\u202e"}Get`, Resource: "*" }) },
    });
    const file = await snapshot(
      "hostile.json",
      detailsText([...others, policy("matillion-agent-task", document), odd]),
    );
    for (const format of ["table", "yaml", "json"]) {
      const { stdout, stderr } = await run("discover", "--snapshot", file, "--format", format);
      for (const unsafe of ["\u001b", "\u202e"]) expect(`${stdout}${stderr}`).not.toContain(unsafe);
      expect(stdout).not.toMatch(/^\s*remediate: full/m);
    }
  });
});

describe("plumbline discover: bad input", () => {
  it.each([
    {
      name: "a file that is not there",
      args: ["--snapshot", "nowhere.json"],
      expected: /^nowhere\.json does not exist\.\n$/,
    },
    {
      name: "a foreign file",
      args: ["--snapshot", "foreign.json"],
      expected: /^foreign\.json is not the output of aws iam /,
    },
    { name: "a file that is cut off", args: ["--snapshot", "half.json"], expected: /The JSON is cut off/ },
    {
      name: "a baseline that there is not",
      args: ["--baseline", "shop"],
      expected: /^shop is no baseline, .*there are the baselines amazon-ivs, /,
    },
    {
      name: "a configuration that is not there",
      args: ["--config", "nowhere.yml"],
      expected: /^nowhere\.yml:1:1 This file does not exist/,
    },
    { name: "a configuration that is wrong", args: ["--config", "wrong.yml"], expected: /^wrong\.yml:1:\d+ / },
  ])("is trouble with $name", async ({ args, expected }) => {
    await writeFile(join(folder, "foreign.json"), "{}");
    await writeFile(join(folder, "half.json"), detailsText(HELD).slice(0, 500));
    await writeFile(join(folder, "wrong.yml"), "acounts: []\n");
    const { code, stdout, stderr } = await run("discover", ...args);
    expect(stderr).toMatch(expected);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

describe("docs/discover.md", () => {
  it("shows what the command prints", async () => {
    const page = await readFile(new URL("../../docs/discover.md", import.meta.url), "utf8");
    const file = await snapshot("account.json", detailsText(HELD));
    const { stdout } = await run("discover", "--snapshot", file, "--baseline", "matillion-agent");
    const shown = /```text\n(.*?)```/s.exec(page)?.[1] ?? "nothing";
    expect(stdout.replaceAll(/\d{4}-\d{2}-\d{2}/g, "2026-11-22")).toContain(shown);
  });
});
