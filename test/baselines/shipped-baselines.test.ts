import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import type { CompiledConfiguration, ExpectedDocument, ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { OWN_BASELINE } from "../../shared/baselines/own-baseline.ts";
import { formatProblem } from "../../shared/baselines/problem.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Statement {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: unknown;
}

let lab: CompiledConfiguration;

beforeAll(async () => {
  lab = await load("test/lab/plumbline.yml");
});

async function load(file: string): Promise<CompiledConfiguration> {
  return loadFrom(`${ROOT}${file}`);
}

async function loadFrom(file: string): Promise<CompiledConfiguration> {
  const result = await loadConfiguration(file);
  if (result.status === "invalid") throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.configuration;
}

/** What an account expects whose plumbline.yml says this of its baselines. */
async function expectedWith(baselines: string, files: Readonly<Record<string, string>> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-"));
  try {
    const text = `accounts:\n  - id: "111122223333"\n    baselines:\n${baselines}`;
    for (const [name, content] of Object.entries({ "plumbline.yml": text, ...files })) {
      await writeFile(join(folder, name), content);
    }
    return (await loadFrom(join(folder, "plumbline.yml"))).accounts[0]?.entities ?? [];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The text of a vendor's page; `undefined` where the pages are not at hand. */
async function seed(file: string): Promise<string | undefined> {
  const path = `${ROOT}../shared/seeds/${file}`;
  if (existsSync(path)) return readFile(path, "utf8");
  process.stderr.write(`${file} is not at hand, so what a baseline quotes from it was not looked up.\n`);
  return undefined;
}

function entity<Kind extends ExpectedEntity["kind"]>(
  kind: Kind,
  name: string,
): Extract<ExpectedEntity, { kind: Kind }> {
  const found = lab.accounts[0]?.entities.find((candidate) => formatEntity(candidate.entity) === name);
  if (found?.kind !== kind) throw new Error(`The lab expects no ${kind} ${name}.`);
  return found as Extract<ExpectedEntity, { kind: Kind }>;
}

function statements(document: ExpectedDocument | undefined): readonly Statement[] {
  return (JSON.parse(document?.text ?? "{}") as { Statement: readonly Statement[] }).Statement;
}

describe("the shipped plumbline.yml", () => {
  it("is valid and names no account", async () => {
    expect((await load("plumbline.yml")).accounts).toEqual([]);
  });
});

describe("the lab's plumbline.yml", () => {
  it("uses every baseline there is", async () => {
    const all = [...(await readdir(`${ROOT}policies`)), OWN_BASELINE];
    expect([...new Set(lab.accounts[0]?.entities.map(({ baseline }) => baseline))].sort()).toEqual(all.sort());
  });

  it("asks for every repair that a baseline permits", () => {
    expect(lab.accounts.map(({ account }) => account)).toEqual(["000000000000"]);
    const vendors = lab.accounts[0]?.entities.filter(({ baseline }) => baseline !== OWN_BASELINE);
    expect(vendors?.map(({ entity, remediate }) => `${formatEntity(entity)} ${remediate}`)).toEqual([
      "role/viz-now-deploy-infra narrow",
      "role/viz-now-manage narrow",
      "policy/ivs-operator full",
      "user/ivs-operator full",
      "root off",
      "role/AWSServiceRoleForIVSRecordToS3 full",
      "policy/stream-manager-programmatic-access full",
      "user/production-streammanager full",
      "policy/matillion-agent-task full",
      "role/matillion-agent-task full",
      "policy/matillion-agent-execution full",
      "role/matillion-agent-execution full",
    ]);
  });
});

describe("viz-now", () => {
  it("expects at most the services of the page's purposes, and only narrows", () => {
    const deploy = entity("role", "role/viz-now-deploy-infra");
    const manage = entity("role", "role/viz-now-manage");
    expect([deploy.compare, manage.compare]).toEqual(["at-most", "at-most"]);
    expect(deploy.attachments).toEqual({ match: "exact", policyArns: [] });
    const services = statements(manage.inlinePolicies?.documents["viz-now-manage"]).flatMap(({ Action }) =>
      [Action].flat().map((action) => action.split(":")[0]),
    );
    expect([...new Set(services)].sort()).toEqual([
      "ec2",
      "iam",
      "kms",
      "logs",
      "mediaconnect",
      "route53",
      "s3",
      "servicequotas",
      "ssm",
      "sts",
      "tag",
    ]);
  });

  it("has the published trust of the deploy role, and none for the manage role", () => {
    expect(statements(entity("role", "role/viz-now-deploy-infra").trust)).toEqual([
      {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::324880187172:root" },
        Action: "sts:AssumeRole",
        Condition: { StringLike: { "sts:ExternalId": "SpaceliftIntegration@*" } },
      },
    ]);
    expect(entity("role", "role/viz-now-manage")).not.toHaveProperty("trust");
  });

  it("says of every statement what the page says it is for, and to what to scope it down", async () => {
    const roles = await expectedWith("      - baseline: viz-now\n");
    const documents = roles.flatMap((role) =>
      role.kind === "role" ? Object.values(role.inlinePolicies?.documents ?? {}) : [],
    );
    for (const document of documents) {
      expect(Object.keys(document.purposes ?? {})).toEqual(statements(document).map(({ Sid }) => Sid));
    }
    const [deploy, manage] = documents;
    expect(deploy?.purposes?.ManagesIAMRolesAndUsers).toBe("Manages IAM roles/users. Scope to specific roles.");
    expect(manage?.purposes?.ExecutesCommands).toBe("Executes commands, on SSM documents and tagged EC2 instances.");
    expect(statements(deploy).map(({ Resource }) => Resource)).toEqual(Array.from({ length: 8 }, () => "*"));
    const page = await seed("000_f1cc19aa38ee5032.txt");
    if (page === undefined) return;
    const rows = [...page.matchAll(/^\| (.+?) \| /gm)].map((match) => match[1]);
    const said = documents.flatMap(({ purposes }) =>
      Object.values(purposes ?? {}).map((purpose) => purpose.split(/[.,]/)[0]),
    );
    expect(rows.slice(-said.length)).toEqual(said);
  });

  it("is reconstructed until the vendor's own text is put in", () => {
    const document = (role: string) => entity("role", `role/${role}`).inlinePolicies?.documents[role];
    expect(document("viz-now-manage")).toMatchObject({
      provenance: "reconstructed",
      source: "policies/viz-now/manage-policy.json",
    });
    expect(document("viz-now-deploy-infra")).toMatchObject({
      provenance: "verbatim",
      source: "documents/viz-now-deploy-infra.json",
    });
  });
});

describe("amazon-ivs", () => {
  it("has the page's three statements", () => {
    const { document, compare } = entity("policy", "policy/ivs-operator");
    const [channels, surroundings, role] = statements(document);
    expect([document.provenance, compare]).toEqual(["verbatim", "exact"]);
    expect([channels?.Action.length, surroundings?.Action.length, role?.Action.length]).toEqual([12, 10, 3]);
    expect(channels?.Action.at(0)).toBe("ivs:CreateChannel");
    expect(surroundings?.Action.at(-1)).toBe("servicequotas:ListTagsForResource");
    expect(role).toEqual({
      Effect: "Allow",
      Action: ["iam:AttachRolePolicy", "iam:CreateServiceLinkedRole", "iam:PutRolePolicy"],
      Resource: "arn:aws:iam::*:role/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3*",
    });
  });

  it("attaches it to the operator, and allows no root access key", () => {
    expect(entity("user", "user/ivs-operator").attachments).toEqual({
      match: "at-least",
      policyArns: ["arn:aws:iam::000000000000:policy/ivs-operator"],
    });
    expect(entity("root", "root")).toMatchObject({ accessKeys: "forbidden", severity: "critical", remediate: "off" });
  });

  it("attaches whatever of the three policies an account names to users, groups and roles", async () => {
    const entities = await expectedWith(`      - baseline: amazon-ivs
        parameters:
          operatorUsers: [ann, bob]
          operatorGroups: [operators]
          readOnlyGroups: [developers]
          readOnlyRoles: [dashboard]
          fullAccessUsers: [carl]
          fullAccessRoles: [admin]
`);
    const attached = entities.map((each) => {
      const arns = "attachments" in each ? (each.attachments?.policyArns ?? []) : [];
      return [formatEntity(each.entity), ...arns.map((arn) => arn.replace(/^arn:aws:iam::/, ""))].join(" ");
    });
    expect(attached).toEqual([
      "policy/ivs-operator",
      "user/ann 111122223333:policy/ivs-operator",
      "user/bob 111122223333:policy/ivs-operator",
      "group/operators 111122223333:policy/ivs-operator",
      "group/developers aws:policy/IVSReadOnlyAccess",
      "role/dashboard aws:policy/IVSReadOnlyAccess",
      "user/carl aws:policy/IVSFullAccess",
      "role/admin aws:policy/IVSFullAccess",
      "root",
    ]);
  });

  it("lets an account add and take away what the page lets it, by the page's own words", async () => {
    const mine = {
      Version: "2012-10-17",
      Statement: { Effect: "Deny", Action: "ivs:DeleteChannel", Resource: "*" },
    };
    const [policy] = await expectedWith(
      `      - baseline: amazon-ivs
        amendments:
          - document: operator-policy.json
            reason: Stream keys are handed out by the broadcast team.
            add: mine.json
            remove: [ivs:GetStreamKey]
`,
      { "mine.json": JSON.stringify(mine) },
    );
    const document = policy?.kind === "policy" ? policy.document : undefined;
    expect(document).toMatchObject({
      provenance: "verbatim",
      amendments: ["Stream keys are handed out by the broadcast team."],
    });
    expect(statements(document)[0]?.Action).not.toContain("ivs:GetStreamKey");
    expect(statements(document)[0]?.Action).toHaveLength(11);
    expect(statements(document).at(-1)).toEqual(mine.Statement);
    const baseline = await readFile(`${ROOT}policies/amazon-ivs/baseline.yml`, "utf8");
    const words =
      "The policy does not include all Amazon IVS actions. You can add/delete (Allow/Deny) endpoint access permissions as needed.";
    expect(baseline).toContain(words);
    const page = await seed("001_3dfc5a7fafa86e22.txt");
    if (page !== undefined) expect(page).toContain(words);
  });

  it("expects the service-linked role, and tolerates inline policies on it", () => {
    const role = entity("service-linked-role", "role/AWSServiceRoleForIVSRecordToS3");
    expect(role).toMatchObject({
      baseline: "amazon-ivs-recording",
      service: "ivs.amazonaws.com",
      path: "/aws-service-role/ivs.amazonaws.com/",
      inlinePolicies: { match: "at-least", documents: {} },
      attachments: { match: "exact", policyArns: ["arn:aws:iam::aws:policy/aws-service-role/IVSRecordToS3"] },
    });
    expect(statements(role.trust)).toEqual([
      { Effect: "Allow", Principal: { Service: "ivs.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
  });
});

describe("what a page leaves to the account", () => {
  it("is required unless the account says that it may be missing", async () => {
    const use = (parameters: string, policy: string) =>
      expectedWith(
        `      - {baseline: amazon-ivs-recording, parameters: {${parameters}}}\n      - {baseline: amazon-ivs, parameters: {operatorUsers: [], ${policy}}}\n`,
      );
    const presences = (entities: readonly ExpectedEntity[]) =>
      entities.map(({ entity, presence }) => `${formatEntity(entity)} ${presence}`);
    expect(presences(await use("", ""))).toEqual([
      "role/AWSServiceRoleForIVSRecordToS3 required",
      "policy/ivs-operator required",
      "root required",
    ]);
    expect(presences(await use("presence: optional", "operatorPolicyPresence: optional"))).toEqual([
      "role/AWSServiceRoleForIVSRecordToS3 optional",
      "policy/ivs-operator optional",
      "root required",
    ]);
  });
});

describe("red5-stream-manager", () => {
  it("has the page's 63 actions on every resource", () => {
    const { document } = entity("policy", "policy/stream-manager-programmatic-access");
    const [statement, ...others] = statements(document);
    expect(document.provenance).toBe("verbatim");
    expect(others).toEqual([]);
    expect(new Set(statement?.Action).size).toBe(63);
    expect(statement).toMatchObject({ Sid: "VisualEditor0", Effect: "Allow", Resource: "*" });
    expect(statement?.Action.at(0)).toBe("ec2:AuthorizeSecurityGroupIngress");
    expect(statement?.Action.at(-1)).toBe("ec2:AttachNetworkInterface");
  });

  it("expects a user without console, whose key's age limit is ours", () => {
    expect(entity("user", "user/production-streammanager")).toMatchObject({
      console: "forbidden",
      accessKeys: {
        warnAtDays: 75,
        unusedDays: 45,
        breachAtDays: 90,
        breachSource: "plumbline",
        maximumActive: 1,
        overlapDays: 7,
      },
      inlinePolicies: { match: "exact", documents: {} },
      attachments: {
        match: "exact",
        policyArns: ["arn:aws:iam::000000000000:policy/stream-manager-programmatic-access"],
      },
    });
  });
});

describe("matillion-agent", () => {
  it("has the execution role's eight actions in one statement", () => {
    const { document } = entity("policy", "policy/matillion-agent-execution");
    expect(document.provenance).toBe("reconstructed");
    expect(statements(document)).toEqual([
      {
        Sid: "ECRAndCloudWatch",
        Effect: "Allow",
        Resource: "*",
        Action: [
          "ecr-public:GetAuthorizationToken",
          "sts:GetServiceBearerToken",
          "ecr:GetAuthorizationToken",
          "ecr:BatchCheckLayerAvailability",
          "ecr:GetDownloadUrlForLayer",
          "ecr:BatchGetImage",
          "logs:CreateLogStream",
          "logs:PutLogEvents",
        ],
      },
    ]);
  });

  it("has the task role's four statements, with whole ARNs of secrets", () => {
    const [list, use, secrets, all] = statements(entity("policy", "policy/matillion-agent-task").document);
    expect([list?.Sid, use?.Sid, secrets?.Sid, all?.Sid]).toEqual(["S3List", "S3Use", "SecretsManagerPerms", ""]);
    expect([list?.Resource, use?.Resource]).toEqual([
      "arn:aws:s3:::lab-matillion-staging",
      "arn:aws:s3:::lab-matillion-staging/*",
    ]);
    expect(secrets?.Resource).toEqual([
      "arn:aws:secretsmanager:eu-west-1:000000000000:secret:matillion/platform-key-Ab3dE9",
      "arn:aws:secretsmanager:eu-west-1:000000000000:secret:matillion/database-passwords-Zx8yW1",
    ]);
    expect(all).toMatchObject({ Effect: "Allow", Action: ["secretsmanager:ListSecrets"], Resource: "*" });
  });

  it("takes as many secrets with database passwords as there are, or none", async () => {
    const secrets = async (databases: string) => {
      const [policy] = await expectedWith(`      - baseline: matillion-agent
        parameters:
          stagingBucket: staging
          secretsRegion: us-east-1
          platformKeySecret: key-Ab3dE9
${databases}`);
      return statements(policy?.kind === "policy" ? policy.document : undefined)[2]?.Resource;
    };
    const arn = (name: string) => `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}`;
    expect(await secrets("          databasePasswordsSecrets: [one-Ab3dE9, two-Ab3dE9]\n")).toEqual([
      arn("key-Ab3dE9"),
      arn("one-Ab3dE9"),
      arn("two-Ab3dE9"),
    ]);
    expect(await secrets("")).toEqual([arn("key-Ab3dE9")]);
  });

  it("keeps the two policies on two roles that ECS tasks take on", () => {
    for (const name of ["matillion-agent-task", "matillion-agent-execution"]) {
      const role = entity("role", `role/${name}`);
      expect(role.attachments?.policyArns).toEqual([`arn:aws:iam::000000000000:policy/${name}`]);
      expect(role.separatePolicies).toEqual([
        [
          "arn:aws:iam::000000000000:policy/matillion-agent-task",
          "arn:aws:iam::000000000000:policy/matillion-agent-execution",
        ],
      ]);
      expect(role).not.toHaveProperty("owner");
      expect(statements(role.trust)).toEqual([
        { Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" },
      ]);
    }
  });
});
