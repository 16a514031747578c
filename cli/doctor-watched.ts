import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import { formatEntity } from "../shared/iam/entity-reference.ts";
import { createLimiter } from "../shared/observation/limiter.ts";
import { hasDetour } from "./doctor-detours.ts";
import { type DoctorLine, faultLine, ofService, okLine, unreadableLine } from "./doctor-line.ts";
import { type PolicyPorts, readLivePolicies } from "./doctor-live-policies.ts";
import { judgeSwitchOff } from "./doctor-switch-off.ts";
import { type OwnResources, type SwitchOffCall, switchOffCalls } from "./doctor-switch-off-calls.ts";

/** How many roles and users are read at once. */
const AT_ONCE = 4;

/** What of an account's own resources is known. */
export interface ResourcesToGuard {
  readonly resources: OwnResources;
  /** What somebody might do to those that could not be read, as it follows "can": `stop a trail (REASON)`. */
  readonly unread: readonly string[];
}

/** Reads every role and user that is watched in an account, but Plumbline's own, and says which of them can switch Plumbline off. */
export async function examineWatched(
  { account, entities }: ConfiguredAccount,
  { resources, unread }: ResourcesToGuard,
  region: string,
  ports: PolicyPorts,
): Promise<readonly DoctorLine[]> {
  const calls = switchOffCalls(resources);
  const own = new Set(resources.roles.map((arn) => `role/${arn.split("/").at(-1)}`));
  const watched = new Map(entities.map((expected) => [formatEntity(expected.entity), expected]));
  const callers = [...watched].filter(
    ([name, { entity }]) => (entity.kind === "role" || entity.kind === "user") && !own.has(name),
  );
  const limit = createLimiter(AT_ONCE);
  const judged = await Promise.all(
    callers.map(([name, expected]) => limit(() => judge({ name, expected, calls, region }, ports))),
  );
  const lines = judged.flatMap((one) => ("line" in one ? [one.line] : []));
  const detours = judged.flatMap((one) => ("detour" in one ? [one.detour] : []));
  const name = { check: "switch-off", subject: `account ${account}` } as const;
  if (unread.length > 0 && callers.length > 0) {
    const begin = lines.length > 0 ? "Of the others none" : `None of the ${callers.length} watched roles and users`;
    const says = `${begin} can do what is looked at here; whether any can ${unread.join(", or ")} is not known.`;
    const remedy = "Allow these calls to these credentials, and run plumbline doctor again.";
    return [...lines, faultLine(name, "unknown", says, remedy)];
  }
  if (lines.length > 0) return lines;
  return [okLine(name, callers.length === 0 ? "No role or user is watched." : harmless(callers.length, detours))];
}

function harmless(count: number, detours: readonly string[]): string {
  const says = `None of the ${count} watched roles and users can switch Plumbline off by its own policies.`;
  if (detours.length === 0) return says;
  return `${says} By way of other roles or users, made or taken over, ${detours.join(", ")} may still be able to.`;
}

interface Watched {
  /** `role/x`. */
  readonly name: string;
  readonly expected: ConfiguredAccount["entities"][number];
  readonly calls: readonly SwitchOffCall[];
  readonly region: string;
}

/** What is to be told of it; `detour`, with its name, where it is told with the others'. */
async function judge(
  { name, expected, calls, region }: Watched,
  ports: PolicyPorts,
): Promise<{ readonly line: DoctorLine } | { readonly detour: string } | Record<never, never>> {
  const live = await readLivePolicies(expected, ports);
  if (live.status === "absent") return {};
  if (live.status === "unreadable") {
    const subject = { check: "switch-off", subject: name } as const;
    return { line: unreadableLine(subject, `What ${name} may do`, ofService("iam", live.reason)) };
  }
  const line = judgeSwitchOff(name, live.state, calls, region);
  if (line !== undefined) return { line };
  return hasDetour(live.state, region) ? { detour: name } : {};
}
