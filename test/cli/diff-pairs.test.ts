import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { directoryWith, policy, statement } from "./diff-files.ts";
import { type Run, runCli } from "./run-cli.ts";

const READ = JSON.parse(policy(statement())) as unknown;
const ALL = JSON.parse(policy(statement({ Action: "s3:*" }))) as unknown;
const TRUST = JSON.parse(
  policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }),
);

const pair = (elements: Record<string, unknown> = {}): string =>
  JSON.stringify({ id: "one", canonical: READ, live: READ, ...elements });

function diffPairs(lines: string, args: readonly string[] = []): Promise<Run> {
  return runCli(directoryWith({ "pairs.ndjson": lines }), ["diff", "--pairs", "pairs.ndjson", ...args]);
}

function parse(stdout: string): readonly Record<string, unknown>[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe("diff --pairs", () => {
  it("prints a line for each pair, in order, with its id as it was written", async () => {
    const lines = [
      pair(),
      pair({ id: "text", canonical: JSON.stringify(READ, null, 2), live: JSON.stringify(READ) }),
      `{"live":${JSON.stringify(ALL)},"note":[1],"id":12345678901234567890,"canonical":${JSON.stringify(READ)}}`,
      pair({ id: "trust", canonical: TRUST, live: TRUST, as: "trust" }),
    ];
    const run = await diffPairs(`${lines.join("\r\n\n")}\n`);
    expect(run).toMatchObject({ code: 1, stderr: "" });
    expect(run.stdout).toContain('{"id":12345678901234567890,"verdict":"different",');
    expect(parse(run.stdout)).toMatchObject([
      { id: "one", verdict: "equal", change: "identical" },
      { id: "text", verdict: "equal", change: "identical" },
      { verdict: "different", change: "broadened", witness: { canonical: "none", live: "allow" } },
      { id: "trust", verdict: "equal", change: "identical" },
    ]);
  });

  it("exits with 0 where all are equal, also without a last line end and without a line", async () => {
    expect(await diffPairs(pair())).toMatchObject({ code: 0, stderr: "" });
    expect(await diffPairs("")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("takes --as for what a pair does not say", async () => {
    const lines = [pair({ canonical: TRUST, live: TRUST }), pair({ as: "identity" })];
    expect(await diffPairs(lines.join("\n"), ["--as", "trust"])).toMatchObject({ code: 0, stderr: "" });
  });

  const BAD: readonly { name: string; line: string; stderr: string | RegExp }[] = [
    { name: "no JSON", line: "nope", stderr: "pairs.ndjson:2:1 Expected a JSON object here." },
    { name: "a line cut short", line: pair().slice(0, 60), stderr: /^pairs\.ndjson:2:\d+ This .* does not end\.$/ },
    {
      name: "no live document",
      line: '{"id":1,"canonical":{}}',
      stderr: 'pairs.ndjson:2:1 This pair has no "live"; it needs an id and both documents.',
    },
    {
      name: "an id of another kind",
      line: pair({ id: null }),
      stderr: 'pairs.ndjson:2:7 "id" must be a string or a number.',
    },
    {
      name: "another kind of policy",
      line: '{"as":"scp","id":1,"canonical":{},"live":{}}',
      stderr: 'pairs.ndjson:2:7 "as" must be "identity" or "trust".',
    },
    {
      name: "a member twice",
      line: '{"id":1,"id":2,"canonical":{},"live":{}}',
      stderr: 'pairs.ndjson:2:9 "id" is there twice; keep one of the two.',
    },
    {
      name: "something else that is no JSON",
      line: '{"x":tru,"id":1,"canonical":{},"live":{}}',
      stderr: 'pairs.ndjson:2:6 The value of "x" is not JSON.',
    },
  ];

  it("tells a bad line with its number, goes on, and exits with 2", async () => {
    for (const { name, line, stderr } of BAD) {
      const run = await diffPairs([pair(), line, pair({ id: "last", live: ALL })].join("\n"));
      expect(run.code, name).toBe(2);
      expect(
        parse(run.stdout).map(({ id }) => id),
        name,
      ).toEqual(["one", "last"]);
      expect(run.stderr, name).toMatch(/^[^\n]+\n$/);
      expect(run.stderr.trimEnd(), name).toMatch(stderr);
    }
  });

  it("says unknown of a pair with a document that is no policy, and why with its place", async () => {
    const twice = '{"Statement":[],"Statement":[]}';
    const lines = [
      `{"id":"object","canonical":${JSON.stringify(READ)},"live":${twice}}`,
      `{"id":"text","canonical":${JSON.stringify(twice)},"live":${JSON.stringify(READ)}}`,
      pair({ id: "list", canonical: [] }),
      pair({ id: "last" }),
    ];
    const run = await diffPairs(lines.join("\n"));
    expect(run.code).toBe(2);
    expect(parse(run.stdout)).toEqual([
      { id: "object", verdict: "unknown", reason: expect.stringContaining('pairs.ndjson:1:148 live: "Statement"') },
      { id: "text", verdict: "unknown", reason: expect.stringContaining("line 1, column 17 of the text there") },
      { id: "list", verdict: "unknown", reason: expect.stringContaining("must be an object") },
      { id: "last", verdict: "equal", change: "identical" },
    ]);
    expect(run.stderr.split("\n").map((line) => line.split(" ", 2).join(" "))).toEqual([
      "pairs.ndjson:1:148 live:",
      "pairs.ndjson:2:26 canonical:",
      "pairs.ndjson:3:26 canonical:",
      "",
    ]);
  });

  it("says what is wrong with the file", async () => {
    const gone = await runCli(directoryWith({}), ["diff", "--pairs", "gone.ndjson"]);
    expect(gone).toEqual({ code: 2, stdout: "", stderr: "gone.ndjson does not exist.\n" });
    const binary = await runCli(directoryWith({}), ["diff", "--pairs", "-"], {}, Uint8Array.of(0xff));
    expect(binary).toEqual({ code: 2, stdout: "", stderr: "stdin is not UTF-8 text.\n" });
  });
});

const CLI = fileURLToPath(new URL("../../cli/plumbline.ts", import.meta.url));

function start(nodeOptions: readonly string[] = []) {
  return spawn(process.execPath, [...nodeOptions, CLI, "diff", "--pairs", "-"], { stdio: ["pipe", "pipe", "pipe"] });
}

describe("diff --pairs as a stream", () => {
  it("answers each line before it reads the next", async () => {
    const child = start();
    const ends = once(child, "close");
    for (const id of ["first", "second"]) {
      child.stdin.write(`${pair({ id })}\n`);
      const [chunk] = (await once(child.stdout, "data")) as [Buffer];
      expect(parse(chunk.toString())).toMatchObject([{ id }]);
    }
    child.stdin.end();
    expect(await ends).toEqual([0, null]);
  });

  it("ends quietly where its reader goes away", async () => {
    const child = start();
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    const ends = once(child, "close");
    child.stdin.on("error", () => undefined);
    child.stdin.write(`${pair({ live: ALL })}\n`);
    await once(child.stdout, "data");
    child.stdout.destroy();
    child.stdin.end(`${pair({ live: ALL })}\n`.repeat(2_000));
    await ends;
    expect(stderr).toBe("");
  });
});
