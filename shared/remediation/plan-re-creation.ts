import type { ExpectedDocument, ExpectedEntity } from "../baselines/expected-state.ts";
import type { Drift } from "../drift/drift.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import type { IamCall, IamTag } from "./iam-call.ts";
import { attachCall, detachCall } from "./plan-attachments.ts";
import { canonicalPolicy } from "./plan-documents.ts";
import { deleteCall, putCall } from "./plan-inline-policies.ts";
import { type Proposal, propose, refuse, stepOf } from "./plan-proposal.ts";
import type { EntityPlanInput, RemediationStep } from "./remediation-plan.ts";

/**
 * Plans to make an entity that is gone anew. A service-linked role is made by its service's rules. Of a role, user or policy only a person
 * can say that its deletion was not meant, since that is how customers revoke a vendor: with approval it is made whole, as its baseline has
 * it, but for access keys and a password.
 */
export function planReCreation(drift: Drift, { expected, observation, approved }: EntityPlanInput): Proposal {
  const whose = formatEntity(expected.entity);
  if (observation.status !== "absent") {
    return refuse(
      `Another role stands under the name of ${whose}, which only a person can take away; then it can be created.`,
    );
  }
  if (expected.kind === "service-linked-role") {
    const call: IamCall = { action: "CreateServiceLinkedRole", input: { AWSServiceName: expected.service } };
    return propose(
      drift,
      call,
      { reversible: false, why: "IAM refuses its deletion while its service uses it" },
      "gives",
    );
  }
  if (expected.kind === "group" || expected.kind === "root") {
    return refuse(
      `${whose} is gone, and Plumbline does not make one: create it again only if its removal was not meant.`,
    );
  }
  if (!approved) {
    return refuse(
      `${whose} is gone, and a deleted ${expected.kind} is never re-created without a person's decision: approve its repair (\`plumbline remediate --plan ID --apply\`) only if its removal was not meant.`,
    );
  }
  const reconstructed = documentsOf(expected).find(({ provenance }) => provenance === "reconstructed");
  if (reconstructed !== undefined) {
    return refuse(
      `${whose} cannot be made whole: ${reconstructed.source} is reconstructed from the vendor's page, and is never written to an account: put the vendor's own text in its place first.`,
    );
  }
  const created = creation(expected);
  if (created === undefined) return refuse(`${whose} cannot be made: its baseline does not say who may assume it.`);
  const steps = [stepOf(drift, created.call, created.undo), ...grants(drift, expected)];
  return { status: "proposed", moves: [{ steps, effect: "gives" }] };
}

type Creatable = Extract<ExpectedEntity, { kind: "role" | "user" | "policy" }>;

function documentsOf(expected: Creatable): readonly ExpectedDocument[] {
  if (expected.kind === "policy") return [expected.document];
  const trust = expected.kind === "role" && expected.trust !== undefined ? [expected.trust] : [];
  return [...trust, ...Object.values(expected.inlinePolicies?.documents ?? {})];
}

interface Creation {
  readonly call: IamCall;
  readonly undo: Parameters<typeof stepOf>[2];
}

function creation(expected: Creatable): Creation | undefined {
  const { name } = expected.entity;
  const Tags: readonly IamTag[] = Object.entries(expected.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
  const made = { Path: expected.path, ...(Tags.length > 0 && { Tags }) };
  switch (expected.kind) {
    case "policy": {
      canonicalPolicy(expected.document, "identity");
      const input = { PolicyName: name, PolicyDocument: expected.document.text, ...made };
      const undo = {
        reversible: false,
        why: "the ARN of what is made is not known before; delete it by hand",
      } as const;
      return { call: { action: "CreatePolicy", input }, undo };
    }
    case "user": {
      const input = { UserName: name, ...made, ...boundaryOf(expected) };
      return { call: { action: "CreateUser", input }, undo: [{ action: "DeleteUser", input: { UserName: name } }] };
    }
    case "role": {
      if (expected.trust === undefined) return undefined;
      canonicalPolicy(expected.trust, "trust");
      const seconds = expected.maximumSessionSeconds;
      const input = {
        RoleName: name,
        AssumeRolePolicyDocument: expected.trust.text,
        ...made,
        ...boundaryOf(expected),
        ...(seconds !== undefined && { MaxSessionDuration: seconds }),
      };
      return { call: { action: "CreateRole", input }, undo: [{ action: "DeleteRole", input: { RoleName: name } }] };
    }
  }
}

function boundaryOf({ permissionsBoundary }: Extract<Creatable, { kind: "role" | "user" }>) {
  return permissionsBoundary === undefined || permissionsBoundary === "none"
    ? {}
    : { PermissionsBoundary: permissionsBoundary };
}

/** What the entity may do: after its boundary and its trust policy, which come with it. */
function grants(drift: Drift, expected: Creatable): readonly RemediationStep[] {
  if (expected.kind === "policy") return [];
  const { entity } = expected;
  const inline = Object.entries(expected.inlinePolicies?.documents ?? {}).map(([name, document]) => {
    canonicalPolicy(document, "identity");
    return [putCall(entity, name, document.text), deleteCall(entity, name)] as const;
  });
  const arns = [...new Set(expected.attachments?.policyArns)];
  const attached = arns.map((arn) => [attachCall(entity, arn), detachCall(entity, arn)] as const);
  const groups = expected.kind === "user" ? (expected.groups?.names ?? []) : [];
  const joined = groups.map((GroupName): readonly [IamCall, IamCall] => {
    const input = { UserName: entity.name, GroupName };
    return [
      { action: "AddUserToGroup", input },
      { action: "RemoveUserFromGroup", input },
    ];
  });
  return [...inline, ...attached, ...joined].flatMap(([call, inverse]) =>
    call === undefined || inverse === undefined ? [] : [stepOf(drift, call, [inverse])],
  );
}
