import type { Drift } from "../drift/drift.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import type { AccessKeyState, EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { PlanResult } from "./remediation-plan.ts";

/**
 * Plans the deactivation (never the deletion) of an over-age access key.
 *
 * Deactivating the only key in use is an outage, so a newer active key of the same user must have been used since the old one
 * was last used. A last use that cannot be read refuses.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html
 */
export function planKeyDeactivation(drift: Drift, observation: Observation<EntityState>): PlanResult {
  const whose = formatEntity(drift.entity);
  const name = `access key …${drift.subject.slice(-4)} of ${whose}`;
  if (observation.status !== "present" || observation.state.kind !== "user") {
    return refused(`${whose} could not be read, so no access key of it is deactivated.`);
  }
  const { accessKeys } = observation.state;
  if (accessKeys.status !== "present") return refused(`The access keys of ${whose} could not be read.`);
  const old = accessKeys.state.find((key) => key.accessKeyId === drift.subject);
  if (old === undefined || old.status !== "Active") return refused(`The ${name} is not active any more.`);
  const newer = accessKeys.state.filter((key) => key.status === "Active" && key.createdAt > old.createdAt);
  if (newer.length === 0) {
    return refused(
      `The ${name} is the newest active key there is: create a new one, deploy it, and the old one is deactivated once the new one has been used.`,
    );
  }
  const doubts = newer.map((key) => doubtAbout(old, key));
  if (doubts.every((doubt) => doubt !== undefined)) return refused(`The ${name} stays active: ${doubts[0]}`);
  return {
    status: "planned",
    plan: {
      entity: drift.entity,
      steps: [
        {
          call: {
            action: "UpdateAccessKey",
            input: { UserName: drift.entity.name, AccessKeyId: old.accessKeyId, Status: "Inactive" },
          },
          inverse: `UpdateAccessKey ${whose} …${old.accessKeyId.slice(-4)} Active`,
        },
      ],
    },
  };
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

function refused(reason: string): PlanResult {
  return { status: "refused", reason };
}
