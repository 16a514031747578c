import { readdirSync, readFileSync } from "node:fs";
import type { Baseline } from "../../shared/baselines/baseline.ts";
import { compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import type { ParameterValue } from "../../shared/baselines/parameters.ts";
import { readBaseline } from "../../shared/baselines/read-baseline.ts";
import { discover } from "../../shared/discovery/discover.ts";
import type { DiscoveredBaseline, Discovery, LiveEntity } from "../../shared/discovery/discovery.ts";
import { customerPolicyArn } from "../../shared/iam/arn.ts";
import { readTexts } from "../observation/take-snapshot.ts";

const ADDRESS = { account: "123456789012", partition: "aws" };

const POLICIES = new URL("../../policies/", import.meta.url);

/** The product's own baselines, by the paths of their files. */
const FILES: ReadonlyMap<string, string> = new Map(
  readdirSync(POLICIES).flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, POLICIES)).map((file): [string, string] => [
      `policies/${folder}/${file}`,
      readFileSync(new URL(`${folder}/${file}`, POLICIES), "utf8"),
    ]),
  ),
);

const read = new WeakMap<ReadonlyMap<string, string>, readonly Baseline[]>();

/** The baselines that files hold, read once. */
function baselinesIn(files: ReadonlyMap<string, string>): readonly Baseline[] {
  const known = read.get(files) ?? readBaselines(files);
  read.set(files, known);
  return known;
}

function readBaselines(files: ReadonlyMap<string, string>): readonly Baseline[] {
  const names = new Set([...files.keys()].flatMap((file) => /^policies\/([^/]+)\//.exec(file)?.[1] ?? []));
  return [...names].map((name) => {
    const reading = readBaseline(name, files);
    if (reading.status === "invalid") throw new Error(JSON.stringify(reading.problems));
    return reading.baseline;
  });
}

export type Parameters = Readonly<Record<string, ParameterValue>>;

/** What baselines say of an account, by the product's own compiler. */
export function expected(
  uses: Readonly<Record<string, Parameters>>,
  files: ReadonlyMap<string, string> = FILES,
): readonly ExpectedEntity[] {
  const baselines = Object.entries(uses).map(([baseline, parameters]) => ({ baseline, parameters }));
  const text = JSON.stringify({ accounts: [{ id: ADDRESS.account, baselines }] });
  const compilation = compileConfiguration({ configuration: { file: "plumbline.yml", text }, files });
  if (compilation.status === "invalid") throw new Error(JSON.stringify(compilation.problems));
  return compilation.configuration.accounts.flatMap(({ entities }) => entities);
}

type Members = Readonly<Record<string, unknown>>;

/** One entity as authorization details list it. */
export interface DetailEntry {
  readonly list: "UserDetailList" | "GroupDetailList" | "RoleDetailList" | "Policies";
  readonly members: Members;
}

const CreateDate = "2026-01-02T03:04:05+00:00";
const ROOT_TRUST = statementText({
  Effect: "Allow",
  Principal: { AWS: `arn:aws:iam::${ADDRESS.account}:root` },
  Action: "sts:AssumeRole",
});

/** A policy of these statements. */
export function statementText(...statements: readonly Members[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A role of its own making. */
export function role(
  name: string,
  {
    trust = ROOT_TRUST,
    inline = {},
    attached = [],
    path = "/",
  }: {
    readonly trust?: string;
    readonly inline?: Readonly<Record<string, string>>;
    readonly attached?: readonly string[];
    readonly path?: string;
  } = {},
): DetailEntry {
  const members = {
    RoleName: name,
    RoleId: "AROAEXAMPLE",
    ...common("role", path, name),
    AssumeRolePolicyDocument: JSON.parse(trust),
    RolePolicyList: inlineOf(inline),
    ...attachedOf(attached),
    Tags: [],
  };
  return { list: "RoleDetailList", members };
}

export function user(name: string, attached: readonly string[] = [], path = "/"): DetailEntry {
  const members = { UserName: name, UserId: "AIDAEXAMPLE", ...common("user", path, name), GroupList: [], Tags: [] };
  return { list: "UserDetailList", members: { ...members, ...attachedOf(attached) } };
}

function group(name: string, attached: readonly string[] = [], path = "/"): DetailEntry {
  const members = { GroupName: name, GroupId: "AGPAEXAMPLE", ...common("group", path, name), GroupPolicyList: [] };
  return { list: "GroupDetailList", members: { ...members, ...attachedOf(attached) } };
}

export function policy(name: string, text: string, path = "/"): DetailEntry {
  const version = { Document: JSON.parse(text), VersionId: "v1", IsDefaultVersion: true, CreateDate };
  const members = {
    PolicyName: name,
    PolicyId: "ANPAEXAMPLE",
    ...common("policy", path, name),
    DefaultVersionId: "v1",
    PolicyVersionList: [version],
  };
  return { list: "Policies", members };
}

export function arnOf(name: string): string {
  return customerPolicyArn(ADDRESS, "/", name);
}

function common(kind: string, Path: string, name: string): Members {
  return { Path, Arn: `arn:aws:iam::${ADDRESS.account}:${kind}${Path}${name}`, CreateDate };
}

function inlineOf(inline: Readonly<Record<string, string>>) {
  return Object.entries(inline).map(([PolicyName, text]) => ({ PolicyName, PolicyDocument: JSON.parse(text) }));
}

function attachedOf(arns: readonly string[]): Members {
  const attached = arns.map((PolicyArn) => ({
    PolicyArn,
    PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf("/") + 1),
  }));
  return { AttachedManagedPolicies: attached };
}

/** An expected entity as if somebody had made it. */
export function made(entity: ExpectedEntity): readonly DetailEntry[] {
  const { name } = entity.entity;
  const { path } = entity;
  const attached = ("attachments" in entity && entity.attachments?.policyArns) || [];
  switch (entity.kind) {
    case "policy":
      return [policy(name, entity.document.text, path)];
    case "user":
      return [user(name, attached, path)];
    case "group":
      return [group(name, attached, path)];
    case "root":
      return [];
    default: {
      const documents = Object.entries(entity.inlinePolicies?.documents ?? {});
      const inline = Object.fromEntries(documents.map(([key, { text }]) => [key, text]));
      return [role(name, { trust: entity.trust?.text ?? ROOT_TRUST, inline, attached, path })];
    }
  }
}

/** The text of `aws iam get-account-authorization-details` for an account with these. */
export function detailsText(entries: readonly DetailEntry[]): string {
  const lists = ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"].map((list) => [
    list,
    entries.filter((entry) => entry.list === list).map(({ members }) => members),
  ]);
  return JSON.stringify(Object.fromEntries(lists));
}

/** The account as the snapshot reader reads it. */
export async function liveIn(entries: readonly DetailEntry[]): Promise<readonly LiveEntity[]> {
  const reading = await readTexts({ details: [{ file: "details.json", text: detailsText(entries) }] });
  if (reading.status === "invalid") throw new Error(reading.problem);
  const reader = reading.snapshot.reader(new Date(0));
  const observed = await Promise.all(reading.snapshot.entities.map((request) => reader.observe(request)));
  return observed.map(({ entity, observation }) => {
    if (observation.status !== "present") throw new Error(`${entity.name} is not there.`);
    return { entity, state: observation.state };
  });
}

export async function discoverIn(
  entries: readonly DetailEntry[],
  files: ReadonlyMap<string, string> = FILES,
): Promise<Discovery> {
  return discover({ address: ADDRESS, baselines: baselinesIn(files), live: await liveIn(entries) });
}

/** Discovers in what was read, where some entities of these kinds were not. */
export function discoverLive(live: readonly LiveEntity[], unread: ReadonlySet<"user">): Discovery {
  return discover({ address: ADDRESS, baselines: baselinesIn(FILES), live, unread });
}

/** What was found of one baseline. */
export function found({ baselines }: Discovery, name: string): DiscoveredBaseline | undefined {
  return baselines.find(({ baseline }) => baseline === name);
}

/** The parameters that were solved, by their names. */
export function solvedOf(discovered: DiscoveredBaseline | undefined): Parameters {
  return Object.fromEntries((discovered?.solved ?? []).map(({ name, value }) => [name, value]));
}

/** Generic company of the kind that every account has. */
export const COMPANY: readonly DetailEntry[] = [
  role("web-tasks", {
    trust: statementText({
      Effect: "Allow",
      Principal: { Service: "ecs-tasks.amazonaws.com" },
      Action: "sts:AssumeRole",
    }),
    attached: [arnOf("web-tasks"), "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"],
  }),
  policy(
    "web-tasks",
    statementText({
      Effect: "Allow",
      Action: ["s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      Resource: ["arn:aws:s3:::web-assets", "arn:aws:s3:::web-assets/*"],
    }),
  ),
  policy(
    "custom-ecs-execution",
    statementText({
      Effect: "Allow",
      Action: [
        "ecr:GetAuthorizationToken",
        "ecr:BatchCheckLayerAvailability",
        "ecr:GetDownloadUrlForLayer",
        "ecr:BatchGetImage",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
      ],
      Resource: "*",
    }),
  ),
  role("administrator", { attached: ["arn:aws:iam::aws:policy/AdministratorAccess"] }),
  user("auditor", ["arn:aws:iam::aws:policy/SecurityAudit", "arn:aws:iam::aws:policy/ReadOnlyAccess"]),
  policy("everything", statementText({ Effect: "Allow", Action: "*", Resource: "*" })),
];
