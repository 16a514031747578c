import type { EscalationStep } from "../comparison.ts";
import { lowerAscii } from "../lower-ascii.ts";

/** A step that leads anywhere only under a condition of its own. */
interface Step extends EscalationStep {
  /** Only for who may also do this: `iam:PassRole`. */
  readonly needs?: string;
  /** Only where the resource is a pattern: naming one role is delegation, naming all of them is not. */
  readonly wide?: true;
  /** Only where the resource may be one of these: what else the action is asked for on leads nowhere by itself. */
  readonly on?: readonly string[];
}

const PASSES_ROLE = { needs: "iam:PassRole" } as const;

/**
 * What principals have been seen to win permissions with, beside and among the actions whose level is Permissions management, which leaves
 * many of them out.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
const STEPS: readonly Step[] = [
  { action: "iam:PassRole", reason: "hands a role, and with it the role's permissions, to a service" },
  { action: "iam:CreatePolicyVersion", reason: "rewrites a managed policy, also one attached to oneself" },
  { action: "iam:SetDefaultPolicyVersion", reason: "brings back an older, wider version of a managed policy" },
  { action: "iam:AttachUserPolicy", reason: "gives a user any managed policy" },
  { action: "iam:AttachGroupPolicy", reason: "gives a group any managed policy" },
  { action: "iam:AttachRolePolicy", reason: "gives a role any managed policy" },
  { action: "iam:PutUserPolicy", reason: "writes any permissions into a user" },
  { action: "iam:PutGroupPolicy", reason: "writes any permissions into a group" },
  { action: "iam:PutRolePolicy", reason: "writes any permissions into a role" },
  { action: "iam:UpdateAssumeRolePolicy", reason: "decides who may take a role" },
  { action: "iam:CreateAccessKey", reason: "makes credentials of another user" },
  { action: "iam:CreateLoginProfile", reason: "gives another user a console password" },
  { action: "iam:UpdateLoginProfile", reason: "replaces another user's console password" },
  { action: "iam:AddUserToGroup", reason: "gives a user the permissions of a group" },
  { action: "iam:CreateRole", reason: "makes a role that whoever it names may take" },
  { action: "iam:AddRoleToInstanceProfile", reason: "hands a role to the instances of a profile" },
  { action: "iam:UpdateAccessKey", reason: "activates an access key that was deactivated" },
  { action: "iam:CreateServiceSpecificCredential", reason: "makes credentials of another user for a service" },
  {
    action: "iam:ResetServiceSpecificCredential",
    reason: "replaces a credential of another user and shows the new one",
  },
  { action: "iam:UploadSigningCertificate", reason: "adds a credential to another user" },
  { action: "iam:UploadSSHPublicKey", reason: "adds a credential to another user" },
  { action: "iam:CreateSAMLProvider", reason: "adds an identity provider whose users roles may trust" },
  { action: "iam:UpdateSAMLProvider", reason: "changes who an identity provider vouches for" },
  { action: "iam:CreateOpenIDConnectProvider", reason: "adds an identity provider whose users roles may trust" },
  { action: "iam:UpdateOpenIDConnectProviderThumbprint", reason: "changes who an identity provider vouches for" },
  { action: "iam:AddClientIDToOpenIDConnectProvider", reason: "widens who an identity provider vouches for" },
  { action: "iam:DeactivateMFADevice", reason: "takes away a user's second factor" },
  { action: "iam:DeleteVirtualMFADevice", reason: "takes away a user's second factor" },
  { action: "iam:EnableMFADevice", reason: "puts one's own second factor in place of another user's" },
  { action: "iam:PutUserPermissionsBoundary", reason: "widens the bounds of a user" },
  { action: "iam:PutRolePermissionsBoundary", reason: "widens the bounds of a role" },
  { action: "iam:DeleteUserPermissionsBoundary", reason: "takes the bounds off a user" },
  { action: "iam:DeleteRolePermissionsBoundary", reason: "takes the bounds off a role" },
  { action: "iam:DeleteUserPolicy", reason: "may take a denial away from a user" },
  { action: "iam:DeleteGroupPolicy", reason: "may take a denial away from a group" },
  { action: "iam:DeleteRolePolicy", reason: "may take a denial away from a role" },
  { action: "iam:DetachUserPolicy", reason: "may take a denial away from a user" },
  { action: "iam:DetachGroupPolicy", reason: "may take a denial away from a group" },
  { action: "iam:DetachRolePolicy", reason: "may take a denial away from a role" },
  { action: "iam:RemoveUserFromGroup", reason: "may take a group's denials off a user" },
  { action: "sts:AssumeRole", reason: "takes the permissions of any role that trusts it", wide: true },
  { action: "sts:AssumeRoot", reason: "takes root permissions in a member account" },
  { action: "organizations:AttachPolicy", reason: "changes what a whole account may do" },
  { action: "organizations:DetachPolicy", reason: "takes the bounds off a whole account" },
  { action: "organizations:DeletePolicy", reason: "takes the bounds off a whole account" },
  { action: "organizations:UpdatePolicy", reason: "changes what a whole account may do" },
  { action: "organizations:LeaveOrganization", reason: "takes the account out of its organisation's bounds" },
  { action: "sso:CreateAccountAssignment", reason: "gives a person a permission set in an account" },
  { action: "sso:AttachManagedPolicyToPermissionSet", reason: "widens what a permission set gives" },
  { action: "sso:AttachCustomerManagedPolicyReferenceToPermissionSet", reason: "widens what a permission set gives" },
  { action: "sso:PutInlinePolicyToPermissionSet", reason: "widens what a permission set gives" },
  { action: "sso:DeletePermissionsBoundaryFromPermissionSet", reason: "takes the bounds off a permission set" },
  { action: "identitystore:CreateGroupMembership", reason: "gives a person what a group is assigned" },
  { action: "lambda:UpdateFunctionCode", reason: "runs code of one's own with a function's role" },
  {
    action: "lambda:UpdateFunctionConfiguration",
    reason: "loads code of one's own, as a layer, into a function's role",
  },
  {
    action: "ssm:SendCommand",
    reason: "runs commands with the roles of instances",
    // It is asked for on the document and on the bucket of its output as well.
    on: ["arn:*:ec2:*:*:instance/*", "arn:*:ssm:*:*:managed-instance/*"],
  },
  { action: "ssm:StartSession", reason: "opens a shell with the roles of instances" },
  { action: "ssm:StartAutomationExecution", reason: "runs a document with the role that it names", ...PASSES_ROLE },
  { action: "ec2-instance-connect:SendSSHPublicKey", reason: "opens a shell with the roles of instances" },
  {
    action: "ec2-instance-connect:SendSerialConsoleSSHPublicKey",
    reason: "opens a console of an instance with a role",
  },
  { action: "ecs:ExecuteCommand", reason: "runs commands with the roles of tasks" },
  { action: "eks:CreateAccessEntry", reason: "lets a principal into a cluster" },
  { action: "eks:AssociateAccessPolicy", reason: "widens what a principal may do in a cluster" },
  { action: "codebuild:StartBuild", reason: "runs a build of one's own with a project's role" },
  { action: "sagemaker:CreatePresignedNotebookInstanceUrl", reason: "opens a notebook with its role" },
  { action: "glue:UpdateDevEndpoint", reason: "opens a development endpoint with its role" },
  {
    action: "cognito-identity:SetIdentityPoolRoles",
    reason: "chooses the roles that an identity pool gives",
    ...PASSES_ROLE,
  },
  { action: "ec2:RunInstances", reason: "starts an instance with a role that may be passed", ...PASSES_ROLE },
  { action: "ec2:RequestSpotInstances", reason: "starts an instance with a role that may be passed", ...PASSES_ROLE },
  { action: "ec2:AssociateIamInstanceProfile", reason: "gives an instance a role that may be passed", ...PASSES_ROLE },
  {
    action: "ec2:ReplaceIamInstanceProfileAssociation",
    reason: "gives an instance a role that may be passed",
    ...PASSES_ROLE,
  },
  { action: "lambda:CreateFunction", reason: "runs code with a role that may be passed", ...PASSES_ROLE },
  { action: "ecs:RegisterTaskDefinition", reason: "runs a task with a role that may be passed", ...PASSES_ROLE },
  { action: "ecs:RunTask", reason: "runs a task with a role that may be passed", ...PASSES_ROLE },
  { action: "glue:CreateDevEndpoint", reason: "opens an endpoint with a role that may be passed", ...PASSES_ROLE },
  { action: "glue:CreateJob", reason: "runs a job with a role that may be passed", ...PASSES_ROLE },
  { action: "glue:UpdateJob", reason: "runs a job with a role that may be passed", ...PASSES_ROLE },
  {
    action: "sagemaker:CreateNotebookInstance",
    reason: "opens a notebook with a role that may be passed",
    ...PASSES_ROLE,
  },
  { action: "sagemaker:CreateTrainingJob", reason: "runs a job with a role that may be passed", ...PASSES_ROLE },
  { action: "sagemaker:CreateProcessingJob", reason: "runs a job with a role that may be passed", ...PASSES_ROLE },
  { action: "cloudformation:CreateStack", reason: "builds a stack with a role that may be passed", ...PASSES_ROLE },
  { action: "cloudformation:UpdateStack", reason: "rebuilds a stack with a role that may be passed", ...PASSES_ROLE },
  {
    action: "cloudformation:CreateChangeSet",
    reason: "rebuilds a stack with a role that may be passed",
    ...PASSES_ROLE,
  },
  { action: "codebuild:CreateProject", reason: "runs a build with a role that may be passed", ...PASSES_ROLE },
  { action: "codebuild:UpdateProject", reason: "runs a build with a role that may be passed", ...PASSES_ROLE },
  { action: "datapipeline:CreatePipeline", reason: "runs a pipeline with a role that may be passed", ...PASSES_ROLE },
  {
    action: "datapipeline:PutPipelineDefinition",
    reason: "runs a pipeline with a role that may be passed",
    ...PASSES_ROLE,
  },
  { action: "batch:RegisterJobDefinition", reason: "runs a job with a role that may be passed", ...PASSES_ROLE },
  { action: "states:CreateStateMachine", reason: "makes calls with a role that may be passed", ...PASSES_ROLE },
  { action: "states:UpdateStateMachine", reason: "makes calls with a role that may be passed", ...PASSES_ROLE },
  { action: "scheduler:CreateSchedule", reason: "makes calls with a role that may be passed", ...PASSES_ROLE },
  { action: "apprunner:CreateService", reason: "runs code with a role that may be passed", ...PASSES_ROLE },
  {
    action: "autoscaling:CreateLaunchConfiguration",
    reason: "starts instances with a role that may be passed",
    ...PASSES_ROLE,
  },
];

const BY_ACTION: ReadonlyMap<string, Step & { readonly rank: number }> = new Map(
  STEPS.map((step, rank) => [lowerAscii(step.action), { ...step, rank }]),
);

/** The actions that are steps, as AWS spells them. */
export const ESCALATION_ACTIONS: readonly string[] = STEPS.map(({ action }) => action);

/**
 * The steps among some actions, the telling ones first.
 *
 * @param actions their names, in lower case
 * @param wide whether the resource they are on is a pattern rather than named in full
 * @param allowed whether the principal may do something at all, on some resource
 * @param about whether the resource may be of one of these templates
 */
export function escalationSteps(
  actions: readonly string[],
  wide: boolean,
  allowed: (action: string) => boolean,
  about: (templates: readonly string[]) => boolean,
): readonly EscalationStep[] {
  return actions
    .flatMap((action) => BY_ACTION.get(action) ?? [])
    .filter(
      (step) =>
        (step.wide !== true || wide) &&
        (step.needs === undefined || allowed(lowerAscii(step.needs))) &&
        (step.on === undefined || about(step.on)),
    )
    .toSorted((left, right) => left.rank - right.rank)
    .map(({ action, reason }) => ({ action, reason }));
}
