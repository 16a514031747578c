import {
  AttachRolePolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  type IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import type { ExpectedDocument, ExpectedRole } from "../../shared/baselines/expected-state.ts";

export const ACCOUNT = "123456789012";
/** A role that is as it should be, and one that has a policy more. */
export const PLUMB = "plumb";
export const DRIFTED = "drifted";
/** How many inline policies each role has. */
export const INLINE = 3;
/** How many customer managed policies each role should have, the boundary among them. */
export const MANAGED = 3;
/** How many more the drifted one has. */
export const UNEXPECTED = 1;
/** How many groups the whole account has beside. */
export const GROUPS = 1_500;

const CREATED_AT_ONCE = 50;
const TRUST = policy("sts:AssumeRole", { Principal: { Service: "ec2.amazonaws.com" } });
const policyArn = (name: string) => `arn:aws:iam::${ACCOUNT}:policy/${name}`;
const attached = Array.from({ length: MANAGED - 1 }, (_, index) => `managed-${index + 1}`);
const inline = Array.from({ length: INLINE }, (_, index) => `inline-${index + 1}`);

function policy(Action: string, more: object = { Resource: "*" }): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, ...more }] });
}

/** Makes both roles and their policies. */
export async function makeRoles(client: IAMClient): Promise<void> {
  for (const PolicyName of [...attached, "boundary", "unexpected"]) {
    await client.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: policy("s3:*") }));
  }
  for (const RoleName of [PLUMB, DRIFTED]) {
    const bounded = { AssumeRolePolicyDocument: TRUST, PermissionsBoundary: policyArn("boundary") };
    await client.send(new CreateRoleCommand({ RoleName, ...bounded }));
    for (const PolicyName of inline) {
      await client.send(new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: policy("s3:GetObject") }));
    }
    for (const name of RoleName === DRIFTED ? [...attached, "unexpected"] : attached) {
      await client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: policyArn(name) }));
    }
  }
}

const document = (text: string): ExpectedDocument => ({
  source: "policies/made-up/a.json",
  provenance: "verbatim",
  text,
});

/** What is expected of either role. */
export function expectedRole(name: string): ExpectedRole {
  return {
    kind: "role",
    baseline: "made-up",
    entity: { kind: "role", name },
    path: "/",
    presence: "required",
    compare: "exact",
    severity: "high",
    remediate: "off",
    trust: document(TRUST),
    inlinePolicies: {
      match: "exact",
      documents: Object.fromEntries(inline.map((each) => [each, document(policy("s3:GetObject"))])),
    },
    attachments: { match: "exact", policyArns: attached.map(policyArn) },
    permissionsBoundary: policyArn("boundary"),
  };
}

/** Makes the account longer than a page. */
export async function fillLargeAccount(client: IAMClient): Promise<void> {
  const names = Array.from({ length: GROUPS }, (_, index) => `group-${index + 1}`);
  for (let from = 0; from < names.length; from += CREATED_AT_ONCE) {
    const some = names.slice(from, from + CREATED_AT_ONCE);
    await Promise.all(some.map((GroupName) => client.send(new CreateGroupCommand({ GroupName }))));
  }
}
