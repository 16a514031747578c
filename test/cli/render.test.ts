import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { edited, FIXTURE, type FixtureFiles } from "../baselines/fixture.ts";
import type { PrintedRendering } from "./create-rendered.ts";
import { type Run, runCli } from "./run-cli.ts";
import { shopDirectory } from "./shop-files.ts";

/** Renders the fixture's baseline from its folder, for a terminal of 80 columns unless told. */
function render(args: readonly string[], changes: FixtureFiles = {}, environment = { COLUMNS: "80" }): Promise<Run> {
  return runCli(shopDirectory(changes), ["render", ...args], environment);
}

const NO_ACCOUNTS = { "plumbline.yml": "accounts: []\n" };
const TWO_ACCOUNTS = {
  "plumbline.yml": `${FIXTURE["plumbline.yml"]}  - id: "444455556666"
    baselines:
      - baseline: red5-stream-manager
`,
};
const BUCKET = ["--parameter", "bucket=other-bucket"];
const ELSEWHERE = ["--account", "444455556666"];

describe("render for people", () => {
  it("prints headings, facts, notes and documents for the one account of the configuration", async () => {
    const run = await render(["shop"]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatchInlineSnapshot(`
      "shop for account 111122223333 (one)
      One entity.

      1. Role shop-role
         Attached policy: arn:aws:iam::aws:policy/ReadOnlyAccess
         shop/policy.json is reconstructed from what the vendor's page says; it is
           not the vendor's own text.

         Trust policy (the vendor's own text: shop/trust.json)
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Principal": {
              "AWS": "arn:aws:iam::111122223333:root"
            },
            "Action": "sts:AssumeRole"
          }
        ]
      }

         Inline policy shop (reconstructed: shop/policy.json)
      {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::shop-bucket/\${aws:username}/*"
          }
        ]
      }
      "
    `);
  });

  it("says that parameters are not the configuration's where it does not give the baseline to the account", async () => {
    const run = await render(["shop", ...ELSEWHERE, ...BUCKET]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout.split("\n\n")[0]).toMatchInlineSnapshot(`
      "shop for account 444455556666
      One entity.
      plumbline.yml does not give this baseline to the account: a parameter that the
      command does not give has its default."
    `);
    expect(run.stdout).toContain('"arn:aws:s3:::other-bucket/');
  });

  it("keeps ARNs in one piece in a narrow terminal", async () => {
    const run = await render(["shop"], {}, { COLUMNS: "30" });
    expect(run.stdout).toContain("Attached policy: arn:aws:iam::aws:policy/ReadOnlyAccess\n");
  });

  it("names what the vendor withdrew instead of making it", async () => {
    const retired = edited("policies/shop/baseline.yml", [
      "presence: required",
      "presence: retired\n    retiredSince: 2025-05-16",
    ]);
    const run = await render(["shop"], retired);
    expect(run.stdout).toMatch(
      /\n\nWithdrawn by the vendor; delete what is still there\n {3}role\/shop-role, since 2025-05-16\n$/,
    );
  });
});

describe("the account that render is for", () => {
  it.each(["111122223333", "one"])("may be named by its id or its alias: %s", async (account) => {
    const run = await render(["shop", "--account", account, "--json"], TWO_ACCOUNTS);
    expect(JSON.parse(run.stdout)).toMatchObject({
      account: { id: "111122223333", partition: "aws", alias: "one", configured: true },
    });
  });

  it("may be one that the configuration lists without the baseline: what it says of the account holds", async () => {
    const listed = {
      "plumbline.yml": TWO_ACCOUNTS["plumbline.yml"].replace('"444455556666"', '"444455556666"\n    partition: aws-cn'),
    };
    const run = await render(["shop", ...ELSEWHERE, ...BUCKET, "--json"], listed);
    expect(JSON.parse(run.stdout)).toMatchObject({
      account: { id: "444455556666", partition: "aws-cn", configured: false },
      entities: [{ attachments: ["arn:aws-cn:iam::aws:policy/ReadOnlyAccess"] }],
    });
  });

  it("may be one that it does not know, in another partition", async () => {
    const args = ["shop", ...ELSEWHERE, ...BUCKET, "--parameter", "partition=aws-us-gov", "--json"];
    const run = await render(args, NO_ACCOUNTS);
    expect(JSON.parse(run.stdout)).toMatchObject({ account: { id: "444455556666", partition: "aws-us-gov" } });
  });

  it("may use the baseline twice", async () => {
    const twice = `${FIXTURE["plumbline.yml"]}      - baseline: shop
        parameters: { bucket: second-bucket, roleName: second }
`;
    const run = await render(["shop", "--json"], { "plumbline.yml": twice });
    const { entities } = JSON.parse(run.stdout) as PrintedRendering;
    expect(entities.map(({ name }) => name)).toEqual(["shop-role", "second"]);
  });
});

describe("a parameter of render", () => {
  it("may be a list, with commas", async () => {
    const list = edited("policies/shop/baseline.yml", ["type: bucket", "type: list\n    items: bucket"]);
    const resources = edited("policies/shop/policy.json", [
      `"arn:{{partition}}:s3:::{{bucket}}/\${aws:username}/*"`,
      '["arn:{{partition}}:s3:::{{bucket}}/*"]',
    ]);
    const files = { ...NO_ACCOUNTS, ...list, ...resources };
    const run = await render(["shop", ...ELSEWHERE, "--parameter", "bucket=one-bucket,two-bucket", "--json"], files);
    const { entities } = JSON.parse(run.stdout) as PrintedRendering;
    expect(entities[0]?.inlinePolicies[0]?.document.Statement).toMatchObject([
      { Resource: ["arn:aws:s3:::one-bucket/*", "arn:aws:s3:::two-bucket/*"] },
    ]);
  });

  it("may hold an equals sign", async () => {
    const open = edited("policies/shop/baseline.yml", ["pattern: '[\\w-]{1,32}'", "pattern: '.*'"]);
    const run = await render(["shop", ...ELSEWHERE, ...BUCKET, "--parameter", "roleName=a=b", "--json"], {
      ...NO_ACCOUNTS,
      ...open,
    });
    expect(JSON.parse(run.stdout)).toMatchObject({ entities: [{ name: "a=b" }] });
  });
});

const REFUSED: readonly {
  readonly name: string;
  readonly args: readonly string[];
  readonly changes?: FixtureFiles;
  readonly stderr: string;
}[] = [
  { name: "no baseline", args: [], stderr: "render needs a baseline: a name such as viz-now, or a folder." },
  {
    name: "two baselines",
    args: ["shop", "--baseline", "viz-now"],
    stderr: "render takes one baseline, not both shop and viz-now.",
  },
  {
    name: "no account in the configuration",
    args: ["shop"],
    changes: NO_ACCOUNTS,
    stderr: "plumbline.yml has no account; add --account ID --parameter bucket=VALUE for shop.",
  },
  {
    name: "several accounts in the configuration",
    args: ["shop"],
    changes: TWO_ACCOUNTS,
    stderr: "plumbline.yml has 2 accounts; name one with --account: 111122223333 (one), 444455556666.",
  },
  {
    name: "an alias that no account has",
    args: ["shop", "--account", "two"],
    stderr:
      "two is neither an account id of twelve digits nor an alias in plumbline.yml; there are 111122223333 (one).",
  },
  {
    name: "a parameter without a value",
    args: ["shop", ...ELSEWHERE],
    stderr: "shop needs values that it has no default for; add --parameter bucket=VALUE.",
  },
  {
    name: "a parameter that there is not",
    args: ["shop", ...ELSEWHERE, ...BUCKET, "--parameter", "pail=x"],
    stderr: "pail is not a parameter of the baseline shop; there are roleName, bucket, partition.",
  },
  {
    name: "values that are not allowed",
    args: ["shop", ...ELSEWHERE, "--parameter", "bucket=*", "--parameter", "partition=AWS"],
    stderr:
      'The parameter partition must be a partition such as aws, aws-cn or aws-us-gov, not "AWS". The parameter bucket may not contain "*".',
  },
  {
    name: "a value that would be a wildcard",
    args: ["shop", ...ELSEWHERE, "--parameter", "bucket=*"],
    stderr: 'The parameter bucket may not contain "*".',
  },
  {
    name: "the account as a parameter",
    args: ["shop", ...ELSEWHERE, ...BUCKET, "--parameter", "account=111122223333"],
    stderr: "The account is not given with --parameter but with --account.",
  },
  {
    name: "parameters where the configuration has them",
    args: ["shop", ...BUCKET],
    stderr:
      "The parameters of account 111122223333 come from plumbline.yml; change them there, and leave out --parameter.",
  },
  {
    name: "a parameter without an equals sign",
    args: ["shop", ...ELSEWHERE, "--parameter", "bucket"],
    stderr: '--parameter takes name=value, not "bucket".',
  },
  {
    name: "a parameter given twice",
    args: ["shop", ...ELSEWHERE, ...BUCKET, ...BUCKET],
    stderr: "--parameter bucket is given twice; a list has commas between its values.",
  },
  {
    name: "a configuration that is not there",
    args: ["shop", "--config", "gone.yml"],
    stderr: "gone.yml:1:1 This file does not exist; correct its path or create it.",
  },
  {
    name: "a template of nothing",
    args: ["shop", "--format", "cloudformation"],
    changes: edited("policies/shop/baseline.yml", [
      "presence: required",
      "presence: retired\n    retiredSince: 2025-05-16",
    ]),
    stderr: "CloudFormation can make nothing of what shop needs; use another format.",
  },
];

describe("what render cannot do", () => {
  it.each(REFUSED)("is told in one sentence: $name", async ({ args, changes = {}, stderr }) => {
    expect(await render(args, changes)).toEqual({ code: 2, stdout: "", stderr: `${stderr}\n` });
  });

  it("is told with the baselines there are", async () => {
    const run = await render(["nobodys"]);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr).toMatch(
      /^nobodys is no baseline, and no folder with a baseline\.yml; there are the baselines .*viz-now\.\n$/,
    );
  });

  it("is told of each problem in its place, in the folder as it was named", async () => {
    const broken = { ...edited("policies/shop/policy.json", ["Allow", "Perhaps"]), "policies/shop/trust.json": "{" };
    const run = await render(["shop"], broken);
    expect(run).toMatchObject({ code: 2, stdout: "" });
    expect(run.stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^shop[/\\]policy\.json:2:\d+ Effect must be/),
      expect.stringMatching(/^shop[/\\]trust\.json:1:\d+ /),
    ]);
  });
});

describe("a text that would drive a terminal", () => {
  const hostile = "evil\u001b[31m\u202e\u2028\u009b1m";
  const changes = {
    ...edited("plumbline.yml", ["remediate: narrow", "documents: { policy.json: own.json }"]),
    "own.json": JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Sid: "", Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::b/${hostile}` }],
    }),
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be printed
  const DRIVING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u202e]/;

  it.each(["documents", "json", "cloudformation"])("is printed as escapes, and means the same: %s", async (format) => {
    const run = await render(["shop", "--format", format], changes);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).not.toMatch(DRIVING);
    const documents = {
      documents: () => JSON.parse(run.stdout.slice(run.stdout.lastIndexOf("\n{\n"))),
      json: () => (JSON.parse(run.stdout) as PrintedRendering).entities[0]?.inlinePolicies[0]?.document,
      cloudformation: () => parse(run.stdout).Resources.RoleShopRole.Properties.Policies[0].PolicyDocument,
    };
    expect(documents[format as keyof typeof documents]().Statement[0].Resource).toBe(`arn:aws:s3:::b/${hostile}`);
  });
});

describe("render of a CloudFormation template", () => {
  it("writes YAML that says what the JSON says, with how to deploy it", async () => {
    const args = ["red5-stream-manager", "--account", "111122223333"];
    const [template, json] = await Promise.all([
      render([...args, "--format", "cloudformation"], NO_ACCOUNTS),
      render([...args, "--json"], NO_ACCOUNTS),
    ]);
    expect(template).toMatchObject({ code: 0, stderr: "" });
    expect(template.stdout.split("\n").slice(0, 2)).toEqual([
      "# Made by plumbline render for account 111122223333 alone: its ARNs are written out.",
      "# aws cloudformation deploy --capabilities CAPABILITY_NAMED_IAM --stack-name STACK --template-file THIS-FILE",
    ]);
    const { entities } = JSON.parse(json.stdout) as PrintedRendering;
    // CloudFormation reads YAML 1.1, in which a version unquoted is a date.
    const { Resources } = parse(template.stdout, { version: "1.1" });
    expect(Resources.PolicyStreamManagerProgrammaticAccess.Properties.PolicyDocument).toEqual(
      entities[0]?.document?.document,
    );
    expect(Resources.UserProductionStreammanager).toMatchObject({
      DependsOn: ["PolicyStreamManagerProgrammaticAccess"],
      Properties: { UserName: "production-streammanager", ManagedPolicyArns: entities[1]?.attachments },
    });
  });
});

describe("render of the product's own baseline", () => {
  it("is the same by name, by --baseline and by folder, but for where its files are said to be", async () => {
    const folder = fileURLToPath(new URL("../../policies/amazon-ivs", import.meta.url));
    const args = ["--account", "111122223333", "--json"];
    const runs = await Promise.all([
      render(["amazon-ivs", ...args], NO_ACCOUNTS),
      render(["--baseline", "amazon-ivs", ...args], NO_ACCOUNTS),
      render([folder, ...args], NO_ACCOUNTS),
    ]);
    const [first, ...others] = runs
      .map(({ stdout }) => stdout.replaceAll(`${folder}/`, "policies/amazon-ivs/"))
      .map((stdout) => JSON.parse(stdout) as PrintedRendering);
    expect(runs[2]?.stdout).toContain(`"source":"${folder}/operator-policy.json"`);
    expect(others).toEqual([first, first]);
    const canonical = JSON.parse(
      readFileSync(`${folder}/operator-policy.json`, "utf8").replaceAll("{{partition}}", "aws"),
    );
    expect(first?.entities.find(({ kind }) => kind === "policy")?.document?.document).toEqual(canonical);
  });
});
