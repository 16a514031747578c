import type { Drift } from "../drift/drift.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import { decidePolicies } from "../policy/decide-policies.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import type { Policy } from "../policy/policy.ts";
import type { IamCall } from "./iam-call.ts";
import { canonicalPolicy, documentObstacle } from "./plan-documents.ts";
import { DEFAULT_VERSION, type PermissionChange } from "./plan-permissions.ts";
import { type PlanContext, type Proposal, propose, refuse, refuseUnread, stepOf } from "./plan-proposal.ts";
import type { PolicyVersion } from "./policy-versions.ts";

/** How many versions a policy has at most. */
const MOST_VERSIONS = 5;

/**
 * Plans to have a customer managed policy say what its document does: an existing version that decides so becomes the default, else a new
 * one is created. Where there are as many as there can be, the oldest that is not the default goes first.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html
 */
export function planPolicyVersion(drift: Drift, { expected, state, live, input }: PlanContext): Proposal {
  const whose = formatEntity(expected.entity);
  if (expected.kind !== "policy" || state.kind !== "policy") return refuse(`${whose} has no versions.`);
  if (/^arn:[\w-]+:iam::aws:/.test(state.arn)) {
    return refuse(`${state.arn} is AWS's own, and nobody can edit it: attach another policy in its place.`);
  }
  const versions = input.policyVersions;
  if (versions?.status !== "present") {
    return refuseUnread(`The versions of ${whose} could not be read, so none is made and none is deleted.`);
  }
  const obstacle = documentObstacle(
    expected.document,
    drift,
    "identity",
    live.policies.get(DEFAULT_VERSION)?.policies?.[0],
  );
  if (obstacle !== undefined) return obstacle;
  const policy = canonicalPolicy(expected.document, "identity");
  const effect: PermissionChange = {
    of: "policy",
    id: DEFAULT_VERSION,
    held: { as: "attached", size: 0, policies: [policy] },
  };
  const PolicyArn = state.arn;
  const setDefault = (VersionId: string): IamCall => ({
    action: "SetDefaultPolicyVersion",
    input: { PolicyArn, VersionId },
  });
  const back = [setDefault(state.defaultVersionId)];
  const others = versions.state.filter(
    ({ isDefault, versionId }) => !isDefault && versionId !== state.defaultVersionId,
  );
  const same = others.findLast((version) => decidesAs(policy, version));
  if (same !== undefined) return propose(drift, setDefault(same.versionId), back, effect);

  const PolicyDocument = expected.document.text;
  const create = stepOf(
    drift,
    { action: "CreatePolicyVersion", input: { PolicyArn, PolicyDocument, SetAsDefault: true } },
    back,
  );
  const [oldest] = others;
  const quotas = input.accountQuotas;
  const most = quotas?.status === "present" ? quotas.state.versionsPerPolicy : undefined;
  if (versions.state.length < (most ?? MOST_VERSIONS)) {
    return { status: "proposed", moves: [{ steps: [create], effect }] };
  }
  if (quotas?.status === "unreadable") {
    return refuseUnread(
      `${whose} has as many versions as a policy has by default, and how many it may have in this account could not be read (${quotas.reason.call}: ${quotas.reason.code}), so that none is deleted to make room.`,
    );
  }
  if (oldest === undefined) return refuse(`${whose} has no version that could make room for another.`);
  const why = "IAM never gives a version's id again, and its text is not put back";
  const drop = stepOf(
    drift,
    { action: "DeletePolicyVersion", input: { PolicyArn, VersionId: oldest.versionId } },
    { reversible: false, why },
  );
  return { status: "proposed", moves: [{ steps: [drop, create], effect }] };
}

function decidesAs(policy: Policy, { document }: PolicyVersion): boolean {
  if (document.status !== "present") return false;
  const parsed = parsePolicy(document.state, "identity");
  return parsed.status === "parsed" && decidePolicies([policy], [parsed.policy], "identity").verdict === "equal";
}
