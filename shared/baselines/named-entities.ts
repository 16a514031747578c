import { parsePolicyArn } from "../iam/arn.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import type { ExpectedEntity } from "./expected-state.ts";

/** A role or user as a trust policy names it: the account, the kind, the name. */
const PRINCIPAL = /"arn:[\w-]+:iam::(\d{12}):(role|user)\/(?:[^"]*\/)?([\w+=,.@-]+)"/g;

/**
 * The account's own managed policies, groups, and trusted roles and users that a baseline names in what it says of an entity, as
 * `formatEntity` writes them: what somebody does to one of these concerns the entity too, though no event names it. So IAM puts an id that
 * nobody has in the place of a trusted role that is deleted. AWS's own policies and what is another account's are left out: nothing done in
 * this account changes them.
 * @param account twelve digits
 */
export function namedEntities(expected: ExpectedEntity, account: string): readonly string[] {
  const policies = namedPolicyArns(expected).flatMap((arn) => {
    const parts = parsePolicyArn(arn);
    return parts === undefined || parts.owner !== account ? [] : [formatEntity({ kind: "policy", name: parts.name })];
  });
  const groups = expected.kind === "user" ? (expected.groups?.names ?? []) : [];
  const members = groups.map((name) => formatEntity({ kind: "group", name }));
  return [...new Set([...policies, ...members, ...trustedEntities(expected, account)])];
}

function trustedEntities(expected: ExpectedEntity, account: string): readonly string[] {
  if (expected.kind !== "role") return [];
  const principals = (expected.trust?.text ?? "").replaceAll("\\/", "/").matchAll(PRINCIPAL);
  return [...principals].flatMap(([, owner, kind, name]) => (owner === account ? [`${kind}/${name}`] : []));
}

function namedPolicyArns(expected: ExpectedEntity): readonly string[] {
  switch (expected.kind) {
    case "role": {
      const { attachments, permissionsBoundary, separatePolicies = [] } = expected;
      return [...(attachments?.policyArns ?? []), permissionsBoundary ?? "none", ...separatePolicies.flat()];
    }
    case "user":
      return [...(expected.attachments?.policyArns ?? []), expected.permissionsBoundary ?? "none"];
    case "group":
    case "service-linked-role":
      return expected.attachments?.policyArns ?? [];
    case "policy":
    case "root":
      return [];
  }
}
