import {
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  DeleteRoleCommand,
  type IAMClient,
} from "@aws-sdk/client-iam";
import { createIamWriter } from "../../shared/aws/iam-writer.ts";
import type { AccessKeyState, EntityState } from "../../shared/observation/entity-state.ts";
import type { IamCall } from "../../shared/remediation/iam-call.ts";
import { attachCall } from "../../shared/remediation/plan-attachments.ts";
import { putCall } from "../../shared/remediation/plan-inline-policies.ts";
import { ACCOUNT, LOGS } from "../drift/fixtures.ts";
import { MANAGED, type PlanCase } from "./plan-cases.ts";
import { attachmentsOf, inlineOf, required } from "./plan-world.ts";

/** A customer managed policy that stands for one of AWS's that the lab does not know. */
const WORK_LOGS = `arn:aws:iam::${ACCOUNT}:policy/logs`;
/** A role that a trust policy names, and that is deleted then. */
const DELETED = { name: "deleted", arn: `arn:aws:iam::${ACCOUNT}:role/deleted` };

/** A case as the lab can play it: repaired in full. */
export function inLabTerms(given: PlanCase): PlanCase {
  const played: PlanCase = JSON.parse(JSON.stringify(given).replaceAll(LOGS, WORK_LOGS));
  return { ...played, expected: { ...played.expected, remediate: "full" } };
}

/** What makes an account. */
export interface Maker {
  readonly client: IAMClient;
  readonly clock: { now: number };
  readonly keyUsed: (accessKeyId: string) => void;
}

async function write(client: IAMClient, call: IamCall | undefined): Promise<void> {
  if (call === undefined) throw new Error("There is no such call.");
  const result = await createIamWriter(client).apply(call);
  if (result.status === "failed") throw new Error(`${call.action}: ${result.code}: ${result.message}`);
}

/** Makes what every case's account has. */
export async function makeSurroundings({ client }: Maker): Promise<void> {
  for (const [known, PolicyDocument] of Object.entries(MANAGED)) {
    const arn = known === LOGS ? WORK_LOGS : known;
    if (arn.startsWith("arn:aws:iam::aws:")) continue;
    const PolicyName = arn.replace(/^.*\//, "");
    await write(client, { action: "CreatePolicy", input: { PolicyName, PolicyDocument, Path: "/" } });
  }
  await client.send(new CreateGroupCommand({ GroupName: "operators" }));
}

/** Makes in the lab what a case finds. */
export async function makeCase({ expected: { entity }, live, versions }: PlanCase, maker: Maker): Promise<void> {
  if (!("kind" in live)) return;
  const { client } = maker;
  const { name } = entity;
  const boundary =
    "permissionsBoundary" in live && live.permissionsBoundary.status === "present"
      ? { PermissionsBoundary: live.permissionsBoundary.state }
      : {};
  const Tags = "tags" in live ? Object.entries(required(live.tags)).map(([Key, Value]) => ({ Key, Value })) : [];
  const made = { Path: "/", ...boundary, ...(Tags.length > 0 && { Tags }) };
  if (live.kind === "role") await makeRole(name, live, made, client);
  if (live.kind === "user") await makeUser(name, live, made, maker);
  if (live.kind === "group" && name !== "operators") throw new Error(`There is no group ${name}.`);
  for (const [policy, text] of Object.entries(inlineOf(live))) await write(client, putCall(entity, policy, text));
  for (const arn of attachmentsOf(live)) await write(client, attachCall(entity, arn));
  if (live.kind === "policy") await makePolicy(name, live, versions ?? [], client);
}

async function makeRole(
  RoleName: string,
  { trust, maximumSessionSeconds }: Extract<EntityState, { kind: "role" }>,
  made: { readonly Path: string },
  client: IAMClient,
): Promise<void> {
  const text = required(trust);
  const MaxSessionDuration = required(maximumSessionSeconds);
  // IAM shows an id only in the place of a principal that was there when the policy was put, and was deleted since.
  const put = text.replace(/AROA\w+/, DELETED.arn);
  const isDangling = put !== text;
  const other = { RoleName: DELETED.name, AssumeRolePolicyDocument: text.replace(/AROA\w+/, "*"), Path: "/" };
  if (isDangling) await write(client, { action: "CreateRole", input: other });
  await write(client, {
    action: "CreateRole",
    input: { RoleName, AssumeRolePolicyDocument: put, MaxSessionDuration, ...made },
  });
  if (isDangling) await client.send(new DeleteRoleCommand({ RoleName: DELETED.name }));
}

async function makeUser(
  UserName: string,
  { groups, loginProfile, accessKeys }: Extract<EntityState, { kind: "user" }>,
  made: { readonly Path: string },
  maker: Maker,
): Promise<void> {
  const { client } = maker;
  await write(client, { action: "CreateUser", input: { UserName, ...made } });
  for (const GroupName of required(groups)) {
    await write(client, { action: "AddUserToGroup", input: { UserName, GroupName } });
  }
  for (const key of required(accessKeys)) await makeKey(UserName, key, maker);
  if (loginProfile.status === "absent") return;
  await client.send(new CreateLoginProfileCommand({ UserName, Password: "Correct-Horse-7-Battery" }));
}

async function makeKey(
  UserName: string,
  { createdAt, lastUsed }: AccessKeyState,
  { client, clock, keyUsed }: Maker,
): Promise<void> {
  clock.now = Date.parse(createdAt);
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({ UserName }));
  if (lastUsed.status !== "present") return;
  clock.now = Date.parse(lastUsed.state);
  keyUsed(AccessKey?.AccessKeyId ?? "");
}

async function makePolicy(
  PolicyName: string,
  { arn, document, defaultVersionId }: Extract<EntityState, { kind: "policy" }>,
  versions: NonNullable<PlanCase["versions"]>,
  client: IAMClient,
): Promise<void> {
  const texts = versions.length === 0 ? [required(document)] : versions.map((each) => required(each.document));
  const [first = "", ...others] = texts;
  await write(client, { action: "CreatePolicy", input: { PolicyName, PolicyDocument: first, Path: "/" } });
  for (const PolicyDocument of others) {
    const input = { PolicyArn: arn, PolicyDocument, SetAsDefault: true } as const;
    await write(client, { action: "CreatePolicyVersion", input });
  }
  if (versions.length === 0) return;
  const input = { PolicyArn: arn, VersionId: defaultVersionId };
  await write(client, { action: "SetDefaultPolicyVersion", input });
}
