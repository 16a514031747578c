import { CreateGroupCommand, CreateLoginProfileCommand, type IAMClient } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createIamClient } from "../../shared/aws/iam-client.ts";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import { createIamWriter } from "../../shared/aws/iam-writer.ts";
import { createManagedPolicyReader } from "../../shared/aws/managed-policy-reader.ts";
import { createPolicyVersionReader } from "../../shared/aws/policy-version-reader.ts";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import { type Drift, RULES } from "../../shared/drift/drift.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import type { IamCall } from "../../shared/remediation/iam-call.ts";
import { attachCall } from "../../shared/remediation/plan-attachments.ts";
import { groupsToRead, managedPoliciesToRead, planEntity } from "../../shared/remediation/plan-entity.ts";
import { putCall } from "../../shared/remediation/plan-inline-policies.ts";
import { ACCOUNT, LOGS, NOW } from "../drift/fixtures.ts";
import { type ServedIam, serveIam } from "../lab/iam/serve.ts";
import { randomIds } from "../lab/iam/service.ts";
import { CASES, MANAGED, type PlanCase } from "./plan-cases.ts";
import { attachmentsOf, inlineOf, inOrder, required } from "./plan-world.ts";

const WORK_LOGS = `arn:aws:iam::${ACCOUNT}:policy/logs`;

let lab: ServedIam;
let client: IAMClient;
beforeEach(async () => {
  lab = await serveIam({
    account: ACCOUNT,
    partition: "aws",
    region: "us-east-1",
    now: () => NOW,
    ids: randomIds(),
    record: () => undefined,
  });
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
  client = createIamClient({ endpoint: lab.endpoint, region: "us-east-1", credentials });
  for (const [known, PolicyDocument] of Object.entries(MANAGED)) {
    const arn = known === LOGS ? WORK_LOGS : known;
    if (arn.startsWith("arn:aws:iam::aws:")) continue;
    await write({ action: "CreatePolicy", input: { PolicyName: arn.replace(/^.*\//, ""), PolicyDocument, Path: "/" } });
  }
  await client.send(new CreateGroupCommand({ GroupName: "operators" }));
});
afterEach(async () => {
  client.destroy();
  await lab.stop();
});

async function write(call: IamCall | undefined): Promise<void> {
  if (call === undefined) throw new Error("There is no such call.");
  const result = await createIamWriter(client).apply(call);
  if (result.status === "failed") throw new Error(`${call.action}: ${result.code}: ${result.message}`);
}

/** Makes in the lab what a case finds. */
async function make({ expected: { entity }, live, versions }: PlanCase): Promise<void> {
  if (!("kind" in live)) return;
  const { name } = entity;
  const boundary =
    "permissionsBoundary" in live && live.permissionsBoundary.status === "present"
      ? { PermissionsBoundary: live.permissionsBoundary.state }
      : {};
  const Tags = "tags" in live ? Object.entries(required(live.tags)).map(([Key, Value]) => ({ Key, Value })) : [];
  const made = { Path: "/", ...boundary, ...(Tags.length > 0 && { Tags }) };
  if (live.kind === "role") {
    const MaxSessionDuration = required(live.maximumSessionSeconds);
    const AssumeRolePolicyDocument = required(live.trust);
    await write({
      action: "CreateRole",
      input: { RoleName: name, AssumeRolePolicyDocument, MaxSessionDuration, ...made },
    });
  }
  if (live.kind === "user") await makeUser(name, live, made);
  if (live.kind === "group" && name !== "operators") throw new Error(`There is no group ${name}.`);
  for (const [policy, text] of Object.entries(inlineOf(live))) await write(putCall(entity, policy, text));
  for (const arn of attachmentsOf(live)) await write(attachCall(entity, arn));
  if (live.kind === "policy") await makePolicy(name, live, versions ?? []);
}

async function makeUser(
  UserName: string,
  { groups, loginProfile }: Extract<EntityState, { kind: "user" }>,
  made: { readonly Path: string },
): Promise<void> {
  await write({ action: "CreateUser", input: { UserName, ...made } });
  for (const GroupName of required(groups)) await write({ action: "AddUserToGroup", input: { UserName, GroupName } });
  if (loginProfile.status === "absent") return;
  await client.send(new CreateLoginProfileCommand({ UserName, Password: "Correct-Horse-7-Battery" }));
}

async function makePolicy(
  PolicyName: string,
  { arn, document, defaultVersionId }: Extract<EntityState, { kind: "policy" }>,
  versions: NonNullable<PlanCase["versions"]>,
): Promise<void> {
  const texts = versions.length === 0 ? [required(document)] : versions.map((each) => required(each.document));
  const [first = "", ...others] = texts;
  await write({ action: "CreatePolicy", input: { PolicyName, PolicyDocument: first, Path: "/" } });
  for (const PolicyDocument of others) {
    await write({ action: "CreatePolicyVersion", input: { PolicyArn: arn, PolicyDocument, SetAsDefault: true } });
  }
  if (versions.length === 0) return;
  await write({ action: "SetDefaultPolicyVersion", input: { PolicyArn: arn, VersionId: defaultVersionId } });
}

async function look(expected: ExpectedEntity) {
  const managedPolicies = createManagedPolicyReader(client);
  const reading = await reader().observe({ entity: expected.entity, path: expected.path });
  const detection = await detectDrift({
    account: ACCOUNT,
    expected,
    observation: reading,
    now: NOW,
    loadTable: loadActionTable,
    managedPolicies,
  });
  const drifts = detection.outcomes.flatMap((outcome) => (outcome.status === "decided" ? outcome.drifts : []));
  return { observation: reading.observation, drifts };
}

const reader = () => createIamReader({ client, account: { account: ACCOUNT, partition: "aws" }, now: () => NOW });

async function plan(expected: ExpectedEntity, drifts: readonly Drift[], observation: Observation<EntityState>) {
  const groups = new Map<string, Observation<EntityState>>();
  for (const name of groupsToRead({ drifts })) {
    groups.set(name, (await reader().observe({ entity: { kind: "group", name }, path: "/" })).observation);
  }
  const managedPolicies = createManagedPolicyReader(client);
  const managedDocuments = new Map<string, Observation<string>>();
  for (const arn of managedPoliciesToRead({ expected, drifts, observation, groups })) {
    managedDocuments.set(arn, await managedPolicies.readDocument(arn));
  }
  const isPolicy = observation.status === "present" && observation.state.kind === "policy";
  const versions = isPolicy
    ? { policyVersions: await createPolicyVersionReader(client).readVersions(observation.state.arn) }
    : {};
  return planEntity({ expected, drifts, observation, managedDocuments, groups, approved: true, ...versions });
}

const nameOf = ({ rule, subject }: Pick<Drift, "rule" | "subject">) => `${rule} ${subject}`;
const inTheLab = (observation: Observation<EntityState>) =>
  observation.status === "present" ? inOrder(observation.state) : observation;

/** The lab dates no keys as a case does, and takes no trust policy that names who was deleted. */
const LEFT_OUT = new Set([
  "access-key-too-old",
  "access-key-unused",
  "access-keys-too-many",
  "trust-dangling-principal",
]);
const PLAYED = CASES.filter(({ rule, full }) => typeof full !== "string" && !LEFT_OUT.has(rule)).map(inLabTerms);

/** The lab does not know that policy of AWS's: one of the account's stands for it. */
function inLabTerms(given: PlanCase): PlanCase {
  return JSON.parse(JSON.stringify(given).replaceAll(LOGS, WORK_LOGS));
}

describe("plans in the lab", () => {
  it.each(PLAYED)("put right $rule, and their inverses bring it back: $name", async (given) => {
    const expected: ExpectedEntity = { ...given.expected, remediate: "full" };
    await make(given);
    const before = await look(expected);
    const { steps } = (await plan(expected, before.drifts, before.observation)).plan;
    const repaired = steps.flatMap(({ repairs }) => repairs.map(nameOf));
    expect(repaired.some((each) => each.startsWith(`${given.rule} `))).toBe(true);

    for (const { call } of steps) await write(call);
    const after = await look(expected);
    expect(after.drifts.map(nameOf).filter((each) => repaired.includes(each))).toEqual([]);

    const kept = steps.filter(({ reversal }) => !reversal.reversible);
    for (const { reversal } of steps.toReversed()) {
      if (reversal.reversible) for (const call of reversal.inverse) await write(call);
    }
    if (kept.length > 0) return;
    expect(inTheLab((await look(expected)).observation)).toEqual(inTheLab(before.observation));
  });

  it("are played for every rule that they repair and that the lab can show", () => {
    const repaired = new Set(CASES.filter(({ full }) => typeof full !== "string").map(({ rule }) => rule));
    const played = new Set(PLAYED.map(({ rule }) => rule));
    expect(RULES.filter((rule) => repaired.has(rule) && !played.has(rule) && !LEFT_OUT.has(rule))).toEqual([]);
  });
});
