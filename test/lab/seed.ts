import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  IAMClient,
  type IAMClientConfig,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  type Tag,
} from "@aws-sdk/client-iam";
import type {
  CompiledConfiguration,
  ExpectedAccount,
  ExpectedEntity,
  ExpectedGroup,
  ExpectedPolicy,
  ExpectedRole,
  ExpectedUser,
} from "../../shared/baselines/expected-state.ts";
import { customerPolicyArn } from "../../shared/iam/arn.ts";

/** Where to create an account's entities, and which. */
export interface SeedOptions {
  /** The IAM endpoint, e.g. `http://127.0.0.1:4599`. */
  readonly endpoint: string;
  readonly configuration: CompiledConfiguration;
  /** Twelve digits; an account of the configuration. */
  readonly account: string;
  /** Region and credentials. */
  readonly clientConfig: IAMClientConfig;
}

/**
 * Creates everything that an account is expected to have, free of drift, through the SDK. The account must be empty: what is
 * there already makes IAM answer EntityAlreadyExists. Managed policies come first, because attaching needs them, and groups before
 * their members. What is retired is not created.
 */
export async function seedLab({ endpoint, configuration, account, clientConfig }: SeedOptions): Promise<void> {
  const expected = configuration.accounts.find((candidate) => candidate.account === account);
  if (expected === undefined) throw new Error(`The configuration has no account ${account}; name it in plumbline.yml.`);
  const iam = new IAMClient({ ...clientConfig, endpoint });
  try {
    const wanted = expected.entities.filter(({ presence }) => presence !== "retired");
    for (const entity of inOrderOfCreation(wanted)) await create(iam, expected, entity);
  } finally {
    iam.destroy();
  }
}

const ORDER: readonly ExpectedEntity["kind"][] = ["policy", "group", "role", "service-linked-role", "user", "root"];

function inOrderOfCreation(entities: readonly ExpectedEntity[]): readonly ExpectedEntity[] {
  return entities.toSorted((left, right) => ORDER.indexOf(left.kind) - ORDER.indexOf(right.kind));
}

async function create(iam: IAMClient, account: ExpectedAccount, entity: ExpectedEntity): Promise<void> {
  switch (entity.kind) {
    case "policy":
      return createPolicy(iam, account, entity);
    case "role":
      return createRole(iam, account, entity);
    case "service-linked-role":
      // Its trust, its policy and its name are the service's own doing.
      await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: entity.service }));
      return;
    case "user":
      return createUser(iam, entity);
    case "group":
      return createGroup(iam, entity);
    case "root":
      return; // Every account has it, and a new one has no access keys.
  }
}

/** What somebody might have tried before reading the vendor's page: the older version a rollback brings back. */
const EARLIER_DRAFT = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Sid: "EarlierDraft", Effect: "Allow", Action: "ivs:*", Resource: "*" }],
});

/** The IVS operator policy gets a history, so that a rollback can be played: v1 the draft, v2 the canonical text. */
async function createPolicy(iam: IAMClient, account: ExpectedAccount, entity: ExpectedPolicy): Promise<void> {
  const { path, document } = entity;
  const { name } = entity.entity;
  const hasHistory = entity.baseline === "amazon-ivs";
  await iam.send(
    new CreatePolicyCommand({
      PolicyName: name,
      Path: path,
      PolicyDocument: hasHistory ? EARLIER_DRAFT : document.text,
      ...tagsOf(entity),
    }),
  );
  if (!hasHistory) return;
  const PolicyArn = customerPolicyArn(account, path, name);
  await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document.text, SetAsDefault: true }));
}

/** Some vendors do not publish whom a role trusts; then it trusts its own account here. */
function ownAccountTrust({ account, partition }: ExpectedAccount): string {
  const Principal = { AWS: `arn:${partition}:iam::${account}:root` };
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }],
  });
}

async function createRole(iam: IAMClient, account: ExpectedAccount, entity: ExpectedRole): Promise<void> {
  const RoleName = entity.entity.name;
  const AssumeRolePolicyDocument = entity.trust?.text ?? ownAccountTrust(account);
  const { path: Path, maximumSessionSeconds } = entity;
  const session = maximumSessionSeconds === undefined ? {} : { MaxSessionDuration: maximumSessionSeconds };
  const attributes = { ...session, ...boundaryOf(entity), ...tagsOf(entity) };
  await iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument, ...attributes }));
  for (const [PolicyName, { text }] of Object.entries(entity.inlinePolicies?.documents ?? {})) {
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: text }));
  }
  for (const PolicyArn of entity.attachments?.policyArns ?? []) {
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  }
}

async function createUser(iam: IAMClient, entity: ExpectedUser): Promise<void> {
  const UserName = entity.entity.name;
  await iam.send(new CreateUserCommand({ UserName, Path: entity.path, ...boundaryOf(entity), ...tagsOf(entity) }));
  for (const [PolicyName, { text }] of Object.entries(entity.inlinePolicies?.documents ?? {})) {
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName, PolicyDocument: text }));
  }
  for (const PolicyArn of entity.attachments?.policyArns ?? []) {
    await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn }));
  }
  for (const GroupName of entity.groups?.names ?? []) {
    await iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
  }
  if (entity.console === "required") {
    await iam.send(
      new CreateLoginProfileCommand({ UserName, Password: "Lab-Password-1", PasswordResetRequired: true }),
    );
  }
  await iam.send(new CreateAccessKeyCommand({ UserName }));
}

async function createGroup(iam: IAMClient, entity: ExpectedGroup): Promise<void> {
  const GroupName = entity.entity.name;
  await iam.send(new CreateGroupCommand({ GroupName, Path: entity.path }));
  for (const [PolicyName, { text }] of Object.entries(entity.inlinePolicies?.documents ?? {})) {
    await iam.send(new PutGroupPolicyCommand({ GroupName, PolicyName, PolicyDocument: text }));
  }
  for (const PolicyArn of entity.attachments?.policyArns ?? []) {
    await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
  }
}

function tagsOf({ tags }: ExpectedEntity): { readonly Tags?: Tag[] } {
  return tags === undefined ? {} : { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

function boundaryOf({ permissionsBoundary }: ExpectedRole | ExpectedUser): { readonly PermissionsBoundary?: string } {
  if (permissionsBoundary === undefined || permissionsBoundary === "none") return {};
  return { PermissionsBoundary: permissionsBoundary };
}
