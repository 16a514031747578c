import type { AccountState } from "./account.ts";
import type { Caller, Session, SessionCredentials } from "./caller.ts";
import { IamError } from "./errors.ts";
import { accessKeyId, type Ids, secretAccessKey, uniqueId } from "./ids.ts";

/** What a new role session is of. */
export interface SessionRequest {
  readonly roleName: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
}

/** Who calls: the lab's users' keys, the registered sessions, and the administrator behind every other key. */
export interface Callers {
  /** The caller behind a key, whether or not the key may still be used. */
  whoIs(accessKeyId: string): Caller;
  /** Why calls with this key are refused: an inactive or deleted key, or a session that has run out. */
  refusal(accessKeyId: string): IamError | undefined;
  registerSession(request: SessionRequest): SessionCredentials;
  keyUsed(accessKeyId: string, service: string, region: string): void;
}

/** Makes the callers of one account. */
export function createCallers(account: AccountState, now: () => Date, ids: Ids): Callers {
  const sessions = new Map<string, Session>();
  const administratorId = uniqueId(ids, "AIDA");

  const ownerOf = (keyId: string) => {
    for (const user of account.users.values()) {
      const key = user.accessKeys.find((candidate) => candidate.accessKeyId === keyId);
      if (key !== undefined) {
        return { user, key };
      }
    }
    return undefined;
  };

  return {
    whoIs(keyId) {
      const session = sessions.get(keyId);
      if (session !== undefined) {
        return session.caller;
      }
      const owner = ownerOf(keyId)?.user;
      return {
        type: "IAMUser",
        principalId: owner?.userId ?? administratorId,
        arn: owner?.arn ?? `arn:${account.partition}:iam::${account.accountId}:user/administrator`,
        accountId: account.accountId,
        accessKeyId: keyId,
        userName: owner?.userName ?? "administrator",
      };
    },

    refusal(keyId) {
      const session = sessions.get(keyId);
      if (session !== undefined && session.expiration <= now()) {
        return new IamError("ExpiredToken", 403, "The security token included in the request is expired");
      }
      const inactive = ownerOf(keyId)?.key.status === "Inactive";
      return inactive || account.deletedAccessKeyIds.has(keyId)
        ? new IamError("InvalidClientTokenId", 403, "The security token included in the request is invalid.")
        : undefined;
    },

    registerSession(request) {
      const session = newSession(account, request, now(), ids);
      sessions.set(session.caller.accessKeyId, session);
      return {
        accessKeyId: session.caller.accessKeyId,
        secretAccessKey: secretAccessKey(ids),
        sessionToken: `lab-${ids.uuid()}`,
        expiration: session.expiration,
      };
    },

    keyUsed(keyId, service, region) {
      const use = { at: wholeSeconds(now()), region, service };
      const key = ownerOf(keyId)?.key;
      if (key !== undefined) {
        key.lastUsed = use;
      }
      const session = sessions.get(keyId);
      const role = session === undefined ? undefined : account.roles.get(session.caller.role.roleName);
      if (role !== undefined && role.roleId === session?.caller.role.roleId) {
        role.lastUsed = use;
      }
    },
  };
}

/** A date cut to whole seconds. */
export function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}

function newSession(account: AccountState, request: SessionRequest, at: Date, ids: Ids): Session {
  const { roleName, sessionName } = request;
  const role = account.roles.get(roleName);
  const roleId = role?.roleId ?? uniqueId(ids, "AROA");
  const prefix = `arn:${account.partition}`;
  return {
    expiration: new Date(at.getTime() + request.durationSeconds * 1000),
    caller: {
      type: "AssumedRole",
      principalId: `${roleId}:${sessionName}`,
      arn: `${prefix}:sts::${account.accountId}:assumed-role/${roleName}/${sessionName}`,
      accountId: account.accountId,
      accessKeyId: accessKeyId(ids, "ASIA"),
      role: { roleId, roleName, arn: role?.arn ?? `${prefix}:iam::${account.accountId}:role/${roleName}` },
      createdAt: wholeSeconds(at),
    },
  };
}
