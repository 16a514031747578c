import type { AgreedException } from "../differences.ts";

/** What moto gets wrong about service-linked roles. */
export const serviceLinkedRoleExceptions: readonly AgreedException[] = [
  {
    scenario: "the service-linked role of Amazon IVS",
    steps: ["CreateServiceLinkedRole"],
    paths: ["Role.RoleName"],
    lab: "AWSServiceRoleForIVSRecordToS3",
    reason:
      "moto makes the name from the host name (AWSServiceRoleForivs); Amazon IVS calls it AWSServiceRoleForIVSRecordToS3.",
  },
  {
    scenario: "the service-linked role of Amazon IVS",
    steps: ["CreateServiceLinkedRole"],
    paths: ["Role.Arn"],
    lab: "arn:aws:iam::000000000000:role/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3",
    reason: "The same name.",
  },
  {
    scenario: "the service-linked role of Amazon IVS",
    steps: ["GetRole"],
    paths: [""],
    reason: "It is not to be found under its real name in moto.",
  },
  {
    scenario: "a service-linked role is created and deleted",
    steps: ["GetRole"],
    paths: ["Role.AssumeRolePolicyDocument"],
    reason: "Real service-linked roles have a scalar Action and Service; moto wraps both in lists.",
  },
  {
    steps: ["ListAttachedRolePolicies"],
    scenario: "a service-linked role is created and deleted",
    paths: ["AttachedPolicies"],
    reason: "The service's own policy is attached to its role; moto attaches none.",
  },
  {
    scenario: "a service-linked role is created and deleted",
    steps: ["CreateServiceLinkedRole 2"],
    paths: [""],
    lab: "refused InvalidInput 400",
    reason: "IAM answers InvalidInput (“… has been taken in this account”), not EntityAlreadyExists.",
  },
  {
    steps: ["DeleteServiceLinkedRole"],
    paths: ["DeletionTaskId"],
    reason:
      "The id is task/aws-service-role/<service>/<role>/<uuid> (API_DeleteServiceLinkedRole); moto gives the uuid alone.",
  },
  {
    scenario: "a service-linked role cannot be edited",
    steps: ["PutRolePolicy", "AttachRolePolicy", "DeleteRole"],
    paths: [""],
    lab: "refused UnmodifiableEntity 400",
    reason: "All three answer UnmodifiableEntity for a service-linked role (API reference); moto does not protect it.",
  },
];
