import { describe, expect, it } from "vitest";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { renderCloudFormation } from "../../shared/baselines/render-cloudformation.ts";
import { renderEntities } from "../../shared/baselines/render-entities.ts";
import { ACCOUNT, documentOf, EVERYTHING, TRUST } from "./render-fixture.ts";

function templateOf(entities: readonly ExpectedEntity[]) {
  return renderCloudFormation(renderEntities(ACCOUNT, entities), "Shop");
}

function policyWith(name: string, statement: unknown): ExpectedEntity {
  return {
    kind: "policy",
    baseline: "shop",
    entity: { kind: "policy", name },
    path: "/",
    presence: "required",
    compare: "exact",
    severity: "high",
    remediate: "off",
    document: documentOf(statement),
  };
}

const NAMED = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

describe("renderCloudFormation", () => {
  const template = templateOf(EVERYTHING);

  it("makes a resource of everything but the root user, by type and under its own name", () => {
    const { Resources } = template;
    expect(Object.entries(Resources).map(([id, { Type }]) => [id, Type])).toEqual([
      ["PolicySell", "AWS::IAM::ManagedPolicy"],
      ["PolicyBounds", "AWS::IAM::ManagedPolicy"],
      ["GroupClerks", "AWS::IAM::Group"],
      ["RoleTill", "AWS::IAM::Role"],
      ["RoleStranger", "AWS::IAM::Role"],
      ["ServiceLinkedRoleAWSServiceRoleForAutoScalingShop", "AWS::IAM::ServiceLinkedRole"],
      ["UserClerk", "AWS::IAM::User"],
    ]);
  });

  it("says what is left to people", () => {
    expect(template.Metadata).toEqual({
      Plumbline: {
        ByHand: [
          "root: The root user has no access keys; only the root user can delete one.",
          "role/gone: Retired since 2025-05-16; delete it.",
        ],
      },
    });
    expect(template.Resources.PolicySell?.Metadata).toEqual({
      Plumbline: {
        Notes: expect.arrayContaining(["CloudFormation cannot tag a managed policy; tag it yourself: team=till."]),
      },
    });
  });

  it("gives a user what it has, after what that needs, and leaves out a Sid that says nothing", () => {
    expect(template.Resources.UserClerk).toMatchObject({
      DependsOn: ["PolicySell", "PolicyBounds", "GroupClerks"],
      Properties: {
        UserName: "clerk",
        Path: "/shop/",
        Groups: ["clerks"],
        ManagedPolicyArns: ["arn:aws-cn:iam::111122223333:policy/shop/sell"],
        Policies: [
          {
            PolicyName: "look",
            PolicyDocument: {
              Version: "2012-10-17",
              Statement: [{ Effect: "Allow", Action: "s3:ListBucket", Resource: "*" }],
            },
          },
        ],
        PermissionsBoundary: "arn:aws-cn:iam::111122223333:policy/bounds",
        Tags: [{ Key: "team", Value: "till" }],
      },
    });
    expect(JSON.stringify(template.Resources.UserClerk?.Properties)).not.toContain("Sid");
  });

  it("gives a role its trust, its session and its attachments, and nothing that is not expected", () => {
    expect(template.Resources.RoleTill).not.toHaveProperty("DependsOn");
    expect(template.Resources.RoleTill?.Properties).toEqual({
      RoleName: "till",
      Path: "/",
      AssumeRolePolicyDocument: JSON.parse(TRUST.text),
      MaxSessionDuration: 7200,
      ManagedPolicyArns: ["arn:aws-cn:iam::aws:policy/ReadOnlyAccess"],
    });
  });

  it("lets nobody into a role whose trust is not known", () => {
    expect(template.Resources.RoleStranger?.Properties.AssumeRolePolicyDocument).toEqual({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
    });
    expect(JSON.stringify(template.Resources.RoleStranger?.Metadata)).toContain("lets nobody in");
  });

  it("names a service-linked role by its service and its suffix", () => {
    const id = "ServiceLinkedRoleAWSServiceRoleForAutoScalingShop";
    expect(template.Resources[id]?.Properties).toEqual({
      AWSServiceName: "autoscaling.amazonaws.com",
      CustomSuffix: "shop",
    });
  });

  it("never makes a key or a password", () => {
    expect(JSON.stringify(template)).not.toMatch(/AWS::IAM::AccessKey|LoginProfile|Password"/);
  });

  it("tells names apart that differ only in what an id cannot hold", () => {
    const { Resources } = templateOf(["a-b", "a_b", "aB", "a.b"].map((name) => policyWith(name, NAMED)));
    expect(Object.keys(Resources)).toEqual(["PolicyAB", "PolicyAB2", "PolicyAB3", "PolicyAB4"]);
    expect(Object.values(Resources).map(({ Properties }) => Properties.ManagedPolicyName)).toEqual([
      "a-b",
      "a_b",
      "aB",
      "a.b",
    ]);
  });

  it.each([
    { name: "a reference", statement: { ...NAMED, Condition: { StringEquals: { Ref: "Elsewhere" } } } },
    { name: "a function", statement: { ...NAMED, Condition: { "Fn::Sub": { a: "b" } } } },
    { name: "a dynamic reference", statement: { ...NAMED, Resource: "arn:aws:s3:::{{resolve:ssm:name}}" } },
  ])("refuses a document in which CloudFormation would see $name", ({ statement }) => {
    expect(() => templateOf([policyWith("sell", statement)])).toThrow(
      expect.objectContaining({
        code: "InvalidPolicy",
        message: expect.stringMatching(/^CloudFormation would not leave ".+" in policy\/sell as it is; .+\.$/),
      }),
    );
  });

  it("leaves IAM's own variables alone", () => {
    const { Resources } = templateOf([policyWith("home", { ...NAMED, Resource: `arn:aws:s3:::b/\${aws:username}/*` })]);
    expect(JSON.stringify(Resources)).toContain(`"arn:aws:s3:::b/\${aws:username}/*"`);
  });
});
