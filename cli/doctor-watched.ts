import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import { formatEntity } from "../shared/iam/entity-reference.ts";
import { createLimiter } from "../shared/observation/limiter.ts";
import { type DoctorLine, ofService, okLine, unreadableLine } from "./doctor-line.ts";
import { type PolicyPorts, readLivePolicies } from "./doctor-live-policies.ts";
import { judgeSwitchOff } from "./doctor-switch-off.ts";
import { type OwnResources, switchOffCalls } from "./doctor-switch-off-calls.ts";

/** How many roles and users are read at once. */
const AT_ONCE = 4;

/** Reads every role and user that is watched in an account, and says which of them can switch Plumbline off. */
export async function examineWatched(
  { account, entities }: ConfiguredAccount,
  resources: OwnResources,
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
  if (lines.length > 0) return lines;
  const name = { check: "switch-off", subject: `account ${account}` } as const;
  const says = `None of the ${callers.length} watched roles and users can switch Plumbline off by its own policies.`;
  return [okLine(name, callers.length === 0 ? "No role or user is watched." : says)];
}
