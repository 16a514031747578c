import { readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { describe, expect, it } from "vitest";
import { runCli, runCliProcess } from "./run-cli.ts";

const project = new URL("../../", import.meta.url);

describe("plumbline", () => {
  const USAGE: readonly { name: string; args: readonly string[]; stderr: string }[] = [
    { name: "no command", args: [], stderr: "no command given" },
    { name: "an unknown command", args: ["frobnicate"], stderr: "unknown command 'frobnicate'" },
    { name: "a near miss", args: ["replya"], stderr: "unknown command 'replya' (Did you mean replay?)" },
    { name: "an unknown option", args: ["replay", "--bogus", "x.json"], stderr: "unknown option '--bogus'" },
    { name: "no file", args: ["replay"], stderr: "missing required argument 'file'" },
    {
      name: "an unknown format",
      args: ["replay", "--format", "xml", "x.json"],
      stderr: "option '--format <format>' argument 'xml' is invalid. Allowed choices are table, json",
    },
    {
      name: "too much",
      args: ["validate", "a", "b"],
      stderr: "too many arguments for 'validate'. Expected 1 argument but got 2: a, b",
    },
  ];

  it.each(USAGE)("answers $name with one sentence and exit code 2", async ({ args, stderr }) => {
    const run = await runCli(tmpdir(), args);
    expect(run).toEqual({ code: 2, stdout: "", stderr: `${stderr}; plumbline --help lists what there is.\n` });
  });

  it.each([["--help"], ["help"], ["replay", "--help"]])("prints help for %s %s", async (...args) => {
    const run = await runCli(tmpdir(), args);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toContain("Usage: plumbline");
  });

  it("is started from a shell, writes to both streams and has an exit code", async () => {
    const none = { Version: "2012-10-17", Statement: [] };
    const pair = JSON.stringify({ id: "a", canonical: none, live: none });
    const run = await runCliProcess(tmpdir(), ["diff", "--pairs", "-"], {}, `${pair}\nnot JSON\n`);
    expect(run).toMatchObject({ code: 2, stderr: expect.stringMatching(/^stdin:2:1 /) });
    expect(JSON.parse(run.stdout)).toMatchObject({ id: "a", verdict: "equal" });
  });

  it("prints the package's version", async () => {
    const { version } = JSON.parse(readFileSync(new URL("package.json", project), "utf8")) as { version: string };
    expect(await runCli(tmpdir(), ["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("is what package.json calls plumbline, is executable, and starts node from the path", () => {
    const { bin } = JSON.parse(readFileSync(new URL("package.json", project), "utf8")) as {
      bin: Record<string, string>;
    };
    const file = new URL(bin.plumbline ?? "missing", project);
    expect(statSync(file).mode & 0o111).toBe(0o111);
    expect(readFileSync(file, "utf8").split("\n")[0]).toBe("#!/usr/bin/env node");
  });
});
