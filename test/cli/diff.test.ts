import { describe, expect, it } from "vitest";
import { diff, directoryWith, policy, statement } from "./diff-files.ts";
import { runCli } from "./run-cli.ts";

const READ = policy(statement());
const TRUST = policy({ Effect: "Allow", Principal: { AWS: "444455556666" }, Action: "sts:AssumeRole" });
const TRUST_ANY = policy({ Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" });

describe("diff --json", () => {
  const CASES: readonly {
    name: string;
    canonical: string;
    live: string;
    args?: readonly string[];
    code: number;
    expected: Record<string, unknown>;
  }[] = [
    {
      name: "the same text",
      canonical: READ,
      live: READ,
      code: 0,
      expected: { verdict: "equal", change: "identical" },
    },
    {
      name: "another layout",
      canonical: READ,
      live: JSON.stringify(JSON.parse(READ), null, 4),
      code: 0,
      expected: { verdict: "equal", change: "identical" },
    },
    {
      name: "another spelling",
      canonical: policy(statement({ Action: ["s3:PutObject", "s3:GetObject"] })),
      live: policy(
        statement({ Sid: "Get", Action: "S3:getobject" }),
        statement({ Sid: "Put", Action: ["s3:PutObject"], Resource: ["*"] }),
      ),
      code: 0,
      expected: { verdict: "equal", change: "cosmetic" },
    },
    {
      name: "one action more",
      canonical: READ,
      live: policy(statement({ Action: ["s3:GetObject", "s3:DeleteObject"] })),
      code: 1,
      expected: {
        verdict: "different",
        change: "broadened",
        witness: { action: "s3:DeleteObject", context: {}, canonical: "none", live: "allow" },
      },
    },
    {
      name: "one action less",
      canonical: policy(statement({ Action: ["s3:GetObject", "s3:DeleteObject"] })),
      live: READ,
      code: 1,
      expected: {
        verdict: "different",
        change: "narrowed",
        witness: { action: "s3:DeleteObject", context: {}, canonical: "allow", live: "none" },
      },
    },
    {
      name: "one action for another",
      canonical: READ,
      live: policy(statement({ Action: "s3:PutObject" })),
      code: 1,
      expected: { verdict: "different", change: "mixed" },
    },
    {
      name: "a condition less",
      canonical: policy(statement({ Condition: { Bool: { "aws:SecureTransport": true } } })),
      live: READ,
      code: 1,
      expected: { verdict: "different", change: "broadened", witness: { canonical: "none", live: "allow" } },
    },
    {
      name: "a trust policy",
      canonical: TRUST,
      live: TRUST_ANY,
      args: ["--as", "trust"],
      code: 1,
      expected: {
        verdict: "different",
        change: "broadened",
        witness: { principal: expect.any(String), action: "sts:AssumeRole", resource: "*" },
      },
    },
    {
      name: "an account by its number and by its root ARN",
      canonical: TRUST,
      live: TRUST.replace("444455556666", "arn:aws:iam::444455556666:root"),
      args: ["--as", "trust"],
      code: 0,
      expected: { verdict: "equal", change: "cosmetic" },
    },
  ];

  it.each(CASES)("$name: exit code $code", async ({ canonical, live, args = [], code, expected }) => {
    const run = await diff(canonical, live, ["--json", ...args]);
    expect(run).toMatchObject({ code, stderr: "" });
    expect(run.stdout.split("\n")).toHaveLength(2);
    expect(JSON.parse(run.stdout)).toMatchObject(expected);
  });

  it("is what --format json prints", async () => {
    const short = await diff(READ, TRUST_ANY, ["--json"]);
    expect(await diff(READ, TRUST_ANY, ["--format", "json"])).toEqual(short);
  });
});

describe("where diff reads from", () => {
  const live = policy(statement({ Action: "s3:*" }));

  it.each([
    ["-", "live.json"],
    ["canonical.json", "-"],
  ])("reads stdin for -: diff %s %s", async (...files) => {
    const directory = directoryWith({ "canonical.json": READ, "live.json": live });
    const run = await runCli(directory, ["diff", "--json", ...files], {}, files[0] === "-" ? READ : live);
    expect(run).toMatchObject({ code: 1, stderr: "" });
    expect(JSON.parse(run.stdout)).toMatchObject({ verdict: "different", change: "broadened" });
  });

  const ENVELOPES: readonly { name: string; text: string; as?: string }[] = [
    {
      name: "get-role-policy",
      text: JSON.stringify({ RoleName: "r", PolicyName: "p", PolicyDocument: JSON.parse(READ) }),
    },
    {
      name: "get-policy-version",
      text: JSON.stringify({ PolicyVersion: { Document: JSON.parse(READ), VersionId: "v1" } }, null, 4),
    },
    { name: "GetRolePolicy itself, URL-encoded", text: JSON.stringify({ PolicyDocument: encodeURIComponent(READ) }) },
    { name: "a policy as a JSON string", text: JSON.stringify(READ) },
    {
      name: "get-role",
      text: JSON.stringify({ Role: { RoleName: "r", AssumeRolePolicyDocument: JSON.parse(TRUST) } }),
      as: "trust",
    },
    { name: "a file with a byte order mark", text: `\u{feff}${READ}` },
  ];

  it.each(ENVELOPES)("reads the policy out of $name", async ({ text, as }) => {
    const run = await diff(as === "trust" ? TRUST : READ, text, ["--json", "--as", as ?? "identity"]);
    expect(run).toEqual({ code: 0, stdout: '{"verdict":"equal","change":"identical"}\n', stderr: "" });
  });
});

describe("diff of what it cannot read", () => {
  const PROBLEMS: readonly {
    name: string;
    live: string | Uint8Array;
    args?: readonly string[];
    stderr: readonly (string | RegExp)[];
  }[] = [
    { name: "no JSON", live: "{\n  nope", stderr: [/^live\.json:2:3 /] },
    {
      name: "repeated keys, and every other problem with its place",
      live: '{"Statement":[{"Effect":"Allow","Effect":"Allow",\n"Action":"*","Resource":5}]}',
      stderr: [/^live\.json:1:33 .*Effect/, /^live\.json:2:\d+ .*Resource/],
    },
    {
      name: "a document within what aws prints",
      live: '{\n "PolicyDocument": {"Statement": [\n  {"Effect":"Alow","Action":"*","Resource":"*"}]}}',
      stderr: [/^live\.json:3:13 Effect must be/],
    },
    {
      name: "a problem in the first line of such a document",
      live: '{\n "PolicyDocument": {"Statemen": []}}',
      stderr: [/^live\.json:2:20 .*no Statement/, /^live\.json:2:21 "Statemen"/],
    },
    {
      name: "a document in a string",
      live: JSON.stringify({ PolicyDocument: encodeURIComponent('{\n"Statement": 5}') }),
      stderr: [/^live\.json:1:19 line 2, column 14 of the text there: .*object/],
    },
    {
      name: "a string that is no document",
      live: '{"PolicyDocument": "%E0%A4%A"}',
      stderr: [/^live\.json:1:20 This is neither JSON nor URL-encoded JSON\.$/],
    },
    { name: "bytes that are no text", live: Uint8Array.of(0xff, 0xfe), stderr: ["live.json is not UTF-8 text."] },
    {
      name: "far too much",
      live: " ".repeat(4 * 2 ** 20 + 1),
      stderr: ["live.json is larger than 4 MiB, which no policy is."],
    },
    { name: "nothing", live: "", stderr: [/^live\.json:1:1 /] },
    {
      name: "control characters in its names",
      live: '{"Statement":[],"\\u001b]0;x\\u0007":1}',
      stderr: [/^live\.json:1:17 "\\u001b\]0;x\\u0007" is not an element/],
    },
  ];

  it.each(PROBLEMS)("$name", async ({ live, stderr }) => {
    const run = await diff(READ, live);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    const lines = run.stderr.trimEnd().split("\n");
    expect(lines).toHaveLength(stderr.length);
    for (const [index, expected] of stderr.entries()) expect(lines[index]).toMatch(expected);
  });

  it("tells the problems of both documents, and says unknown where JSON is asked for", async () => {
    const run = await diff("[]", '{"Statement":1}', ["--json"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/^canonical\.json:1:1 .+\nlive\.json:1:14 .+\n$/);
    expect(JSON.parse(run.stdout)).toEqual({
      verdict: "unknown",
      reason: expect.stringMatching(/^the documents could not both be read: canonical\.json:1:1 .+, and 1 more$/),
    });
  });

  it("says that trust policies are trust policies", async () => {
    const run = await diff(TRUST, TRUST_ANY);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toContain("Both documents are good as trust policies: compare them with --as trust.\n");
  });

  const USAGE: readonly { name: string; args: readonly string[]; stderr: string }[] = [
    {
      name: "one file",
      args: ["a.json"],
      stderr: "diff needs two files, CANONICAL.json and LIVE.json, or --pairs FILE.ndjson.\n",
    },
    { name: "stdin twice", args: ["-", "-"], stderr: "Only one of the two documents can come from stdin.\n" },
    {
      name: "--pairs and files",
      args: ["--pairs", "p.ndjson", "a.json"],
      stderr: "With --pairs the documents come from that file; name no others.\n",
    },
    { name: "a file that is not there", args: ["gone.json", "-"], stderr: "gone.json does not exist.\n" },
    { name: "a directory", args: [".", "-"], stderr: ". is a directory, not a file.\n" },
  ];

  it.each(USAGE)("$name", async ({ args, stderr }) => {
    expect(await runCli(directoryWith({}), ["diff", ...args], {}, READ)).toEqual({ code: 2, stdout: "", stderr });
  });
});
