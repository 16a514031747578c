import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { schemaFrom } from "../../cli/adopt-folder.ts";
import { adoptionNotes } from "../../cli/adopt-notes.ts";
import { adoptResultSchema } from "../../cli/adopt-schema.ts";
import { details, elsewhere, policy, report, role, user, WHOLE } from "../observation/snapshot-texts.ts";
import { type Run, runCli } from "./run-cli.ts";

const READER = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::reports/*" },
};
const versions = (Document: unknown) => ({
  PolicyVersionList: [{ Document, VersionId: "v1", IsDefaultVersion: true }],
});
const ATTACHED = {
  AttachedManagedPolicies: [{ PolicyName: "reader", PolicyArn: "arn:aws:iam::123456789012:policy/reader" }],
};
const ACCOUNT = details({
  UserDetailList: [user("ann", { GroupList: ["team"] })],
  GroupDetailList: JSON.parse(WHOLE.text).GroupDetailList,
  RoleDetailList: [
    role("worker", ATTACHED),
    role("broken", { RolePolicyList: [{ PolicyName: "odd", PolicyDocument: { Statement: [], Extra: 1 } }] }),
    role("cut", { AssumeRolePolicyDocument: "%E0%A4%A" }),
    role("third"),
    elsewhere(role("stranger")),
  ],
  Policies: [policy("reader", versions(READER))],
});

/** A new directory with a snapshot in it, which is gone when the test is over. */
function directory(): string {
  const made = mkdtempSync(join(tmpdir(), "plumbline-adopt-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  writeFileSync(join(made, "account.json"), ACCOUNT.text);
  writeFileSync(join(made, "plumbline.yml"), "accounts: []\n");
  return made;
}

const run = (cwd: string, ...args: readonly string[]): Promise<Run> =>
  runCli(cwd, ["adopt", "--snapshot", "account.json", ...args]);

describe("adopt", () => {
  it("writes a baseline that validate and check have nothing to say about", async () => {
    const cwd = directory();
    writeFileSync(join(cwd, "report.csv"), report({}).text);
    const files = ["--credential-report", "report.csv"];
    const entities = ["role/worker", "user/ann", "group/team", "policy/reader"];
    const { code, stdout, stderr } = await run(cwd, ...entities, ...files, "--out", "base/team", "--name", "The team");
    expect(code).toBe(0);
    expect(
      stdout,
    ).toBe(`Account 123456789012, as account.json and report.csv has it: 4 entities adopted into base/team, 3 files

  role/worker    0 inline policies; 1 attached policy; without its session length
    role-worker-trust.json
  user/ann       0 inline policies; 0 attached policies
  group/team     0 inline policies; 0 attached policies
  policy/reader  without its tags
    policy-reader.json

Review base/team, then:
  plumbline validate ./base/team
  plumbline check --baseline ./base/team --snapshot account.json --credential-report report.csv
`);
    expect(stderr.split("\n")).toEqual([
      expect.stringMatching(/1 entity of another account was left out/),
      expect.stringMatching(
        /^Not adopted, and so not watched: the session length of role\/worker \(authorization details hold no /,
      ),
      expect.stringMatching(/^Not adopted, and so not watched: the tags of policy\/reader \(/),
      "",
    ]);
    expect(readdirSync(join(cwd, "base/team")).toSorted()).toEqual([
      "baseline.yml",
      "policy-reader.json",
      "role-worker-trust.json",
    ]);
    const yaml = readFileSync(join(cwd, "base/team/baseline.yml"), "utf8");
    expect(yaml).toContain("baseline: team\ntitle: The team\n");
    expect(yaml).toContain("console: forbidden\n");
    const validated = await runCli(cwd, ["validate", "base/team"]);
    expect(validated).toEqual({ code: 0, stdout: "base/team: nothing wrong; baselines: 1\n", stderr: "" });
    const checked = await runCli(cwd, ["check", "--baseline", "./base/team", "--snapshot", "account.json", ...files]);
    expect(checked.code).toBe(0);
    expect(checked.stdout).toContain("No drift on 4 entities.");
  });

  it("names what it does not describe, and each entity once", async () => {
    const cwd = directory();
    const { code, stdout, stderr } = await run(cwd, "role/worker", "user/ann", "role/worker", "--out", "new", "--json");
    expect(code).toBe(0);
    const { entities, next } = adoptResultSchema.parse(JSON.parse(stdout));
    expect(entities).toMatchObject([
      { entity: "role/worker", notDescribed: ["policy/reader"] },
      { entity: "user/ann", notDescribed: ["group/team"], leftOut: [{ aspect: "loginProfile", code: "NotHeld" }] },
    ]);
    expect(next[0]).toBe("plumbline validate ./new");
    expect(stderr).toContain(
      "Only named, not described: policy/reader, group/team. What they grant may change unseen unless they are adopted too.\n",
    );
  });

  it("writes into a folder that is there and empty, and into no other", async () => {
    const cwd = directory();
    mkdirSync(join(cwd, "new"));
    expect(await run(cwd, "role/worker", "--out", "new")).toMatchObject({ code: 0 });
    const before = readFileSync(join(cwd, "new/baseline.yml"), "utf8");
    expect(await run(cwd, "role/third", "--out", "new")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: "new is not empty, and nothing is overwritten; name another folder.\n",
    });
    expect(readFileSync(join(cwd, "new/baseline.yml"), "utf8")).toBe(before);
    expect(await run(cwd, "role/third", "--out", "account.json")).toMatchObject({
      code: 2,
      stderr: "account.json is a file, or stands below one; name a folder.\n",
    });
  });
});

describe("adopt writes nothing and exits 2 for", () => {
  it.each([
    {
      name: "an entity in another spelling",
      entities: ["role/Worker"],
      expected: /^role\/Worker is spelt role\/worker in IAM; write it so\.$/m,
    },
    {
      name: "an entity that is not there, with those like it",
      entities: ["role/worked"],
      expected:
        /^account\.json is of account 123456789012, and there is no role\/worked in it; did you mean role\/worker\?$/m,
    },
    {
      name: "an entity of another kind",
      entities: ["user/worker"],
      expected: /there is no user\/worker in it; did you mean role\/worker\?$/m,
    },
    {
      name: "an entity that is like no other",
      entities: ["policy/something-else"],
      expected: /there is no policy\/something-else in it\.$/m,
    },
    {
      name: "an entity of another account",
      entities: ["role/stranger"],
      expected:
        /^role\/stranger cannot be adopted: account\.json is of account 123456789012, and arn:aws:iam::999999999999:role\/stranger /m,
    },
    {
      name: "a document that is no policy, by the side of what could be adopted",
      entities: ["role/worker", "role/broken"],
      expected:
        /^role\/broken cannot be adopted: its inline policy odd is not a policy that can be understood\. .*\nNothing was written\.$/m,
    },
    {
      name: "a document that cannot be decoded",
      entities: ["role/cut"],
      expected: /^role\/cut cannot be adopted: its trust policy cannot be understood \(.*account\.json/m,
    },
    { name: "the root user", entities: ["root"], expected: /^The root user has nothing / },
    {
      name: "an ARN",
      entities: ["arn:aws:iam::123456789012:role/worker"],
      expected: / names no entity; write role\/NAME, /,
    },
    { name: "a path", entities: ["role/../worker"], expected: / names no entity; write role\/NAME, / },
  ])("$name", async ({ entities, expected }) => {
    const cwd = directory();
    const { code, stdout, stderr } = await run(cwd, ...entities, "--out", "new", "--json");
    expect(stderr).toMatch(expected);
    expect({ code, stdout, written: existsSync(join(cwd, "new")) }).toEqual({ code: 2, stdout: "", written: false });
  });

  it("a title that says nothing", async () => {
    expect(await run(directory(), "role/worker", "--out", "new", "--name", " ")).toMatchObject({
      code: 2,
      stderr: "--name says nothing; write a title, or leave it out.\n",
    });
  });

  it("no folder, or no entity", async () => {
    const cwd = directory();
    expect((await run(cwd, "role/worker")).stderr).toMatch(/^required option '--out <dir>' not specified/);
    expect((await run(cwd, "--out", "new")).stderr).toMatch(/^missing required argument 'entity'/);
  });
});

describe("what is told of an adoption", () => {
  const adopted = { path: "/", files: [], notDescribed: [] };
  const leftOut = (code: string) =>
    [{ aspect: "groups", reason: { call: "ListGroupsForUser", code, message: "No." } }] as const;
  const users = (code: string) =>
    ["a", "b", "c", "d"].map((name) => ({
      ...adopted,
      entity: { kind: "user", name } as const,
      leftOut: leftOut(code),
    }));

  it.each([
    { code: "NotHeld", isTrouble: false, why: "No" },
    { code: "AccessDenied", isTrouble: true, why: "ListGroupsForUser: AccessDenied: No" },
  ])("is one sentence for all that lack the same; $code is trouble: $isTrouble", ({ code, isTrouble, why }) => {
    const sentence = `Not adopted, and so not watched: the groups of user/a, user/b, user/c and 1 more (${why}).`;
    expect(adoptionNotes(users(code))).toEqual([{ sentence, isTrouble }]);
  });
});

describe("the JSON Schema that a baseline names", () => {
  it.each([
    { folder: "policies/new", expected: "../../docs/schema/baseline.schema.json" },
    { folder: "policies/a/b", expected: "../../../docs/schema/baseline.schema.json" },
    { folder: tmpdir(), expected: undefined },
    { folder: "..", expected: undefined },
  ])("in $folder is $expected", ({ folder, expected }) => {
    expect(schemaFrom(folder)).toBe(expected);
  });
});

describe("the schema of adopt --json", () => {
  it("is docs/schema/adopt.schema.json; vitest -u writes it anew", async () => {
    const schema = `${JSON.stringify(z.toJSONSchema(adoptResultSchema), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot("../../docs/schema/adopt.schema.json");
  });
});
