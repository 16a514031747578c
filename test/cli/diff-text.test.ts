import { spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { diff, directoryWith, policy, statement } from "./diff-files.ts";
import { runCli } from "./run-cli.ts";

const BUCKET = "arn:aws:s3:::reports/*";
const canonical = policy(statement({ Sid: "Read", Resource: BUCKET }));
const live = policy(statement({ Sid: "Read", Action: ["s3:GetObject", "s3:DeleteObject"], Resource: BUCKET }));

describe("diff for a person", () => {
  it("says the verdict, what was gained, a request that shows it, how to check it, and where it stands", async () => {
    const run = await diff(canonical, live, [], { COLUMNS: "84" });
    expect(run).toMatchObject({ code: 1, stderr: "" });
    const [verdict, gained, request, command, view] = run.stdout.split("\n\n").map((block) => block.split("\n"));
    expect(verdict).toEqual(["Different: live.json permits more than canonical.json."]);
    expect(gained?.slice(0, 2)).toEqual(["Gained", "  + `s3:DeleteObject` on `arn:aws:s3:::reports/*`"]);
    expect(gained?.slice(2)).toEqual(["      1 Write · live Statement[0]"]);
    expect(request).toEqual([
      "A request that shows it",
      "  action     s3:DeleteObject",
      expect.stringMatching(/^ {2}resource {3}arn:aws:s3:::reports\/\S+$/),
      "  canonical  no statement applies",
      "  live       allow",
    ]);
    expect(command).toEqual([
      "See AWS decide it",
      '  for policy in "$(cat canonical.json)" "$(cat live.json)"; do',
      '    aws iam simulate-custom-policy --policy-input-list "$policy" \\',
      "      --action-names s3:DeleteObject \\",
      expect.stringMatching(/^ {6}--resource-arns arn:aws:s3:::reports\/\S+ \\$/),
      "      --query 'EvaluationResults[].EvalDecision' --output text",
      "  done  # implicitDeny, then allowed",
    ]);
    expect(view?.slice(2)).toEqual([
      "  Statement[0]                           │  Statement[0]",
      "  {                                      │  {",
      '    "Sid": "Read",                       │    "Sid": "Read",',
      '    "Effect": "Allow",                   │    "Effect": "Allow",',
      '    "Action": [                          │    "Action": [',
      '      "s3:GetObject"                     │      "s3:GetObject",',
      '                                         │+     "s3:DeleteObject"',
      "    ],                                   │    ],",
      `    "Resource": "${BUCKET}" │    "Resource": "${BUCKET}"`,
      "  }                                      │  }",
      "",
    ]);
  });

  it("needs one line where the two are the same", async () => {
    const run = await diff(canonical, canonical);
    expect(run).toEqual({ code: 0, stdout: "Equal: live.json says the same as canonical.json.\n", stderr: "" });
  });

  it("shows how two that decide alike are written", async () => {
    const run = await diff(canonical, canonical.replace("Read", "ReadReports"));
    expect(run.code).toBe(0);
    const [verdict, view] = run.stdout.split("\n\n");
    expect(verdict).toBe("Equal: live.json is written differently and decides every request like canonical.json.");
    expect(view).toMatch(/~ {3}"Sid": "Read", .*│~ {3}"Sid": "ReadReports",/);
  });

  it("names what was lost, and no command for a trust policy, which AWS's simulator does not take", async () => {
    const trust = (...accounts: readonly string[]): string =>
      policy({ Effect: "Allow", Principal: { AWS: accounts }, Action: "sts:AssumeRole" });
    const run = await diff(trust("111122223333", "444455556666"), trust("111122223333"), ["--as", "trust"]);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain("Different: live.json permits less than canonical.json.");
    expect(run.stdout).toMatch(/Lost\n {2}- `sts:AssumeRole` for `arn:aws:iam::444455556666:root`/);
    expect(run.stdout).toMatch(/\n {2}principal {2}\S*444455556666/);
    expect(run.stdout).not.toContain("simulate");
  });

  it("lets no control character of names and documents through", async () => {
    const hostile = policy(statement({ Sid: "\u001b[2J", Resource: "arn:aws:s3:::b/\u0007\u202e\u009b31m/*" }));
    const directory = directoryWith({ "a.json": canonical, "b\u001b[31m.json": hostile });
    const run = await runCli(directory, ["diff", "a.json", "b\u001b[31m.json"]);
    expect(run.code).toBe(1);
    expect((run.stdout + run.stderr).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});

/** Stands for the `aws` command: says what it was given, one argument a line, as JSON. */
const AWS = `#!${process.execPath}
for (const argument of process.argv.slice(2)) console.log(JSON.stringify(argument));
`;

describe("the command that AWS decides by", () => {
  const NASTY = "a'b \"$(touch pwned)`touch pwned`\\ \u001b[31m\u202e!";
  const CASES: readonly { name: string; condition: Record<string, unknown>; type: string; value: RegExp }[] = [
    { name: "text", condition: { StringEquals: { "aws:PrincipalTag/team": NASTY } }, type: "string", value: /^a'b/ },
    { name: "a number", condition: { NumericLessThan: { "s3:max-keys": "5" } }, type: "numeric", value: /^-?\d/ },
    { name: "an address", condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }, type: "ip", value: /^10\./ },
    {
      name: "a date",
      condition: { DateGreaterThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } },
      type: "date",
      value: /^20\d\d-/,
    },
    { name: "a boolean", condition: { Bool: { "aws:SecureTransport": "true" } }, type: "boolean", value: /^true$/ },
    {
      name: "a list",
      condition: { "ForAnyValue:StringEquals": { "aws:TagKeys": [NASTY] } },
      type: "stringList",
      value: /^a'b/,
    },
  ];

  it.each(CASES)("hands $name over through a shell as it is", async ({ condition, type, value }) => {
    const name = "live it's.json";
    const resource = "arn:aws:s3:::b/$(touch pwned)'\u0007/*";
    const written = policy(statement({ Resource: resource, Condition: condition }));
    const files = { "-canonical.json": JSON.stringify({ PolicyDocument: JSON.parse(written) }), [name]: policy() };
    const directory = directoryWith({ ...files, aws: AWS });
    chmodSync(join(directory, "aws"), 0o755);
    const args = ["diff", "--", "-canonical.json", name];
    const { stdout } = await runCli(directory, args);
    const { witness } = JSON.parse(
      (await runCli(directory, ["diff", "--json", "--", "-canonical.json", name])).stdout,
    ) as {
      witness: { action: string; resource: string; context: Record<string, string | string[]> };
    };
    const command = /^ {2}for policy in .+?^ {2}done/ms.exec(stdout)?.[0] ?? "";
    writeFileSync(join(directory, "command.sh"), command);
    const env = { PATH: `${directory}:${process.env.PATH}` };
    const shell = spawnSync("bash", ["command.sh"], { cwd: directory, env, encoding: "utf8" });
    expect(shell).toMatchObject({ status: 0, stderr: "" });
    const given = shell.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as string);
    const entries = JSON.parse(given[given.indexOf("--context-entries") + 1] ?? "") as Record<string, unknown>[];
    const [[key, expected] = []] = Object.entries(witness.context);
    expect(JSON.parse(given[3] ?? "")).toEqual(JSON.parse(written));
    expect(given[given.indexOf("--action-names") + 1]).toBe(witness.action);
    expect(given[given.indexOf("--resource-arns") + 1]).toBe(witness.resource);
    expect(entries).toEqual([{ ContextKeyName: key, ContextKeyValues: [expected].flat(), ContextKeyType: type }]);
    expect([expected].flat()[0]).toMatch(value);
    expect(given[given.lastIndexOf("--policy-input-list") + 1]).toBe(policy());
  });
});
