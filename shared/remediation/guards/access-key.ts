import { formatEntity } from "../../iam/entity-reference.ts";
import type { AccessKeyState } from "../../observation/entity-state.ts";
import { type Guard, type GuardInput, type GuardRefusal, PASS } from "../guard.ts";

/**
 * Keeps the last key in use: deactivating it is an outage. A key may go only where another active key of that user, which the same plan
 * leaves alone, has been used since. It is asked before each write, of a reading just taken, and a last use that could not be read refuses.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html
 */
export function createAccessKeyGuard(): Guard {
  return {
    name: "access-key",
    beforeEachWrite: true,
    async check(input) {
      const reactivated = input.plan.plan.steps.some(
        ({ call }) => call.action === "UpdateAccessKey" && call.input.Status === "Active",
      );
      if (reactivated) return refuse(input, "No repair activates an access key");
      const leaving = keysLeaving(input);
      if (leaving.length === 0) return PASS;
      const { observation } = input;
      const keys =
        observation.status === "present" && observation.state.kind === "user"
          ? observation.state.accessKeys
          : undefined;
      if (keys?.status !== "present") return refuse(input, "The access keys could not be read now");
      for (const id of leaving) {
        const doubt = doubtAbout(id, leaving, keys.state);
        if (doubt !== undefined) return refuse(input, doubt);
      }
      return PASS;
    },
  };
}

function keysLeaving({ plan }: GuardInput): readonly string[] {
  return plan.plan.steps.flatMap(({ call }) =>
    call.action === "UpdateAccessKey" && call.input.Status === "Inactive" ? [call.input.AccessKeyId] : [],
  );
}

/** Why a key is not proven to be needed by nobody, as a clause; `undefined` where it is, or where it is inactive already. */
function doubtAbout(id: string, leaving: readonly string[], keys: readonly AccessKeyState[]): string | undefined {
  const key = keys.find(({ accessKeyId }) => accessKeyId === id);
  const name = `access key …${id.slice(-4)}`;
  if (key === undefined) return `The ${name} is not there any more`;
  if (key.status === "Inactive") return undefined;
  if (key.lastUsed.status === "unreadable")
    return `When the ${name} was last used could not be read (${key.lastUsed.reason.code})`;
  const others = keys.filter(({ accessKeyId, status }) => status === "Active" && !leaving.includes(accessKeyId));
  if (others.length === 0) return `The ${name} would be the last active one to go`;
  const lastNeeded = key.lastUsed.status === "present" ? key.lastUsed.state : key.createdAt;
  if (
    others.some(({ lastUsed }) => lastUsed.status === "present" && Date.parse(lastUsed.state) > Date.parse(lastNeeded))
  ) {
    return undefined;
  }
  const unread = others.find(({ lastUsed }) => lastUsed.status === "unreadable");
  return unread === undefined
    ? `No other active key has been used since the ${name} last was`
    : `When the access key …${unread.accessKeyId.slice(-4)} was last used could not be read`;
}

function refuse({ expected }: GuardInput, what: string): GuardRefusal {
  return {
    status: "refuse",
    guard: "access-key",
    reason: `${what}, so no access key of ${formatEntity(expected.entity)} is touched.`,
    clear: "Create a new key, deploy it, and have it used; or deactivate the old one by hand.",
  };
}
