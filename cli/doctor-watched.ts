import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import { formatEntity } from "../shared/iam/entity-reference.ts";
import { createLimiter } from "../shared/observation/limiter.ts";
import { type DoctorLine, faultLine, ofService, okLine, unreadableLine } from "./doctor-line.ts";
import { type PolicyPorts, readLivePolicies } from "./doctor-live-policies.ts";
import { judgeSwitchOff } from "./doctor-switch-off.ts";
import { type OwnResources, switchOffCalls } from "./doctor-switch-off-calls.ts";

/** How many roles and users are read at once. */
const AT_ONCE = 4;

/** What of an account's own resources is known. */
export interface ResourcesToGuard {
  readonly resources: OwnResources;
  /** What somebody might do to those that could not be read, as it follows "can": `stop a trail (REASON)`. */
  readonly unread: readonly string[];
}

/** Reads every role and user that is watched in an account, and says which of them can switch Plumbline off. */
export async function examineWatched(
  { account, entities }: ConfiguredAccount,
  { resources, unread }: ResourcesToGuard,
  region: string,
  ports: PolicyPorts,
): Promise<readonly DoctorLine[]> {
  const calls = switchOffCalls(resources);
  const watched = new Map(entities.map((expected) => [formatEntity(expected.entity), expected]));
  const callers = [...watched].filter(([, { entity }]) => entity.kind === "role" || entity.kind === "user");
  const limit = createLimiter(AT_ONCE);
  const judged = await Promise.all(
    callers.map(([entity, expected]) =>
      limit(async (): Promise<DoctorLine | undefined> => {
        const live = await readLivePolicies(expected, ports);
        if (live.status === "absent") return undefined;
        if (live.status === "present") return judgeSwitchOff(entity, live.state, calls, region);
        const name = { check: "switch-off", subject: entity } as const;
        return unreadableLine(name, `What ${entity} may do`, ofService("iam", live.reason));
      }),
    ),
  );
  const lines = judged.filter((line) => line !== undefined);
  const name = { check: "switch-off", subject: `account ${account}` } as const;
  if (unread.length > 0 && callers.length > 0) {
    const begin = lines.length > 0 ? "Of the others none" : `None of the ${callers.length} watched roles and users`;
    const says = `${begin} can do what is looked at here; whether any can ${unread.join(", or ")} is not known.`;
    const remedy = "Allow these calls to these credentials, and run plumbline doctor again.";
    return [...lines, faultLine(name, "unknown", says, remedy)];
  }
  if (lines.length > 0) return lines;
  const says = `None of the ${callers.length} watched roles and users can switch Plumbline off by its own policies.`;
  return [okLine(name, callers.length === 0 ? "No role or user is watched." : says)];
}
