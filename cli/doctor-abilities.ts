import { canonicalise } from "../shared/policy/canonicalise.ts";
import { evaluate } from "../shared/policy/evaluate.ts";
import { lowerAscii } from "../shared/policy/lower-ascii.ts";
import { parsePolicy } from "../shared/policy/parse-policy.ts";
import type { Statement } from "../shared/policy/policy.ts";
import type { LivePolicies, LivePolicy } from "./doctor-live-policies.ts";
import type { SwitchOffCall } from "./doctor-switch-off-calls.ts";

/**
 * Whether a role or user may make a call: surely, or only where conditions hold that are not looked at here.
 * `unknown`: a policy of it is not known, or says what AWS does not document.
 */
export type Ability = "can" | "may" | "cannot" | "unknown";

/** Condition keys whose values are known. */
export type Context = Readonly<Record<string, string>>;

/** What is known of every call that a role or user makes. */
export function contextOf(arn: string, region: string): Context {
  const [, , , , account = "", rest = ""] = arn.split(":");
  const user = rest.startsWith("user/") ? { "aws:username": rest.split("/").at(-1) ?? "" } : {};
  const called = { "aws:PrincipalArn": arn, "aws:PrincipalAccount": account, "aws:ResourceAccount": account };
  return { ...called, "aws:RequestedRegion": region, "aws:SecureTransport": "true", ...user };
}

/** Everything that gives a role or user its permissions, statement by statement. */
export interface Permissions {
  readonly policies: readonly { readonly name: string; readonly statements: readonly Statement[] }[];
  /** `unread`: something bounds it that is not known. */
  readonly boundary: Boundary;
  /** What belongs there too and is not known: one phrase each. */
  readonly unread: readonly string[];
}

type Boundary = readonly Statement[] | "none" | "unread";

/** The same of what was read. */
export function permissionsOf({ policies, boundary, unread }: LivePolicies): Permissions {
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

/** The calls by what somebody with these permissions is able to. */
export function sorted(
  calls: readonly SwitchOffCall[],
  permissions: Pick<Permissions, "policies" | "boundary">,
  context: Context,
): Readonly<Record<Ability, readonly SwitchOffCall[]>> {
  const found: Record<Ability, SwitchOffCall[]> = { can: [], may: [], cannot: [], unknown: [] };
  for (const call of calls) found[abilityTo(call, permissions, context)].push(call);
  return found;
}

/** Whether somebody with these permissions is able to make a call. @param context of every call; the call's own stands before it */
export function abilityTo(
  call: SwitchOffCall,
  { policies, boundary }: Pick<Permissions, "policies" | "boundary">,
  context: Context,
): Ability {
  const request = { ...call, context: { ...context, ...call.context } };
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
  const known = new Set(Object.keys(request.context).map(lowerAscii));
  const atBest = allows((statements) => withConditionsMet(statements, known));
  if (atBest === "can") return now === "unknown" ? "unknown" : "may";
  return atBest;
}

/** As if every condition on what is not known held where it allows, and none where it denies. @param known condition keys, in lower case */
function withConditionsMet(statements: readonly Statement[], known: ReadonlySet<string>): readonly Statement[] {
  return statements.flatMap((statement) => {
    const conditions = statement.conditions.filter(
      ({ key, values }) => known.has(lowerAscii(key)) && !values.some((value) => value.includes("${")),
    );
    const isKnown = conditions.length === statement.conditions.length;
    return isKnown || statement.effect === "Allow" ? [{ ...statement, conditions }] : [];
  });
}
