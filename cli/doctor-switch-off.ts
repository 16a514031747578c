import { canonicalise } from "../shared/policy/canonicalise.ts";
import { evaluate } from "../shared/policy/evaluate.ts";
import { parsePolicy } from "../shared/policy/parse-policy.ts";
import type { Statement } from "../shared/policy/policy.ts";
import { type DoctorLine, faultLine } from "./doctor-line.ts";
import type { LivePolicies, LivePolicy } from "./doctor-live-policies.ts";
import type { SwitchOffCall } from "./doctor-switch-off-calls.ts";

/**
 * Whether a role or user may make a call: surely, or only where conditions hold that are not looked at here.
 * `unknown`: a policy of it is not known, or says what AWS does not document.
 */
type Ability = "can" | "may" | "cannot" | "unknown";

const REMEDY =
  "Deny it these calls on Plumbline's own resources by a permissions boundary, or, in an organization, by an SCP; or take the permission away.";

/**
 * Whether a watched role or user can switch Plumbline off, by its own policies and its permissions boundary. SCPs, RCPs, session policies
 * and the policies of resources are outside.
 * @param entity `role/x`
 * @returns `undefined` where it cannot
 */
export function judgeSwitchOff(
  entity: string,
  live: LivePolicies,
  calls: readonly SwitchOffCall[],
  region: string,
): DoctorLine | undefined {
  const name = { check: "switch-off", subject: entity } as const;
  const context = contextOf(live.arn, region);
  const permissions = permissionsOf(live);
  const judged = calls.map((call) => ({ call, ability: abilityTo(call, permissions, context) }));
  const are = (ability: Ability) => judged.filter((each) => each.ability === ability).map(({ call }) => call);
  const [can, may, unknown] = [are("can"), are("may"), are("unknown")];
  if (can.length > 0) {
    return faultLine(name, "warning", `It can switch Plumbline off: ${told(can, permissions, context)}.`, REMEDY);
  }
  if (unknown.length > 0 || permissions.unread.length > 0) {
    const why = permissions.unread.length > 0 ? permissions.unread.join("; ") : actionsOf(unknown);
    const remedy = "See that these credentials may read IAM's policies, and run plumbline doctor again.";
    return faultLine(name, "unknown", `It is not known whether it can switch Plumbline off: ${why}.`, remedy);
  }
  if (may.length === 0) return undefined;
  const says = `Where the conditions of its policies hold, it can switch Plumbline off: ${told(may, permissions, context)}.`;
  return faultLine(name, "warning", says, REMEDY);
}

/** What is known of every call that a role or user makes. */
function contextOf(arn: string, region: string): Readonly<Record<string, string>> {
  const [, , , , account = "", rest = ""] = arn.split(":");
  const user = rest.startsWith("user/") ? { "aws:username": rest.split("/").at(-1) ?? "" } : {};
  const called = { "aws:PrincipalArn": arn, "aws:PrincipalAccount": account, "aws:ResourceAccount": account };
  return { ...called, "aws:RequestedRegion": region, "aws:SecureTransport": "true", ...user };
}

interface Permissions {
  readonly policies: readonly { readonly name: string; readonly statements: readonly Statement[] }[];
  readonly boundary: Boundary;
  readonly unread: readonly string[];
}

type Boundary = readonly Statement[] | "none" | "unread";

function permissionsOf({ policies, boundary, unread }: LivePolicies): Permissions {
  const read = policies.map((policy) => ({ name: policy.name, statements: statementsOf(policy) }));
  const broken = read.filter(({ statements }) => statements === undefined).map(({ name }) => `${name} is no policy`);
  const bound =
    boundary === undefined ? "none" : boundary === "unread" ? "unread" : (statementsOf(boundary) ?? "no policy");
  return {
    policies: read.flatMap(({ name, statements }) => (statements === undefined ? [] : [{ name, statements }])),
    boundary: bound === "no policy" ? "unread" : bound,
    unread: [...unread, ...broken, ...(bound === "no policy" ? ["its permissions boundary is no policy"] : [])],
  };
}

function statementsOf({ text }: LivePolicy): readonly Statement[] | undefined {
  const parsed = parsePolicy(text, "identity");
  return parsed.status === "parsed" ? canonicalise([parsed.policy]) : undefined;
}

function abilityTo(
  call: SwitchOffCall,
  { policies, boundary }: Pick<Permissions, "policies" | "boundary">,
  context: Readonly<Record<string, string>>,
): Ability {
  const request = { ...call, context };
  const own = policies.flatMap(({ statements }) => statements);
  const sets = typeof boundary === "string" ? [own] : [own, boundary];
  const allows = (ofSet: (statements: readonly Statement[]) => readonly Statement[]): Ability => {
    const answers = sets.map((set) => evaluate(ofSet(set), request));
    const decisions = answers.map((answer) => (answer.status === "decided" ? answer.decision : "unknown"));
    if (decisions.includes("deny") || decisions.includes("none")) return "cannot";
    return decisions.includes("unknown") || boundary === "unread" ? "unknown" : "can";
  };
  const now = allows((statements) => statements);
  if (now === "can") return "can";
  const atBest = allows(withConditionsMet);
  if (atBest === "can") return now === "unknown" ? "unknown" : "may";
  return atBest;
}

/** As if every condition of what allows held, and none of what denies. */
function withConditionsMet(statements: readonly Statement[]): readonly Statement[] {
  return statements.flatMap((statement) => {
    if (statement.conditions.length === 0) return [statement];
    return statement.effect === "Allow" ? [{ ...statement, conditions: [] }] : [];
  });
}

/** How many calls are named. */
const NAMED = 4;

function actionsOf(calls: readonly SwitchOffCall[]): string {
  const actions = [...new Set(calls.map(({ action }) => action))];
  const more = actions.length - NAMED;
  return `${actions.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function told(
  calls: readonly SwitchOffCall[],
  { policies }: Permissions,
  context: Readonly<Record<string, string>>,
): string {
  const by = policies.filter((policy) =>
    calls.some((call) => ["can", "may"].includes(abilityTo(call, { policies: [policy], boundary: "none" }, context))),
  );
  const [first] = calls;
  return `${actionsOf(calls)} (such as on ${first?.resource}), by its ${by.map(({ name }) => name).join(", ")}`;
}
