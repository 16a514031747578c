import type { Drift } from "../drift/drift.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import type { AccessKeyState, EntityState } from "../observation/entity-state.ts";
import { type PlanContext, type Proposal, propose, refuse, refuseUnread } from "./plan-proposal.ts";

/**
 * Plans the deactivation (never the deletion) of an access key that is too old, or not used.
 *
 * Deactivating the only key in use is an outage, so a newer active key of the same user must have been used since the old one
 * was last used. A last use that cannot be read refuses.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html
 */
export function planKeyDeactivation(drift: Drift, { state }: PlanContext): Proposal {
  const keys = activeKeys(state);
  const whose = formatEntity(drift.entity);
  if (keys === undefined)
    return refuseUnread(`The access keys of ${whose} could not be read, so none of them is deactivated.`);
  const key = keys.find(({ accessKeyId }) => accessKeyId === drift.subject);
  if (key === undefined) return refuse(`The ${nameKey(drift.subject, drift)} is not active any more.`);
  return deactivate(drift, key, keys);
}

/** Plans the deactivation of the oldest active keys, where there are more than the baseline allows. */
export function planFewerKeys(drift: Drift, { expected, state }: PlanContext): Proposal {
  const keys = activeKeys(state);
  const allowed = expected.kind === "user" ? expected.accessKeys?.maximumActive : undefined;
  if (keys === undefined || allowed === undefined) {
    return refuseUnread(
      `The access keys of ${formatEntity(drift.entity)} could not be read, so none of them is deactivated.`,
    );
  }
  const oldestFirst = keys.toSorted((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
  const tooMany = oldestFirst.slice(0, Math.max(0, keys.length - allowed));
  const proposals = tooMany.map((key) => deactivate(drift, key, keys));
  const refused = proposals.find(({ status }) => status === "refused");
  if (refused !== undefined) return refused;
  return {
    status: "proposed",
    moves: proposals.flatMap((each) => (each.status === "proposed" ? each.moves : [])),
  };
}

function activeKeys(state: EntityState): readonly AccessKeyState[] | undefined {
  if (state.kind !== "user" || state.accessKeys.status !== "present") return undefined;
  return state.accessKeys.state.filter(({ status }) => status === "Active");
}

function deactivate(drift: Drift, old: AccessKeyState, active: readonly AccessKeyState[]): Proposal {
  const name = nameKey(old.accessKeyId, drift);
  const newer = active.filter(({ createdAt }) => createdAt > old.createdAt);
  if (newer.length === 0) {
    return refuse(
      `The ${name} is the newest active key there is: create a new one, deploy it, and the old one is deactivated once the new one has been used.`,
    );
  }
  const doubts = newer.map((key) => doubtAbout(old, key));
  if (doubts.every((doubt) => doubt !== undefined)) return refuse(`The ${name} stays active: ${doubts[0]}`);
  const update = (Status: "Active" | "Inactive") =>
    ({
      action: "UpdateAccessKey",
      input: { UserName: drift.entity.name, AccessKeyId: old.accessKeyId, Status },
    }) as const;
  return propose(drift, update("Inactive"), [update("Active")], "takes");
}

function nameKey(accessKeyId: string, { entity }: Drift): string {
  return `access key …${accessKeyId.slice(-4)} of ${formatEntity(entity)}`;
}

/** Why `newer` does not prove that `old` is no longer needed, or `undefined` where it does. */
function doubtAbout(old: AccessKeyState, newer: AccessKeyState): string | undefined {
  const successor = `newer key …${newer.accessKeyId.slice(-4)}`;
  if (old.lastUsed.status === "unreadable") return `its last use could not be read (${old.lastUsed.reason.code}).`;
  if (newer.lastUsed.status === "unreadable") {
    return `the last use of the ${successor} could not be read (${newer.lastUsed.reason.code}).`;
  }
  if (newer.lastUsed.status === "absent") return `the ${successor} has not been used yet.`;
  if (old.lastUsed.status === "present" && old.lastUsed.state >= newer.lastUsed.state) {
    return `it was used at ${old.lastUsed.state}, after the ${successor} last was.`;
  }
  return undefined;
}
