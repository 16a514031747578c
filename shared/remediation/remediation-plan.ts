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

/** A call of a plan, and how it could be taken back. */
export type RemediationStep =
  | { readonly call: IamCall; readonly reversible: true; readonly inverse: string }
  | { readonly call: IamCall; readonly reversible: false; readonly why: string };

/** An ordered list of IAM calls that restore the expected state of one finding. */
export interface RemediationPlan {
  readonly findingId: string;
  readonly entity: EntityReference;
  readonly steps: readonly RemediationStep[];
}

/** What planning says: a plan, or one sentence on why nothing will be done. */
export type PlanResult =
  | { readonly status: "planned"; readonly plan: RemediationPlan }
  | { readonly status: "refused"; readonly reason: string };
