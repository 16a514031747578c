import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { record } from "../cloudtrail/cases/record.ts";
import { runCli, runCliProcess } from "./run-cli.ts";

const written = record("PutRolePolicy", { roleName: "builder", policyName: "extra", policyDocument: "{}" });
const readOne = record("GetRole", { roleName: "builder" });
const failed = record("DeleteRole", { roleName: "builder" }, null, { errorCode: "DeleteConflictException" });
const unknown = record("ReticulateSplines");
const elsewhere = record("RunInstances", {}, null, { eventSource: "ec2.amazonaws.com" });

const WRITTEN_LINE = {
  eventID: written.eventID,
  eventName: "PutRolePolicy",
  kind: "write",
  touches: ["role/builder"],
  reads: ["ListRolePolicies builder", "GetRolePolicy builder extra"],
};

let directory: string;

function file(name: string, content: string | Uint8Array): string {
  writeFileSync(join(directory, name), content);
  return name;
}

function replay(...args: readonly string[]) {
  return runCli(directory, ["replay", ...args]);
}

function parseLines(stdout: string): readonly unknown[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as unknown);
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "plumbline-replay-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

describe("replay --json", () => {
  const SHAPES: readonly { name: string; file: string; content: string | Uint8Array }[] = [
    { name: "a trail's own file", file: "a.json", content: JSON.stringify({ Records: [written, readOne] }) },
    { name: "a list", file: "b.json", content: JSON.stringify([written, readOne], null, 2) },
    {
      name: "a trail's own file, gzipped",
      file: "c.json.gz",
      content: gzipSync(JSON.stringify({ Records: [written, readOne] })),
    },
    {
      name: "one record a line",
      file: "d.ndjson",
      content: `${JSON.stringify(written)}\n${JSON.stringify(readOne)}\n`,
    },
    {
      name: "lines with a byte order mark, CRLF, empty lines and no last line end",
      file: "e.ndjson",
      content: `\uFEFF${JSON.stringify(written)}\r\n\r\n${JSON.stringify(readOne)}`,
    },
    {
      name: "lines, gzipped",
      file: "f.ndjson.gz",
      content: gzipSync(`${JSON.stringify(written)}\n${JSON.stringify(readOne)}`),
    },
  ];

  it.each(SHAPES)("reads $name", async (shape) => {
    const run = await replay("--json", file(shape.file, shape.content));
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(parseLines(run.stdout)).toEqual([
      WRITTEN_LINE,
      { eventID: readOne.eventID, eventName: "GetRole", kind: "read", touches: [], reads: [] },
    ]);
  });

  it("reads one record in a file of its own, and takes --format json for --json", async () => {
    const name = file("one.json", JSON.stringify(written));
    const [long, short] = await Promise.all([replay("--format", "json", name), replay("--json", name)]);
    expect(parseLines(long.stdout)).toEqual([WRITTEN_LINE]);
    expect(short).toEqual(long);
  });

  it("does not end a line at U+2028", async () => {
    const line = JSON.stringify({ ...written, userAgent: "a\u2028b" });
    expect(line).toContain("\u2028");
    expect(await replay("--json", file("separator.ndjson", `${line}\n`))).toMatchObject({ code: 0, stderr: "" });
  });

  it("reads several files, and another service's records without complaint", async () => {
    const one = file("x.json", JSON.stringify([elsewhere]));
    const two = file("y.json", JSON.stringify([failed]));
    const run = await replay("--json", one, two);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(parseLines(run.stdout)).toMatchObject([{ kind: "unknown" }, { kind: "failed", touches: [], reads: [] }]);
  });
});

describe("replay of bad input says one sentence and goes on", () => {
  it("names the line", async () => {
    const name = file("bad.ndjson", [JSON.stringify(written), "{oops", "7", JSON.stringify(readOne)].join("\n"));
    const run = await replay("--json", name);
    expect(run.code).toBe(2);
    expect(parseLines(run.stdout)).toHaveLength(2);
    const [second, third, ...others] = run.stderr.trimEnd().split("\n");
    expect(second).toMatch(/^bad\.ndjson:2 is not JSON: .+\.$/);
    expect(third).toBe("bad.ndjson:3: the CloudTrail record must be an object, not 7.");
    expect(others).toEqual([]);
  });

  it("names the record of a list", async () => {
    const name = file("bad.json", JSON.stringify({ Records: [written, { ...written, eventTime: 1 }, readOne] }));
    const run = await replay("--json", name);
    expect(run.code).toBe(2);
    expect(parseLines(run.stdout)).toHaveLength(2);
    expect(run.stderr).toMatch(/^bad\.json: Records\[1\]: eventTime of CloudTrail record .+, not 1\.\n$/);
  });

  it("prints an IAM event it does not know, and says so", async () => {
    const run = await replay("--json", file("unknown.json", JSON.stringify([unknown])));
    expect(run.code).toBe(2);
    expect(parseLines(run.stdout)).toMatchObject([{ eventName: "ReticulateSplines", kind: "unknown", touches: [] }]);
    expect(run.stderr).toBe(
      'unknown.json: [0]: "ReticulateSplines" is not an IAM operation known here, and CloudTrail record 0f9e8d7c-0000-4000-8000-000000000002 names nothing that it touched.\n',
    );
  });

  const FILES: readonly { name: string; file: string; content?: string | Uint8Array; stderr: RegExp }[] = [
    { name: "no such file", file: "missing.json", stderr: /^missing\.json does not exist\.$/ },
    { name: "another kind of file", file: "notes.txt", content: "x", stderr: /^notes\.txt must end in \.json, .+\.$/ },
    {
      name: "not gzip",
      file: "plain.json.gz",
      content: "{}",
      stderr: /^plain\.json\.gz is not gzip, or is damaged\.$/,
    },
    {
      name: "half a gzip",
      file: "half.json.gz",
      content: gzipSync(JSON.stringify([written])).subarray(0, 60),
      stderr: /^half\.json\.gz is gzip that ends too early\.$/,
    },
    { name: "not JSON", file: "broken.json", content: "{", stderr: /^broken\.json is not JSON: .+\.$/ },
    { name: "an empty file", file: "empty.json", content: "", stderr: /^empty\.json is not JSON: .+\.$/ },
    {
      name: "Records that are no list",
      file: "records.json",
      content: '{"Records":{}}',
      stderr: /^records\.json has a Records that is not a list\.$/,
    },
    {
      name: "not UTF-8",
      file: "latin.ndjson",
      content: Buffer.from([0x7b, 0xff, 0xfe]),
      stderr: /^latin\.ndjson is not UTF-8 text\.$/,
    },
  ];

  it.each(FILES)("$name", async ({ file: name, content, stderr }) => {
    if (content !== undefined) file(name, content);
    const good = file(`good-beside-${name}.json`, JSON.stringify([written]));
    const run = await replay("--json", name, good);
    expect(run.code).toBe(2);
    expect(run.stderr.trimEnd()).toMatch(stderr);
    expect(parseLines(run.stdout)).toEqual([WRITTEN_LINE]);
  });
});

describe("replay for people", () => {
  it("prints time, event, who, what it touched and the kind, and counts", async () => {
    const run = await replay(file("table.json", JSON.stringify([written, readOne, failed])));
    expect(run).toMatchObject({ code: 0, stderr: "" });
    const rows = run.stdout.split("\n").map((row) => row.trim().split(/ {2,}/));
    expect(rows).toEqual([
      ["TIME", "EVENT", "WHO (CLAIMED)", "TOUCHES", "KIND"],
      ["2024-02-03T04:05:06Z", "PutRolePolicy", "user/operator", "role/builder", "write"],
      ["2024-02-03T04:05:06Z", "GetRole", "user/operator", "read"],
      ["2024-02-03T04:05:06Z", "DeleteRole", "user/operator", "failed"],
      ["3 records: 1 write, 1 read, 1 failed, 0 unknown; 0 could not be understood."],
      [""],
    ]);
  });

  it("lets no text of a record, or of a file's name, drive the terminal", async () => {
    const hostile = "\u001b[2J\u009b31m\u202eevil\u0007\nforged line";
    const records = [
      record("DeleteRole", { roleName: hostile }, null, { userIdentity: { type: "IAMUser", arn: hostile } }),
      record(hostile, { roleName: "x" }),
      record(hostile),
      { ...written, eventTime: hostile },
    ];
    const run = await replay(file("hostile.json", JSON.stringify(records)), `${hostile}.json`);
    expect(run.code).toBe(2);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there.
    expect(run.stdout + run.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(run.stdout.split("\n")).toHaveLength(6);
    expect(run.stdout).toContain("role/\\u{1b}[2J\\u{9b}31m\\u{202e}evil\\u{7}\\u{a}forged line");
  });

  it("has no colour where stdout is no terminal", async () => {
    const run = await runCli(directory, ["replay", file("plain.json", JSON.stringify([written]))], {
      TERM: "xterm-256color",
    });
    expect(run.stdout).not.toContain("\u001b");
  });
});

describe("replay of much", () => {
  it("reads a file of lines as a stream, in less memory than the file has", async () => {
    const line = `${JSON.stringify({ ...written, filler: "x".repeat(100_000) })}\n`;
    const name = file("large.ndjson.gz", gzipSync(line.repeat(1_500)));
    const run = await runCliProcess(directory, ["replay", "--json", name], { NODE_OPTIONS: "--max-old-space-size=96" });
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(parseLines(run.stdout)).toHaveLength(1_500);
  });

  it("ends quietly when its reader goes away", async () => {
    const name = file("many.ndjson", `${JSON.stringify(written)}\n`.repeat(20_000));
    const cli = fileURLToPath(new URL("../../cli/plumbline.ts", import.meta.url));
    const child = spawn(process.execPath, [cli, "replay", "--json", name], {
      cwd: directory,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (text) => {
      stderr += text;
    });
    await once(child.stdout, "data");
    child.stdout.destroy();
    const [code] = await once(child, "close");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});
