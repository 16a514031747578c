import {
  AttachRolePolicyCommand,
  CreateServiceLinkedRoleCommand,
  DeleteRoleCommand,
  DeleteServiceLinkedRoleCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  ListAttachedRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { allow } from "../documents.ts";
import type { Scenario } from "../scenario.ts";

const RoleName = "AWSServiceRoleForAutoScaling";

/** Service-linked roles: of a service whose role moto names rightly, and of one that it does not. */
export const serviceLinkedRoleScenarios: readonly Scenario[] = [
  {
    name: "a service-linked role is created and deleted",
    run: async ({ iam }) => {
      await iam(new CreateServiceLinkedRoleCommand({ AWSServiceName: "autoscaling.amazonaws.com" }));
      await iam(new GetRoleCommand({ RoleName }));
      await iam(new ListAttachedRolePoliciesCommand({ RoleName }));
      await iam(new ListRolesCommand({ PathPrefix: "/aws-service-role/" }));
      await iam(new CreateServiceLinkedRoleCommand({ AWSServiceName: "autoscaling.amazonaws.com" }));
      const deletion = await iam(new DeleteServiceLinkedRoleCommand({ RoleName }));
      await iam(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId: deletion?.DeletionTaskId }));
      await iam(new GetRoleCommand({ RoleName }));
      await iam(new DeleteServiceLinkedRoleCommand({ RoleName }));
    },
  },
  {
    name: "the service-linked role of Amazon IVS",
    run: async ({ iam }) => {
      await iam(new CreateServiceLinkedRoleCommand({ AWSServiceName: "ivs.amazonaws.com" }));
      await iam(new GetRoleCommand({ RoleName: "AWSServiceRoleForIVSRecordToS3" }));
    },
  },
  {
    name: "a service-linked role cannot be edited",
    awsPolicies: true,
    run: async ({ iam }) => {
      await iam(new CreateServiceLinkedRoleCommand({ AWSServiceName: "autoscaling.amazonaws.com" }));
      await iam(new PutRolePolicyCommand({ RoleName, PolicyName: "more", PolicyDocument: allow("s3:*") }));
      await iam(new AttachRolePolicyCommand({ RoleName, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }));
      await iam(new DeleteRoleCommand({ RoleName }));
    },
  },
];
