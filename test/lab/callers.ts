import { ACCOUNT, type LabAccount } from "./account.ts";
import type { ServiceRequest } from "./server/exchange.ts";
import type { WatchedAccount } from "./watched-account.ts";

/** The hub's administrator, whose key is as good as any that nobody has. */
const HUB_ADMINISTRATOR = { accessKeyId: "AKIAPLUMBLINELABADMN", secretAccessKey: "lab" };

/** The key of an account's administrator, who is no user of it. A member's is `AKIALABM` and the account's id. */
export function administratorOf(account: string): { readonly accessKeyId: string; readonly secretAccessKey: string } {
  // A copy, since the SDK's clients write on the credentials that they are given.
  return account === ACCOUNT ? { ...HUB_ADMINISTRATOR } : { accessKeyId: `AKIALABM${account}`, secretAccessKey: "lab" };
}

/** The account that a key belongs to: a member whose administrator's, user's or session's it is, and otherwise the hub. */
export function ownerOf(accessKeyId: string, hub: LabAccount): WatchedAccount {
  return hub.members.find((member) => holdsKey(member, accessKeyId)) ?? hub;
}

/** A user's key, also one that is deleted, counts as the account's, and so does one of a role's session. */
function holdsKey({ id, iam }: WatchedAccount, accessKeyId: string): boolean {
  const { users, deletedAccessKeyIds } = iam.account;
  return (
    administratorOf(id).accessKeyId === accessKeyId ||
    iam.whoIs(accessKeyId).type === "AssumedRole" ||
    deletedAccessKeyIds.has(accessKeyId) ||
    [...users.values()].some(({ accessKeys }) => accessKeys.some((key) => key.accessKeyId === accessKeyId))
  );
}

/** The account that a call is about: the caller's, or the one whose role is assumed. */
export function subjectOf({ service, action, form }: ServiceRequest, owner: WatchedAccount): string {
  const [, , , , roleAccount] = form.RoleArn?.split(":") ?? [];
  return service === "sts" && action === "AssumeRole" && roleAccount ? roleAccount : owner.id;
}
