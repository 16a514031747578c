import type { Drift } from "../drift/drift.ts";
import { inlineId } from "../drift/effective-policies.ts";
import { expectedInlinePolicies } from "../drift/expected-aspects.ts";
import { type EntityReference, formatEntity } from "../iam/entity-reference.ts";
import { onlyDenies } from "../policy/only-denies.ts";
import type { IamCall } from "./iam-call.ts";
import { canonicalPolicy, documentObstacle } from "./plan-documents.ts";
import { heldInline } from "./plan-permissions.ts";
import { type PlanContext, type Proposal, propose, refuse } from "./plan-proposal.ts";

/** Plans to put a document in place that is missing, was changed, or is outdated. */
export function planInlinePolicy(drift: Drift, { expected, state, live }: PlanContext): Proposal {
  const { subject } = drift;
  const whose = formatEntity(expected.entity);
  const documents = expectedInlinePolicies(expected)?.documents ?? {};
  const document = Object.hasOwn(documents, subject) ? documents[subject] : undefined;
  if (document === undefined) return refuse(`The baseline names no inline policy "${subject}" for ${whose}.`);
  const before = liveText(state, subject);
  const obstacle = documentObstacle(document, drift, "identity", live.policies.get(inlineId(subject))?.policies?.[0]);
  if (obstacle !== undefined) return obstacle;
  canonicalPolicy(document, "identity");
  const call = putCall(expected.entity, subject, document.text);
  const inverse =
    before === undefined ? deleteCall(expected.entity, subject) : putCall(expected.entity, subject, before);
  if (call === undefined || inverse === undefined) return refuse(`${whose} cannot have inline policies.`);
  return propose(drift, call, [inverse], { of: "policy", id: inlineId(subject), held: heldInline(document.text) });
}

/** Plans to delete an inline policy that the baseline does not name. */
export function planInlineDeletion(drift: Drift, { expected, state, live }: PlanContext): Proposal {
  const { subject } = drift;
  const [policy] = live.policies.get(inlineId(subject))?.policies ?? [];
  const text = liveText(state, subject);
  if (policy === undefined || text === undefined) {
    return refuse(
      `What the inline policy ${subject} says could not be told, so it is left: read it, and delete it by hand if nobody needs it.`,
    );
  }
  if (onlyDenies(policy)) {
    return refuse(
      `The inline policy ${subject} only denies, as incident responders do: containment is never undone. Delete it by hand once its incident is over.`,
    );
  }
  const call = deleteCall(expected.entity, subject);
  const inverse = putCall(expected.entity, subject, text);
  if (call === undefined || inverse === undefined) {
    return refuse(`${formatEntity(expected.entity)} cannot have inline policies.`);
  }
  return propose(drift, call, [inverse], { of: "policy", id: inlineId(subject) });
}

function liveText(state: PlanContext["state"], name: string): string | undefined {
  if (!("inlinePolicies" in state) || state.inlinePolicies.status !== "present") return undefined;
  return Object.hasOwn(state.inlinePolicies.state, name) ? state.inlinePolicies.state[name] : undefined;
}

/** The call that puts an inline policy; `undefined` for what has none. */
export function putCall(
  { kind, name }: EntityReference,
  PolicyName: string,
  PolicyDocument: string,
): IamCall | undefined {
  switch (kind) {
    case "role":
      return { action: "PutRolePolicy", input: { RoleName: name, PolicyName, PolicyDocument } };
    case "user":
      return { action: "PutUserPolicy", input: { UserName: name, PolicyName, PolicyDocument } };
    case "group":
      return { action: "PutGroupPolicy", input: { GroupName: name, PolicyName, PolicyDocument } };
    default:
      return undefined;
  }
}

/** The call that deletes an inline policy; `undefined` for what has none. */
export function deleteCall({ kind, name }: EntityReference, PolicyName: string): IamCall | undefined {
  switch (kind) {
    case "role":
      return { action: "DeleteRolePolicy", input: { RoleName: name, PolicyName } };
    case "user":
      return { action: "DeleteUserPolicy", input: { UserName: name, PolicyName } };
    case "group":
      return { action: "DeleteGroupPolicy", input: { GroupName: name, PolicyName } };
    default:
      return undefined;
  }
}
