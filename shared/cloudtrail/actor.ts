import type { ClaimedActor } from "../iam/actor.ts";
import type { CloudTrailRecord, UserIdentity } from "./record.ts";

/** The name a person recognises; every kind of identity leaves some of these fields out. */
function nameOf(identity: UserIdentity): string {
  if (identity.type === "Root") return "root";
  if (identity.arn !== undefined) return identity.arn;
  if (identity.userName !== undefined) {
    return identity.identityProvider === undefined
      ? identity.userName
      : `${identity.userName} (${identity.identityProvider})`;
  }
  if (identity.onBehalfOf?.userId !== undefined) return `identity-center-user/${identity.onBehalfOf.userId}`;
  return identity.invokedBy ?? identity.principalId ?? identity.accountId ?? "unknown";
}

/** Who a record claims made the call; fields that the record lacks are left out. */
export function claimedActor(record: CloudTrailRecord): ClaimedActor {
  const identity = record.userIdentity;
  const through = identity.sessionContext?.sessionIssuer?.arn;
  return {
    who: nameOf(identity),
    type: identity.type ?? "unknown",
    ...(through === undefined ? {} : { through }),
    ...(record.sourceIPAddress === undefined ? {} : { sourceAddress: record.sourceIPAddress }),
    ...(record.userAgent === undefined ? {} : { userAgent: record.userAgent }),
    eventName: record.eventName,
    eventTime: record.eventTime,
    eventId: record.eventID,
  };
}
