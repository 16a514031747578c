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
  GetAccessKeyLastUsedCommand,
  type IAMClient,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import type { AccessKeyState, EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";

const ACCOUNT = "arn:aws:iam::000000000000";
export const BOUNDARY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const attached = { policyArn: "arn:aws:iam::aws:policy/IVSFullAccess", policyName: "IVSFullAccess" };
const PolicyArn = attached.policyArn;
const Tags = [
  { Key: "owner", Value: "video" },
  { Key: "stage", Value: "" },
];

/** A document whose text is not the same when it is percent-encoded. */
const DOCUMENT =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::a b+c%/*"}]}';
export const TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}';

export const present = <T>(state: T): Observation<T> => ({ status: "present", state });
export const ABSENT = { status: "absent" } as const;

/** What is expected of each entity, by its reference. */
export type ExpectedStates = ReadonlyMap<string, EntityState>;

/**
 * Fills an empty account with one entity of each kind that has everything it can have, and one that has nothing.
 * @param useKey uses an access key once, so that IAM has a use on record.
 * @returns what any reader must say of them, told by what IAM answered when they were made.
 */
export async function fillAccount(iam: IAMClient, useKey: (id: string) => Promise<void>): Promise<ExpectedStates> {
  const states = [
    ...(await makeRoles(iam)),
    ...(await makeGroups(iam)),
    ...(await makeUsers(iam, useKey)),
    ...(await makePolicies(iam)),
    ["root", { kind: "root", accessKeysPresent: present(false) }] as const,
  ];
  return new Map<string, EntityState>(states);
}

type Made = readonly (readonly [entity: string, state: EntityState])[];

/** An answer that must have what it promises. */
function made<T>(member: T | undefined): T {
  if (member === undefined) throw new Error("IAM answered without what it made.");
  return member;
}

const at = (date: Date | undefined): string => made(date).toISOString();

async function makeRoles(iam: IAMClient): Promise<Made> {
  const AssumeRolePolicyDocument = TRUST;
  const whole = { RoleName: "whole", Path: "/team/", AssumeRolePolicyDocument, MaxSessionDuration: 7200, Tags };
  const full = made((await iam.send(new CreateRoleCommand(whole))).Role);
  await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: "whole", PermissionsBoundary: BOUNDARY }));
  for (const PolicyName of ["first", "second"]) {
    await iam.send(new PutRolePolicyCommand({ RoleName: "whole", PolicyName, PolicyDocument: DOCUMENT }));
  }
  await iam.send(new AttachRolePolicyCommand({ RoleName: "whole", PolicyArn }));
  const bare = made((await iam.send(new CreateRoleCommand({ RoleName: "bare", AssumeRolePolicyDocument }))).Role);
  const linked = made(
    (await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: "ivs.amazonaws.com" }))).Role,
  );
  const nothing = {
    kind: "role",
    permissionsBoundary: ABSENT,
    tags: present({}),
    maximumSessionSeconds: present(3600),
    inlinePolicies: present({}),
  } as const;
  return [
    [
      "role/whole",
      {
        kind: "role",
        arn: `${ACCOUNT}:role/team/whole`,
        roleId: made(full.RoleId),
        path: "/team/",
        createdAt: at(full.CreateDate),
        trust: present(TRUST),
        inlinePolicies: present({ first: DOCUMENT, second: DOCUMENT }),
        attachments: present([attached]),
        permissionsBoundary: present(BOUNDARY),
        tags: present({ owner: "video", stage: "" }),
        maximumSessionSeconds: present(7200),
      },
    ],
    [
      "role/bare",
      {
        ...nothing,
        arn: `${ACCOUNT}:role/bare`,
        roleId: made(bare.RoleId),
        path: "/",
        createdAt: at(bare.CreateDate),
        trust: present(TRUST),
        attachments: present([]),
      },
    ],
    [
      "role/AWSServiceRoleForIVSRecordToS3",
      {
        ...nothing,
        arn: made(linked.Arn),
        roleId: made(linked.RoleId),
        path: "/aws-service-role/ivs.amazonaws.com/",
        createdAt: at(linked.CreateDate),
        trust: present(TRUST.replace("ec2", "ivs")),
        attachments: present([
          { policyArn: "arn:aws:iam::aws:policy/aws-service-role/IVSRecordToS3", policyName: "IVSRecordToS3" },
        ]),
      },
    ],
  ];
}

async function makeGroups(iam: IAMClient): Promise<Made> {
  const full = made((await iam.send(new CreateGroupCommand({ GroupName: "whole", Path: "/team/" }))).Group);
  await iam.send(new PutGroupPolicyCommand({ GroupName: "whole", PolicyName: "only", PolicyDocument: DOCUMENT }));
  await iam.send(new AttachGroupPolicyCommand({ GroupName: "whole", PolicyArn }));
  const bare = made((await iam.send(new CreateGroupCommand({ GroupName: "bare" }))).Group);
  return [
    [
      "group/whole",
      {
        kind: "group",
        arn: `${ACCOUNT}:group/team/whole`,
        groupId: made(full.GroupId),
        path: "/team/",
        createdAt: at(full.CreateDate),
        inlinePolicies: present({ only: DOCUMENT }),
        attachments: present([attached]),
      },
    ],
    [
      "group/bare",
      {
        kind: "group",
        arn: `${ACCOUNT}:group/bare`,
        groupId: made(bare.GroupId),
        path: "/",
        createdAt: at(bare.CreateDate),
        inlinePolicies: present({}),
        attachments: present([]),
      },
    ],
  ];
}

/** The only call that a key is used for here is STS's GetCallerIdentity. */
const USED_FOR = { region: "us-east-1", service: "sts" };

async function makeUsers(iam: IAMClient, useKey: (id: string) => Promise<void>): Promise<Made> {
  const whole = { UserName: "whole", Path: "/team/", PermissionsBoundary: BOUNDARY, Tags };
  const full = made((await iam.send(new CreateUserCommand(whole))).User);
  await iam.send(new PutUserPolicyCommand({ UserName: "whole", PolicyName: "only", PolicyDocument: DOCUMENT }));
  await iam.send(new AttachUserPolicyCommand({ UserName: "whole", PolicyArn }));
  for (const GroupName of ["bare", "whole"]) {
    await iam.send(new AddUserToGroupCommand({ GroupName, UserName: "whole" }));
  }
  const login = await iam.send(new CreateLoginProfileCommand({ UserName: "whole", Password: "Correct-horse-7" }));
  const used = made((await iam.send(new CreateAccessKeyCommand({ UserName: "whole" }))).AccessKey);
  await useKey(made(used.AccessKeyId));
  const use = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: used.AccessKeyId }));
  const unused = made((await iam.send(new CreateAccessKeyCommand({ UserName: "whole" }))).AccessKey);
  const bare = made((await iam.send(new CreateUserCommand({ UserName: "bare" }))).User);
  // IAM's documentation promises no order; the lab lists keys by their ids.
  const byId = (one: AccessKeyState, other: AccessKeyState) => (one.accessKeyId < other.accessKeyId ? -1 : 1);
  const key = ({ AccessKeyId, CreateDate }: typeof used, lastUsed: Observation<string>) =>
    ({ accessKeyId: made(AccessKeyId), status: "Active", createdAt: at(CreateDate), lastUsed }) as const;
  return [
    [
      "user/whole",
      {
        kind: "user",
        arn: `${ACCOUNT}:user/team/whole`,
        userId: made(full.UserId),
        path: "/team/",
        createdAt: at(full.CreateDate),
        inlinePolicies: present({ only: DOCUMENT }),
        attachments: present([attached]),
        permissionsBoundary: present(BOUNDARY),
        tags: present({ owner: "video", stage: "" }),
        groups: present(["bare", "whole"]),
        loginProfile: present(at(login.LoginProfile?.CreateDate)),
        accessKeys: present(
          [
            { ...key(used, present(at(use.AccessKeyLastUsed?.LastUsedDate))), lastUsedFor: USED_FOR },
            key(unused, ABSENT),
          ].toSorted(byId),
        ),
      },
    ],
    [
      "user/bare",
      {
        kind: "user",
        arn: `${ACCOUNT}:user/bare`,
        userId: made(bare.UserId),
        path: "/",
        createdAt: at(bare.CreateDate),
        inlinePolicies: present({}),
        attachments: present([]),
        permissionsBoundary: ABSENT,
        tags: present({}),
        groups: present([]),
        loginProfile: ABSENT,
        accessKeys: present([]),
      },
    ],
  ];
}

async function makePolicies(iam: IAMClient): Promise<Made> {
  const whole = { PolicyName: "whole", Path: "/team/", PolicyDocument: DOCUMENT.replace("Get", "Put"), Tags };
  const full = made((await iam.send(new CreatePolicyCommand(whole))).Policy);
  const version = { PolicyArn: full.Arn, PolicyDocument: DOCUMENT, SetAsDefault: true };
  await iam.send(new CreatePolicyVersionCommand(version));
  const plain = { PolicyName: "bare", PolicyDocument: DOCUMENT };
  const bare = made((await iam.send(new CreatePolicyCommand(plain))).Policy);
  return [
    [
      "policy/whole",
      {
        kind: "policy",
        arn: `${ACCOUNT}:policy/team/whole`,
        policyId: made(full.PolicyId),
        path: "/team/",
        defaultVersionId: "v2",
        document: present(DOCUMENT),
        tags: present({ owner: "video", stage: "" }),
      },
    ],
    [
      "policy/bare",
      {
        kind: "policy",
        arn: `${ACCOUNT}:policy/bare`,
        policyId: made(bare.PolicyId),
        path: "/",
        defaultVersionId: "v1",
        document: present(DOCUMENT),
        tags: present({}),
      },
    ],
  ];
}
