import type { SnapshotText } from "../../shared/observation/snapshot.ts";

const ACCOUNT = "arn:aws:iam::123456789012";
const CreateDate = "2026-01-02T03:04:05+00:00";
export const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }],
};

type Members = Readonly<Record<string, unknown>>;

export const role = (RoleName: string, more: Members = {}): Members => ({
  Path: "/",
  RoleName,
  RoleId: "AROAEXAMPLE",
  Arn: `${ACCOUNT}:role/${RoleName}`,
  CreateDate,
  AssumeRolePolicyDocument: TRUST,
  RolePolicyList: [],
  AttachedManagedPolicies: [],
  Tags: [],
  ...more,
});

export const user = (UserName: string, more: Members = {}): Members => ({
  Path: "/",
  UserName,
  UserId: "AIDAEXAMPLE",
  Arn: `${ACCOUNT}:user/${UserName}`,
  CreateDate,
  GroupList: [],
  AttachedManagedPolicies: [],
  Tags: [],
  ...more,
});

export const policy = (PolicyName: string, more: Members = {}): Members => ({
  PolicyName,
  PolicyId: "ANPAEXAMPLE",
  Arn: `${ACCOUNT}:policy/${PolicyName}`,
  Path: "/",
  DefaultVersionId: "v1",
  PolicyVersionList: [{ Document: TRUST, VersionId: "v1", IsDefaultVersion: true, CreateDate }],
  ...more,
});

const group = (GroupName: string): Members => ({
  Path: "/",
  GroupName,
  GroupId: "AGPAEXAMPLE",
  Arn: `${ACCOUNT}:group/${GroupName}`,
  CreateDate,
  GroupPolicyList: [],
  AttachedManagedPolicies: [],
});

/** The same entity as another account would have it. */
export const elsewhere = (entity: Members): Members => ({
  ...entity,
  Arn: `${entity.Arn}`.replace("123456789012", "999999999999"),
});

/** Authorization details with some lists; those that are not named are empty, as from the API. */
export function details(lists: Members, file = "details.json"): SnapshotText {
  const empty = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] };
  return { file, text: JSON.stringify({ ...empty, ...lists }, undefined, 1) };
}

export const WHOLE = details({
  UserDetailList: [user("ann")],
  GroupDetailList: [group("team")],
  RoleDetailList: [role("worker")],
  Policies: [policy("reader")],
});

const COLUMNS = {
  user: "ann",
  arn: `${ACCOUNT}:user/ann`,
  user_creation_time: CreateDate,
  password_enabled: "false",
  password_last_used: "N/A",
  password_last_changed: "N/A",
  password_next_rotation: "N/A",
  mfa_active: "false",
  access_key_1_active: "false",
  access_key_1_last_rotated: "N/A",
  access_key_1_last_used_date: "N/A",
  access_key_2_active: "false",
  access_key_2_last_rotated: "N/A",
  access_key_2_last_used_date: "N/A",
};

export type Row = Partial<Readonly<Record<keyof typeof COLUMNS, string>>>;

export const ROOT_ROW: Row = {
  user: "<root_account>",
  arn: `${ACCOUNT}:root`,
  password_enabled: "not_supported",
  password_last_changed: "not_supported",
};

/** A credential report with a row for each; what a row does not say is as for a user without credentials. */
export function report(...rows: readonly Row[]): SnapshotText {
  const lines = [Object.keys(COLUMNS), ...rows.map((row) => Object.values({ ...COLUMNS, ...row }))];
  return { file: "report.csv", text: lines.map((fields) => fields.join(",")).join("\n") };
}
