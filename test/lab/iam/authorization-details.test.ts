import {
  AttachRolePolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  type EntityType,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  PutRolePolicyCommand,
  paginateGetAccountAuthorizationDetails,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ServedAccount, servedAccount } from "./served-account.ts";

const document = (action: string): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
const trust =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}';

let account: ServedAccount;
beforeEach(async () => {
  account = await servedAccount();
  const { client } = account;
  for (const name of ["b", "a", "c"]) {
    await client.send(new CreateUserCommand({ UserName: name }));
    await client.send(new CreateGroupCommand({ GroupName: name }));
    await client.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
    await client.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: document("s3:*") }));
  }
});
afterEach(() => account.stop());

describe("GetAccountAuthorizationDetails", () => {
  it.each([1, 2, 3, 5, 7, 12, 1000])("brings every entity once, %i to a page", async (pageSize) => {
    const names: string[] = [];
    let pages = 0;
    for await (const page of paginateGetAccountAuthorizationDetails({ client: account.client, pageSize }, {})) {
      pages += 1;
      const found = [
        ...(page.UserDetailList ?? []).map((user) => `user/${user.UserName}`),
        ...(page.GroupDetailList ?? []).map((group) => `group/${group.GroupName}`),
        ...(page.RoleDetailList ?? []).map((role) => `role/${role.RoleName}`),
        ...(page.Policies ?? []).map((policy) => `policy/${policy.PolicyName}`),
      ];
      expect(found.length).toBeLessThanOrEqual(pageSize);
      names.push(...found);
    }
    expect(pages).toBe(Math.ceil(12 / pageSize));
    const kinds = ["user", "group", "role", "policy"];
    expect(names).toEqual(kinds.flatMap((kind) => ["a", "b", "c"].map((name) => `${kind}/${name}`)));
  });

  it.each<{ filter: EntityType[]; expected: number[] }>([
    { filter: ["User"], expected: [3, 0, 0, 0] },
    { filter: ["Group"], expected: [0, 3, 0, 0] },
    { filter: ["Role", "LocalManagedPolicy"], expected: [0, 0, 3, 3] },
    { filter: ["AWSManagedPolicy"], expected: [0, 0, 0, 1] },
  ])("brings only $filter", async ({ filter, expected }) => {
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    await account.client.send(new AttachRolePolicyCommand({ RoleName: "a", PolicyArn }));
    const answer = await account.client.send(new GetAccountAuthorizationDetailsCommand({ Filter: filter }));
    const { UserDetailList, GroupDetailList, RoleDetailList, Policies } = answer;
    expect([UserDetailList, GroupDetailList, RoleDetailList, Policies].map((list) => list?.length)).toEqual(expected);
  });

  it("gives documents URL-encoded, and of a policy every version", async () => {
    const { client } = account;
    const PolicyArn = "arn:aws:iam::000000000000:policy/a";
    await client.send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document("ec2:*"), SetAsDefault: true }),
    );
    await client.send(
      new PutRolePolicyCommand({ RoleName: "a", PolicyName: "own", PolicyDocument: document("logs:*") }),
    );
    const { RoleDetailList, Policies } = await client.send(
      new GetAccountAuthorizationDetailsCommand({ Filter: ["Role", "LocalManagedPolicy"] }),
    );
    const role = RoleDetailList?.[0];
    expect(role?.AssumeRolePolicyDocument).toBe(encodeURIComponent(trust));
    expect(decodeURIComponent(role?.RolePolicyList?.[0]?.PolicyDocument ?? "")).toBe(document("logs:*"));
    expect(role).toMatchObject({ InstanceProfileList: [], Tags: [], RoleLastUsed: {} });
    expect(Policies?.[0]).toMatchObject({ DefaultVersionId: "v2", AttachmentCount: 0 });
    expect(
      Policies?.[0]?.PolicyVersionList?.map(({ VersionId, IsDefaultVersion, Document }) => [
        VersionId,
        IsDefaultVersion,
        decodeURIComponent(Document ?? ""),
      ]),
    ).toEqual([
      ["v2", true, document("ec2:*")],
      ["v1", false, document("s3:*")],
    ]);
  });

  it("refuses a filter and a marker that IAM does not know", async () => {
    const ask = (input: { Filter?: EntityType[]; Marker?: string }) =>
      account.client.send(new GetAccountAuthorizationDetailsCommand(input));
    await expect(ask({ Filter: ["Everything" as EntityType] })).rejects.toMatchObject({ name: "ValidationError" });
    await expect(ask({ Marker: "nonsense" })).rejects.toMatchObject({ name: "ValidationError" });
  });
});

describe("GetAccountSummary", () => {
  it("counts what the account holds, and says whether the root user has keys", async () => {
    const summary = async () => (await account.client.send(new GetAccountSummaryCommand({}))).SummaryMap;
    expect(await summary()).toMatchObject({
      Users: 3,
      Groups: 3,
      Roles: 3,
      Policies: 3,
      AccountAccessKeysPresent: 0,
      AccountMFAEnabled: 0,
      VersionsPerPolicyQuota: 5,
    });
    account.iam.account.settings.rootAccessKeys = [{ createDate: new Date(0), status: "Active" }];
    expect(await summary()).toMatchObject({ AccountAccessKeysPresent: 1 });
  });
});
