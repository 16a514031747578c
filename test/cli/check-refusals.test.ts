import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetAccountAuthorizationDetailsCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failure, type Script, startScriptedIam } from "../aws/scripted-iam.ts";
import { post } from "../lab/fixtures/fixture-lab.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { type CheckedLab, environmentFor, LAB, serveCheckedLab } from "./check-served.ts";
import { type Run, runCli } from "./run-cli.ts";

let directory: string;
let lab: CheckedLab;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "plumbline-check-"));
  lab = await serveCheckedLab();
  write("empty.yml", "accounts: []\n");
  const account = await detailsOf(lab);
  write("account.json", JSON.stringify(account));
  write("other.json", JSON.stringify(account).replaceAll("000000000000", "111122223333"));
  write("truncated.json", JSON.stringify(account).slice(0, 2000));
  write("foreign.json", JSON.stringify({ Records: [] }));
  write("baseline.json", "not JSON");
  write("aws-config", AWS_CONFIG);
  writeExpiredSignIn();
});

afterAll(async () => {
  await lab?.stop();
  rmSync(directory, { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(directory, name), text);
}

const START_URL = "https://example.awsapps.com/start";
const AWS_CONFIG = `[profile role]
role_arn = arn:aws:iam::111122223333:role/Reader
source_profile = keys
[profile keys]
aws_access_key_id = AKIAPLUMBLINELABADMN
aws_secret_access_key = lab
[profile sign-in]
sso_start_url = ${START_URL}
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = Reader
`;

/** What aws sso login leaves in the home directory, out of date. */
function writeExpiredSignIn(): void {
  const cache = join(directory, ".aws", "sso", "cache");
  mkdirSync(cache, { recursive: true });
  const token = { startUrl: START_URL, region: "us-east-1", accessToken: "x", expiresAt: "2020-01-01T00:00:00Z" };
  writeFileSync(join(cache, `${createHash("sha1").update(START_URL).digest("hex")}.json`), JSON.stringify(token));
}

/** What `aws iam get-account-authorization-details` prints: documents as objects. */
async function detailsOf({ client }: CheckedLab): Promise<unknown> {
  const { $metadata: _, IsTruncated: __, ...lists } = await client.send(new GetAccountAuthorizationDetailsCommand({}));
  const documents = new Set(["AssumeRolePolicyDocument", "PolicyDocument", "Document"]);
  return JSON.parse(JSON.stringify(lists), (key, value) =>
    documents.has(key) && typeof value === "string" ? JSON.parse(decodeURIComponent(value)) : value,
  );
}

const run = (...args: readonly string[]): Promise<Run> => runCli(directory, ["check", ...args], lab.environment);

interface Refusal {
  readonly name: string;
  readonly args: readonly string[];
  readonly expected: RegExp;
}

const REFUSALS: readonly Refusal[] = [
  {
    name: "an account that is no id and no alias",
    args: ["--config", LAB, "--account", "123"],
    expected: /^--account 123 is neither .*; there are 000000000000 \(lab\)\.\n$/,
  },
  {
    name: "credentials of another account",
    args: ["--config", LAB, "--account", "111122223333"],
    expected: /^The credentials belong to account 000000000000, not 111122223333; nothing was checked\.\n$/,
  },
  {
    name: "an account that no configuration names",
    args: ["--config", "empty.yml"],
    expected:
      /^No configuration names account 000000000000; run plumbline discover to see which baselines it seems to hold, give --baseline, or add it to empty\.yml\.\n$/,
  },
  {
    name: "a baseline with parameters that have no default",
    args: ["--config", "empty.yml", "--baseline", "matillion-agent"],
    expected:
      /^matillion-agent needs values .*\(stagingBucket, .*\); give them to account 000000000000 in empty\.yml\.\n$/,
  },
  {
    name: "a baseline that is not there",
    args: ["--config", LAB, "--baseline", "nowhere"],
    expected: /^nowhere is no baseline, /,
  },
  { name: "no configuration", args: ["--config", "nowhere.yml"], expected: /^nowhere\.yml:1:1 .*does not exist/ },
  {
    name: "no snapshot",
    args: ["--config", LAB, "--snapshot", "nowhere.json"],
    expected: /^nowhere\.json does not exist\.\n$/,
  },
  {
    name: "a snapshot of another account",
    args: ["--config", LAB, "--account", "lab", "--snapshot", "other.json"],
    expected: /^other\.json is of account 111122223333, not 000000000000; nothing was checked\.\n$/,
  },
  {
    name: "a snapshot of an account that no configuration names",
    args: ["--config", LAB, "--snapshot", "other.json"],
    expected: /^No configuration names account 111122223333; /,
  },
  {
    name: "a snapshot that ends too early",
    args: ["--config", LAB, "--snapshot", "truncated.json"],
    expected: /^truncated\.json/,
  },
  {
    name: "a snapshot that is another file",
    args: ["--config", LAB, "--snapshot", "foreign.json"],
    expected: /^foreign\.json/,
  },
  {
    name: "a credential report that is none",
    args: ["--config", LAB, "--snapshot", "account.json", "--credential-report", "foreign.json"],
    expected: /^foreign\.json/,
  },
  {
    name: "a credential report without a snapshot",
    args: ["--config", LAB, "--credential-report", "report.csv"],
    expected: /^--credential-report goes with --snapshot; /,
  },
  { name: "a format that is not there", args: ["--format", "pdf"], expected: /Allowed choices are table, / },
];

describe("check refuses", () => {
  it.each(REFUSALS)("$name, in one sentence and with exit code 2", async ({ args, expected }) => {
    const { code, stdout, stderr } = await run(...args);
    expect(stderr).toMatch(expected);
    expect(stderr.trimEnd()).not.toContain("\n");
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

interface Unreachable {
  readonly name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly script?: Script;
  readonly expected: RegExp;
}

const ASKED = "GetCallerIdentity";

/** Credentials from the configuration file, and from nowhere else. */
const PROFILES = {
  AWS_CONFIG_FILE: "aws-config",
  AWS_ACCESS_KEY_ID: "",
  AWS_SECRET_ACCESS_KEY: "",
  AWS_EC2_METADATA_DISABLED: "true",
};

const UNREACHABLE: readonly Unreachable[] = [
  {
    name: "no credentials",
    environment: { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "", AWS_EC2_METADATA_DISABLED: "true" },
    expected: /^No usable AWS credentials were found; set AWS_PROFILE, /,
  },
  { name: "no region", environment: { AWS_REGION: "" }, expected: /^No AWS region is set; set AWS_REGION / },
  {
    name: "expired credentials",
    environment: {},
    script: { [ASKED]: failure(403, "ExpiredToken", "The security token included in the request is expired") },
    expected: /^The AWS credentials have expired; sign in again \(GetCallerIdentity: ExpiredToken: /,
  },
  {
    name: "credentials that AWS does not know",
    environment: {},
    script: { [ASKED]: failure(403, "InvalidClientTokenId", "The security token included in the request is invalid.") },
    expected: /^AWS does not know these credentials, .* is invalid\)\.\n$/,
  },
  {
    name: "a network that keeps the question from STS",
    environment: {},
    script: {
      [ASKED]: failure(403, "AccessDenied", "User: x is not authorized with an explicit deny in a VPC endpoint policy"),
    },
    expected: /^sts:GetCallerIdentity was denied, which needs no permission; /,
  },
  {
    name: "a profile whose role cannot be assumed",
    environment: { ...PROFILES, AWS_PROFILE: "role" },
    script: {
      AssumeRole: failure(403, "AccessDenied", "User: x is not authorized to perform: sts:AssumeRole on resource: y"),
    },
    expected: /^The role that the AWS profile names cannot be assumed; .* on resource: y\)\.\n$/,
  },
  {
    name: "a profile whose sign-in has run out",
    environment: { ...PROFILES, AWS_PROFILE: "sign-in" },
    expected: /^The AWS credentials have expired; sign in again \(GetCallerIdentity: CredentialsProviderError: /,
  },
  {
    name: "a profile that is not there",
    environment: { ...PROFILES, AWS_PROFILE: "nowhere" },
    expected: /^No usable AWS credentials were found; /,
  },
  {
    name: "an endpoint that is not there",
    environment: { AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
    expected: /ECONNREFUSED/,
  },
];

describe("check without an account to read", () => {
  it.each(UNREACHABLE)("says so, with exit code 2: $name", async ({ environment, script, expected }) => {
    const scripted = await startScriptedIam(script ?? {});
    try {
      const settings = { ...environmentFor(scripted.endpoint), HOME: directory, ...environment };
      const found = await runCli(directory, ["check", "--config", LAB], settings);
      expect(found.stderr).toMatch(expected);
      expect(found).toMatchObject({ code: 2, stdout: "" });
    } finally {
      await scripted.stop();
    }
  });
});

describe("check of a snapshot", () => {
  it("is as clean as the account was, where it holds what the baseline asks for", async () => {
    const { code, stdout } = await run("--config", LAB, "--snapshot", "account.json", "--baseline", "viz-now");
    expect(stdout).toMatch(/^Account 000000000000 \(lab\), as account\.json has it, at /);
    expect({ code, last: stdout.trimEnd().split("\n").at(-1) }).toEqual({ code: 0, last: "No drift on 2 entities." });
  });

  it("is trouble where a baseline asks for what it does not hold", async () => {
    const { code, stdout } = await run("--config", LAB, "--snapshot", "account.json", "--baseline", "amazon-ivs");
    expect(stdout).toContain("  ? root\n    critical · unreadable\n");
    expect(code).toBe(2);
  });

  it("is held to a baseline by itself where no configuration names the account", async () => {
    const { code } = await run("--config", "empty.yml", "--snapshot", "other.json", "--baseline", "viz-now");
    expect(code).toBe(0);
  });
});

const HOSTILE = "\u001b[2J\u202e";

/** A role that viz-now expects, with what drives a terminal wherever a text can stand. */
function hostileRole(name: string) {
  const statement = { Sid: HOSTILE, Effect: "Allow", Action: `s3:${HOSTILE}*`, Resource: "*" };
  const trust = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::111122223333:role/${HOSTILE}` }, Action: "sts:*" };
  return {
    Path: "/",
    RoleName: name,
    RoleId: "AROAIOSFODNN7EXAMPLE1",
    Arn: `arn:aws:iam::000000000000:role/${name}`,
    CreateDate: "2026-01-01T00:00:00+00:00",
    AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [trust] },
    InstanceProfileList: [],
    RolePolicyList: [{ PolicyName: HOSTILE, PolicyDocument: { Version: "2012-10-17", Statement: [statement] } }],
    AttachedManagedPolicies: [{ PolicyName: HOSTILE, PolicyArn: `arn:aws:iam::aws:policy/${HOSTILE}` }],
    Tags: [],
  };
}

describe("a snapshot made to drive a terminal", () => {
  it.each(["table", "json", "markdown", "sarif"])("cannot do so in %s", async (format) => {
    const file = `${HOSTILE}.json`;
    write(
      file,
      JSON.stringify({
        UserDetailList: [],
        GroupDetailList: [],
        RoleDetailList: ["viz-now-manage", "viz-now-deploy-infra"].map(hostileRole),
        Policies: [],
      }),
    );
    const args = ["--config", "empty.yml", "--baseline", "viz-now", "--snapshot", file, "--format", format];
    const { code, stdout, stderr } = await run(...args);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    expect(stdout).toContain("inline-policy-unexpected");
    expect(stdout.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });

  it("cannot do so from stderr", async () => {
    const { code, stdout, stderr } = await run("--config", LAB, "--snapshot", `${HOSTILE}-nowhere.json`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe("\\u{1b}[2J\\u{202e}-nowhere.json does not exist.\n");
  });
});

describe("check while IAM answers only in part", () => {
  let whole: Lab;
  beforeAll(async () => {
    whole = await startLab();
  });
  afterAll(() => whole?.stop());

  it("exits 2, tells what could not be read, and takes nothing of it for clean", async () => {
    await post(whole, "faults", { service: "iam", action: "ListRolePolicies", code: "AccessDenied", times: 1 });
    const { code, stdout, stderr } = await runCli(directory, ["check", "--baseline", "viz-now"], whole.environment);
    expect(stdout).toContain("· unreadable\n");
    expect(stdout).toContain("ListRolePolicies: AccessDenied");
    expect(stdout).toMatch(
      /\n {4}not judged: (?:entity-contained, )?inline-policy-missing, inline-policy-unexpected, inline-policy-changed/,
    );
    expect(stdout).toMatch(/aws iam list-role-policies --role-name viz-now-/);
    expect(stdout).toMatch(/No drift on 2 entities; 1 unreadable; \d+ rules not decided\.\n$/);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
  });

  it("waits a throttled call out", async () => {
    await post(whole, "faults", { service: "iam", action: "GetRole", code: "Throttling", times: 1 });
    const { code, stdout } = await runCli(directory, ["check", "--baseline", "viz-now"], whole.environment);
    expect({ code, last: stdout.trimEnd().split("\n").at(-1) }).toEqual({ code: 0, last: "No drift on 2 entities." });
  });
});
