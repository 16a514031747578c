import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  PutGroupPolicyCommand,
  TagPolicyCommand,
  TagUserCommand,
  UpdateRoleCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createIamClient } from "../../shared/aws/iam-client.ts";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import { createManagedPolicyReader } from "../../shared/aws/managed-policy-reader.ts";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import { aspectsToAsk } from "../../shared/drift/needed-aspects.ts";
import { observeEntities } from "../../shared/observation/observe-entities.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { configurationOf } from "../functions/fixtures.ts";
import { type ServedIam, serveIam } from "./iam/serve.ts";
import { randomIds } from "./iam/service.ts";
import { seedLab } from "./seed.ts";

const account = "000000000000";
const clientConfig = {
  region: "us-east-1",
  credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" },
};
const now = () => new Date("2026-06-02T10:00:00Z");
const READ = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}';
const WRITE = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:PutObject","Resource":"*"}]}';
const TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}';
const BOUNDARY = `arn:aws:iam::${account}:policy/bounds/boundary`;

const document = (text: string) => ({ source: "policies/sample/read.json", provenance: "verbatim", text }) as const;
const common = {
  baseline: "sample",
  path: "/",
  presence: "required",
  compare: "exact",
  severity: "medium",
  remediate: "off",
} as const;
const ENTITIES: readonly ExpectedEntity[] = [
  {
    ...common,
    kind: "user",
    entity: { kind: "user", name: "machine" },
    permissionsBoundary: BOUNDARY,
    tags: { team: "media" },
    groups: { match: "exact", names: ["operators"] },
    accessKeys: {
      warnAtDays: 75,
      unusedDays: 45,
      breachAtDays: 90,
      breachSource: "vendor",
      maximumActive: 1,
      overlapDays: 0,
    },
  },
  {
    ...common,
    kind: "role",
    entity: { kind: "role", name: "worker" },
    permissionsBoundary: BOUNDARY,
    tags: { team: "media" },
    maximumSessionSeconds: 7_200,
    separatePolicies: [[BOUNDARY, "arn:aws:iam::aws:policy/AdministratorAccess"]],
  },
  { ...common, kind: "role", entity: { kind: "role", name: "unbounded" }, permissionsBoundary: "none" },
  { ...common, kind: "role", entity: { kind: "role", name: "withdrawn" }, presence: "retired" },
  {
    ...common,
    kind: "group",
    entity: { kind: "group", name: "operators" },
    inlinePolicies: { match: "exact", documents: { read: document(READ) } },
    attachments: { match: "exact", policyArns: [BOUNDARY] },
  },
  {
    ...common,
    kind: "policy",
    entity: { kind: "policy", name: "boundary" },
    path: "/bounds/",
    document: { ...document(READ), revisions: [{ version: "2024-05-01", source: "x", text: WRITE }] },
    tags: { team: "media" },
  },
];

let served: ServedIam;
let iam: ReturnType<typeof createIamClient>;

beforeAll(async () => {
  served = await serveIam({
    account,
    partition: "aws",
    region: "us-east-1",
    now,
    ids: randomIds(),
    record: () => undefined,
  });
  const { endpoint } = served;
  iam = createIamClient({ ...clientConfig, endpoint });
  await seedLab({ endpoint, configuration: configurationOf(...ENTITIES), account, clientConfig });
});

afterAll(async () => {
  iam.destroy();
  await served.stop();
});

/** `rule kind/name`; a rule that could not decide is told as such. */
async function told(): Promise<readonly string[]> {
  const reader = createIamReader({ client: iam, account: { account, partition: "aws" }, now });
  const requests = ENTITIES.map((expected) => ({
    entity: expected.entity,
    path: expected.path,
    aspects: aspectsToAsk(expected),
  }));
  const ports = { loadTable: loadActionTable, managedPolicies: createManagedPolicyReader(iam) };
  const observations = await observeEntities(reader, requests);
  const detections = await Promise.all(
    ENTITIES.map((expected, index) => {
      const observation = observations[index];
      if (observation === undefined) throw new Error("An entity was not observed.");
      return detectDrift({ account, expected, observation, now: now(), ...ports });
    }),
  );
  return detections.flatMap(({ entity, outcomes }) =>
    outcomes.flatMap((outcome) =>
      outcome.status === "undecided"
        ? [`undecided ${outcome.rule} ${entity.name}`]
        : outcome.drifts.map(({ rule }) => `${rule} ${entity.name}`),
    ),
  );
}

describe("a seeded account", () => {
  it("is free of drift in everything that a baseline can state of attributes, memberships and groups", async () => {
    expect(await told()).toEqual([]);
  });

  it("drifts in each of them", async () => {
    await iam.send(new CreateGroupCommand({ GroupName: "intruders" }));
    await iam.send(new AddUserToGroupCommand({ UserName: "machine", GroupName: "intruders" }));
    await iam.send(new TagUserCommand({ UserName: "machine", Tags: [{ Key: "Team", Value: "sales" }] }));
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: "worker" }));
    await iam.send(new UpdateRoleCommand({ RoleName: "worker", MaxSessionDuration: 43_200 }));
    await iam.send(new CreateRoleCommand({ RoleName: "withdrawn", AssumeRolePolicyDocument: TRUST }));
    const read = { GroupName: "operators", PolicyName: "read" };
    await iam.send(new PutGroupPolicyCommand({ ...read, PolicyDocument: WRITE }));
    await iam.send(new TagPolicyCommand({ PolicyArn: BOUNDARY, Tags: [{ Key: "team", Value: "sales" }] }));
    expect(await told()).toEqual([
      "tags-changed machine",
      "group-membership-unexpected machine",
      "permissions-boundary-changed worker",
      "session-length-changed worker",
      "entity-retired withdrawn",
      "inline-policy-changed operators",
      "tags-changed boundary",
    ]);
  });
});
