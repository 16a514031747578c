import type { EntityReference } from "../iam/entity-reference.ts";

/** One IAM write, by its API name and with that API's own parameters. */
export type IamCall =
  | { readonly action: "CreateServiceLinkedRole"; readonly input: { readonly AWSServiceName: string } }
  | {
      readonly action: "PutRolePolicy";
      readonly input: { readonly RoleName: string; readonly PolicyName: string; readonly PolicyDocument: string };
    }
  | {
      readonly action: "PutUserPolicy";
      readonly input: { readonly UserName: string; readonly PolicyName: string; readonly PolicyDocument: string };
    }
  | { readonly action: "DetachRolePolicy"; readonly input: { readonly RoleName: string; readonly PolicyArn: string } }
  | { readonly action: "DetachUserPolicy"; readonly input: { readonly UserName: string; readonly PolicyArn: string } }
  | {
      readonly action: "UpdateAccessKey";
      readonly input: { readonly UserName: string; readonly AccessKeyId: string; readonly Status: "Inactive" };
    };

/** A call of a plan, with what would take it back. */
export interface RemediationStep {
  readonly call: IamCall;
  /** The API call that undoes it, for people: `AttachRolePolicy role/x arn:…`. */
  readonly inverse: string;
}

/** An ordered list of IAM calls that restore the expected state of one finding. */
export interface RemediationPlan {
  readonly entity: EntityReference;
  readonly steps: readonly RemediationStep[];
}

/** What planning says: a plan, one sentence on why nothing will be done, or that nobody asked for repair here. */
export type PlanResult =
  | { readonly status: "planned"; readonly plan: RemediationPlan }
  | { readonly status: "refused"; readonly reason: string }
  | { readonly status: "off" };

/** A call as it is told to people and recorded; policy bodies are left out, keys are cut to four characters. */
export function describeCall(call: IamCall): string {
  switch (call.action) {
    case "CreateServiceLinkedRole":
      return `CreateServiceLinkedRole ${call.input.AWSServiceName}`;
    case "PutRolePolicy":
      return `PutRolePolicy role/${call.input.RoleName} ${call.input.PolicyName}`;
    case "PutUserPolicy":
      return `PutUserPolicy user/${call.input.UserName} ${call.input.PolicyName}`;
    case "DetachRolePolicy":
      return `DetachRolePolicy role/${call.input.RoleName} ${call.input.PolicyArn}`;
    case "DetachUserPolicy":
      return `DetachUserPolicy user/${call.input.UserName} ${call.input.PolicyArn}`;
    case "UpdateAccessKey":
      return `UpdateAccessKey user/${call.input.UserName} …${call.input.AccessKeyId.slice(-4)} ${call.input.Status}`;
  }
}
