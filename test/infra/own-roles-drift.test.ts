import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checkAccount } from "../../cli/check-account.ts";
import { OWN_BASELINE } from "../../shared/baselines/own-baseline.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { snapshotOf } from "../observation/take-snapshot.ts";
import { deployedRoles, type LiveRole, type LiveRoles, snapshotText } from "./deployed-roles.ts";
import { compiled, deploymentOf, KEY, withOwnBaseline } from "./own-configurations.ts";

const NOW = new Date("2026-11-22T12:00:00Z");
const HUB = "000000000000";
const MEMBER = "111111111111";

const configuration = compiled(withOwnBaseline(readFileSync("test/lab/members.yml", "utf8")));
const { files, parameters } = await deploymentOf(configuration, { OrganizationId: "o-abcdefghij" });

/** What IAM holds in an account right after the deployment. */
function deployed(account: string): LiveRoles {
  const name = account === HUB ? "plumbline.yml" : `member-${account}.yml`;
  const text = files.find((file) => file.name === name)?.text ?? "";
  const own = account === HUB ? parameters : {};
  return deployedRoles(text, { account, partition: "aws", region: "us-east-1", keyArn: KEY, parameters: own });
}

/** Every drift of Plumbline's own roles: `ENTITY RULE SUBJECT`. */
async function driftsOf(account: string, live: LiveRoles): Promise<readonly string[]> {
  const expected = configuration.accounts.find((each) => each.account === account);
  if (expected === undefined) throw new Error(`There is no account ${account}.`);
  const snapshot = await snapshotOf({ details: [snapshotText(live)] });
  const { entities } = await checkAccount({
    account: { ...expected, entities: expected.entities.filter(({ baseline }) => baseline === OWN_BASELINE) },
    source: { kind: "snapshot", files: ["details.json"] },
    reader: snapshot.reader(NOW),
    managedPolicies: snapshot.managedPolicies,
    now: NOW,
    loadTable: loadActionTable,
    waivers: [],
  });
  expect(entities.flatMap(({ undecided }) => undecided)).toEqual([]);
  const drifts = entities.flatMap((each) => each.drifts);
  expect(drifts.map(({ severity }) => severity)).toEqual(drifts.map(() => "critical"));
  return drifts.map(({ entity, rule, subject }) => `${entity.kind}/${entity.name} ${rule} ${subject}`.trim());
}

/** The same account with one role changed. */
function changed(live: LiveRoles, name: string, change: (role: LiveRole) => LiveRole): LiveRoles {
  expect(live.RoleDetailList.map(({ RoleName }) => RoleName)).toContain(name);
  return { ...live, RoleDetailList: live.RoleDetailList.map((role) => (role.RoleName === name ? change(role) : role)) };
}

type Statements = LiveRole["AssumeRolePolicyDocument"]["Statement"];

/** A role whose first inline policy has other statements. */
function stating(role: LiveRole, statements: (written: Statements) => Statements): LiveRole {
  const [first, ...others] = role.RolePolicyList;
  if (first === undefined) throw new Error(`${role.RoleName} has no inline policy.`);
  const { PolicyName, PolicyDocument } = first;
  const document = { ...PolicyDocument, Statement: statements(PolicyDocument.Statement) };
  return { ...role, RolePolicyList: [{ PolicyName, PolicyDocument: document }, ...others] };
}

const document = (...Statement: Statements) => ({ Version: "2012-10-17", Statement });
const ANYBODY = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::999999999999:root" }, Action: "sts:AssumeRole" };
const READS = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

interface Change {
  readonly name: string;
  readonly change: (role: LiveRole) => LiveRole;
  /** The rule, and its subject; `POLICY` stands for the name of the role's inline policy. */
  readonly rule: string;
}

const CHANGES: readonly Change[] = [
  {
    name: "a statement is added",
    change: (role) => stating(role, (written) => [...written, READS]),
    rule: "inline-policy-changed POLICY",
  },
  {
    name: "a statement is taken away, and so it is blinded",
    change: (role) => stating(role, (written) => written.slice(1)),
    rule: "inline-policy-changed POLICY",
  },
  {
    name: "somebody else may assume it",
    change: (role) => ({
      ...role,
      AssumeRolePolicyDocument: document(...role.AssumeRolePolicyDocument.Statement, ANYBODY),
    }),
    rule: "trust-changed",
  },
  {
    name: "a policy is attached to it",
    change: (role) => ({
      ...role,
      AttachedManagedPolicies: [{ PolicyName: "AdministratorAccess", PolicyArn: ADMINISTRATOR }],
    }),
    rule: `attachment-unexpected ${ADMINISTRATOR}`,
  },
  {
    name: "an inline policy is added to it",
    change: (role) => ({
      ...role,
      RolePolicyList: [...role.RolePolicyList, { PolicyName: "more", PolicyDocument: document(READS) }],
    }),
    rule: "inline-policy-unexpected more",
  },
  {
    name: "a boundary bounds it",
    change: (role) => ({
      ...role,
      PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: ADMINISTRATOR },
    }),
    rule: "permissions-boundary-changed",
  },
];

describe.each([
  { account: HUB, role: "plumbline-detect-drift", policy: "plumbline-detect-drift" },
  { account: HUB, role: "plumbline-remediate-drift", policy: "plumbline-remediate-drift" },
  { account: MEMBER, role: "plumbline-reader", policy: "plumbline-reader" },
  { account: MEMBER, role: "plumbline-remediator", policy: "plumbline-remediator" },
  { account: MEMBER, role: "plumbline-member-events", policy: "plumbline-member-events" },
])("$role of account $account", ({ account, role, policy }) => {
  const live = deployed(account);

  it.each(CHANGES)("drifts just so where $name", async ({ change, rule }) => {
    const found = await driftsOf(account, changed(live, role, change));
    expect(found).toEqual([`role/${role} ${rule.replace("POLICY", policy)}`]);
  });

  it("drifts where it is gone", async () => {
    const without = { ...live, RoleDetailList: live.RoleDetailList.filter(({ RoleName }) => RoleName !== role) };
    expect(await driftsOf(account, without)).toEqual([`role/${role} entity-missing`]);
  });
});

describe.each([HUB, MEMBER])("account %s", (account) => {
  it("is as it should be right after the deployment", async () => {
    expect(await driftsOf(account, deployed(account))).toEqual([]);
  });
});

it("an inline policy that only denies, and so blinds Plumbline, is a drift, too", async () => {
  const deny = document({ Effect: "Deny", Action: "*", Resource: "*" });
  const blinded = changed(deployed(HUB), "plumbline-sweep-account", (role) => ({
    ...role,
    RolePolicyList: [...role.RolePolicyList, { PolicyName: "stop", PolicyDocument: deny }],
  }));
  expect(await driftsOf(HUB, blinded)).toEqual(["role/plumbline-sweep-account inline-policy-unexpected stop"]);
});

it.each([HUB, MEMBER])(
  "a managed policy of account %s drifts where another version of it is the default",
  async (account) => {
    const live = deployed(account);
    const Policies = live.Policies.map((policy) => ({
      ...policy,
      PolicyVersionList: policy.PolicyVersionList.map((version) => ({ ...version, Document: document(READS) })),
    }));
    expect(await driftsOf(account, { ...live, Policies })).toEqual(
      live.Policies.map(({ PolicyName }) => `policy/${PolicyName} policy-version-changed`),
    );
  },
);

it("the tag by which Plumbline's resources are found is watched in the hub", async () => {
  const untagged = changed(deployed(HUB), "plumbline-send-alert", (role) => ({ ...role, Tags: [] }));
  expect(await driftsOf(HUB, untagged)).toEqual(["role/plumbline-send-alert tags-changed plumbline"]);
});
