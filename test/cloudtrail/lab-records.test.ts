import { beforeEach, describe, expect, it } from "vitest";
import { readRecord } from "../../shared/cloudtrail/read-record.ts";
import { allowing, ec2Trust, type IamUnderTest, iamUnderTest } from "../lab/iam/iam-under-test.ts";

const PolicyArn = "arn:aws:iam::000000000000:policy/own";
const PermissionsBoundary = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const PolicyDocument = allowing("s3:*");
const RoleName = "task";
const UserName = "jane";
const GroupName = "operators";
const tag = { "Tags.member.1.Key": "owner", "Tags.member.1.Value": "video" };
const untag = { "TagKeys.member.1": "owner" };

/** Writes that change what a baseline can name beside policies and trust, in an order in which IAM takes them. */
const WRITES: readonly {
  readonly action: string;
  readonly params: Readonly<Record<string, string>>;
  readonly touches: readonly string[];
}[] = [
  { action: "TagRole", params: { RoleName, ...tag }, touches: ["role/task"] },
  { action: "UntagRole", params: { RoleName, ...untag }, touches: ["role/task"] },
  { action: "PutRolePermissionsBoundary", params: { RoleName, PermissionsBoundary }, touches: ["role/task"] },
  { action: "DeleteRolePermissionsBoundary", params: { RoleName }, touches: ["role/task"] },
  { action: "UpdateRole", params: { RoleName, MaxSessionDuration: "7200" }, touches: ["role/task"] },
  { action: "TagUser", params: { UserName, ...tag }, touches: ["user/jane"] },
  { action: "UntagUser", params: { UserName, ...untag }, touches: ["user/jane"] },
  { action: "PutUserPermissionsBoundary", params: { UserName, PermissionsBoundary }, touches: ["user/jane"] },
  { action: "DeleteUserPermissionsBoundary", params: { UserName }, touches: ["user/jane"] },
  { action: "TagPolicy", params: { PolicyArn, ...tag }, touches: ["policy/own"] },
  { action: "UntagPolicy", params: { PolicyArn, ...untag }, touches: ["policy/own"] },
  { action: "CreateGroup", params: { GroupName }, touches: ["group/operators"] },
  { action: "AddUserToGroup", params: { GroupName, UserName }, touches: ["user/jane", "group/operators"] },
  { action: "RemoveUserFromGroup", params: { GroupName, UserName }, touches: ["user/jane", "group/operators"] },
  { action: "PutGroupPolicy", params: { GroupName, PolicyName: "p", PolicyDocument }, touches: ["group/operators"] },
  { action: "DeleteGroupPolicy", params: { GroupName, PolicyName: "p" }, touches: ["group/operators"] },
  { action: "AttachGroupPolicy", params: { GroupName, PolicyArn }, touches: ["group/operators"] },
  { action: "DetachGroupPolicy", params: { GroupName, PolicyArn }, touches: ["group/operators"] },
  { action: "UpdateGroup", params: { GroupName, NewPath: "/team/" }, touches: ["group/operators"] },
  {
    action: "UpdateGroup",
    params: { GroupName, NewGroupName: "viewers" },
    touches: ["group/operators", "group/viewers"],
  },
  { action: "DeleteGroup", params: { GroupName: "viewers" }, touches: ["group/viewers"] },
];

describe("the records that the lab writes", () => {
  let lab: IamUnderTest;
  beforeEach(() => {
    lab = iamUnderTest();
    lab.call("CreateRole", { RoleName, AssumeRolePolicyDocument: ec2Trust });
    lab.call("CreateUser", { UserName });
    lab.call("CreatePolicy", { PolicyName: "own", PolicyDocument });
  });

  it("name what each write touched, and a refused write touched nothing", () => {
    for (const { action, params, touches } of WRITES) {
      expect(lab.call(action, params), action).toMatchObject({ status: 200 });
      expect(readRecord(lab.records.at(-1)), action).toMatchObject({ kind: "write", eventName: action, touches });
    }
    lab.call("DeleteGroup", { GroupName });
    expect(readRecord(lab.records.at(-1))).toMatchObject({ kind: "failed", eventName: "DeleteGroup", touches: [] });
  });

  it("name the task by which a service-linked role is deleted", () => {
    lab.call("CreateServiceLinkedRole", { AWSServiceName: "ivs.amazonaws.com" });
    const deleted = lab.call("DeleteServiceLinkedRole", { RoleName: "AWSServiceRoleForIVSRecordToS3" });
    expect(readRecord(lab.records.at(-1))).toMatchObject({ deletionTask: deleted.result?.DeletionTaskId });
  });
});
