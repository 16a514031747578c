import fc from "fast-check";
import type { ExpectedRole, ExpectedUser } from "../../shared/baselines/expected-state.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import type { EntityState, RoleState, UserState } from "../../shared/observation/entity-state.ts";
import { canonicalise } from "../../shared/policy/canonicalise.ts";
import { evaluate } from "../../shared/policy/evaluate.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { onlyDenies } from "../../shared/policy/only-denies.ts";
import { parsePolicy } from "../../shared/policy/parse-policy.ts";
import type { Policy, Statement } from "../../shared/policy/policy.ts";
import type { Request } from "../../shared/policy/request.ts";
import { groupsToRead, managedPoliciesToRead, planEntity } from "../../shared/remediation/plan-entity.ts";
import type { EntityPlan } from "../../shared/remediation/remediation-plan.ts";
import {
  ABSENT,
  attachment,
  detect,
  document,
  driftsOf,
  expectedRole,
  expectedUser,
  groupState,
  managedPoliciesOf,
  NOW,
  present,
  roleState,
  userState,
} from "../drift/fixtures.ts";
import { applyCall, attachmentsOf, inlineOf, required } from "./plan-world.ts";

const ACTIONS = ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"] as const;
const RESOURCES = ["arn:aws:s3:::one/x", "arn:aws:s3:::two/x"] as const;
const SERVICES = ["ecs-tasks.amazonaws.com", "ec2.amazonaws.com", "lambda.amazonaws.com"] as const;
const ARNS = ["a", "b", "c", "d"].map((name) => `arn:aws:iam::123456789012:policy/${name}`);

const statements = fc.array(
  fc.record({
    Effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
    Action: fc.oneof(fc.subarray([...ACTIONS], { minLength: 1 }), fc.constant(["s3:*"])),
    Resource: fc.constantFrom("*", ...RESOURCES),
  }),
  { minLength: 1, maxLength: 2 },
);
const text = statements.map((Statement) => JSON.stringify({ Version: "2012-10-17", Statement }));
const trust = fc.subarray([...SERVICES], { minLength: 1 }).map((services) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: services.map((Service) => ({ Effect: "Allow", Principal: { Service }, Action: "sts:AssumeRole" })),
  }),
);

const GROUPS = ["ones", "others"] as const;
/** Under which a group's only policy stands among the managed ones. */
const groupKey = (name: string) => `group/${name}`;

/** A role or user as its baseline has it and as it is found, and what the managed policies and the groups say. */
export const worlds = fc
  .record({
    texts: fc.array(text, { minLength: 3, maxLength: 3 }),
    managed: fc.array(text, { minLength: 6, maxLength: 6 }),
  })
  .chain(({ texts, managed }) => {
    // Few texts, so that the same statements stand now here, now there.
    const one = fc.constantFrom(...texts, ...managed);
    const side = (names: readonly string[]) =>
      fc.record({
        inline: fc
          .array(fc.tuple(fc.constantFrom(...names), one), { maxLength: 3 })
          .map((entries) => Object.fromEntries(entries)),
        attached: fc.subarray(ARNS),
        boundary: fc.constantFrom(undefined, undefined, ...ARNS.slice(2)),
        trust,
        groups: fc.subarray([...GROUPS]),
      });
    const named = [...ARNS, ...GROUPS.map(groupKey)];
    return fc.record({
      kind: fc.constantFrom<"role" | "user">("role", "role", "user"),
      managed: fc.constant(Object.fromEntries(named.map((name, index) => [name, managed[index] ?? ""]))),
      wanted: side(["work", "play"]),
      found: side(["work", "play", "stray", "other"]),
      mode: fc.constantFrom<"full" | "narrow">("full", "full", "narrow"),
    });
  });

const allowing = fc
  .record({ Action: fc.constantFrom(...ACTIONS), Resource: fc.constantFrom(...RESOURCES) })
  .map((allowed) => JSON.stringify({ Version: "2012-10-17", Statement: { Sid: "Only", Effect: "Allow", ...allowed } }));

/** A role whose inline policies have one another's texts. */
export const exchanges = fc
  .record({
    texts: fc.oneof(
      { weight: 3, arbitrary: fc.uniqueArray(allowing, { minLength: 2, maxLength: 5 }) },
      { weight: 1, arbitrary: fc.array(text, { minLength: 2, maxLength: 4 }) },
    ),
    trust,
  })
  .chain(({ texts, trust: trusted }) =>
    fc.shuffledSubarray(texts, { minLength: texts.length }).map((shuffled): Sample => {
      const side = (some: readonly string[]) => ({
        inline: Object.fromEntries(some.map((each, index) => [`policy-${index}`, each])),
        attached: [],
        boundary: undefined,
        trust: trusted,
        groups: [],
      });
      return { kind: "role", managed: {}, wanted: side(texts), found: side(shuffled), mode: "full" };
    }),
  );

type Sample = typeof worlds extends fc.Arbitrary<infer T> ? T : never;

function sidesOf({ kind, wanted, found, mode }: Sample) {
  return kind === "role" ? roleSides(wanted, found, mode) : userSides(wanted, found, mode);
}

type Side = Sample["wanted"];

function roleSides(wanted: Side, found: Side, remediate: Sample["mode"]) {
  return {
    expected: expectedRole({ ...held(wanted), remediate, trust: document(wanted.trust) }),
    state: roleState({ ...live(found), trust: present(found.trust) }),
  };
}

function userSides(wanted: Side, found: Side, remediate: Sample["mode"]) {
  return {
    expected: expectedUser({ ...held(wanted), remediate, groups: { match: "exact", names: wanted.groups } }),
    state: userState({ ...live(found), groups: present(found.groups.toSorted()) }),
  };
}

function held({ inline, attached, boundary }: Side) {
  const documents = Object.fromEntries(Object.entries(inline).map(([name, each]) => [name, document(each)]));
  return {
    inlinePolicies: { match: "exact" as const, documents },
    attachments: { match: "exact" as const, policyArns: attached },
    permissionsBoundary: boundary ?? "none",
  };
}

function live({ inline, attached, boundary }: Side) {
  return {
    inlinePolicies: present(inline),
    attachments: present(attached.map(attachment)),
    permissionsBoundary: boundary === undefined ? ABSENT : present(boundary),
  };
}

type Expected = ExpectedRole | ExpectedUser;
type State = RoleState | UserState;

/** What drifts at a state. */
export async function driftsAt(
  expected: Expected,
  state: EntityState,
  managed: Sample["managed"],
): Promise<readonly Drift[]> {
  return driftsOf(await detect(expected, state, NOW, loadActionTable, managedPoliciesOf(managed)));
}

/** The states before the first call, after each, and after the last. */
function statesOf(state: State, { plan }: EntityPlan): readonly State[] {
  const states = [state];
  for (const { call } of plan.steps) states.push(applyCall({ state: states.at(-1) ?? state }, call).state as State);
  return states;
}

const parsed = new Map<string, Policy>();
function parse(json: string, kind: "identity" | "trust"): Policy {
  const known = parsed.get(json);
  if (known !== undefined) return known;
  const result = parsePolicy(json, kind);
  if (result.status === "invalid") throw new Error(json);
  parsed.set(json, result.policy);
  return result.policy;
}

const canonical = new Map<string, readonly Statement[]>();
function statementsOf(policy: Policy): readonly Statement[] {
  const known = canonical.get(policy.text) ?? canonicalise([policy]);
  canonical.set(policy.text, known);
  return known;
}

const decide = (policies: readonly Policy[], request: Request) => {
  const evaluation = evaluate(policies.flatMap(statementsOf), request);
  if (evaluation.status === "undecidable") throw new Error(evaluation.reason);
  return evaluation.decision;
};

function groupsOf(state: State): readonly string[] {
  return state.kind === "user" ? required(state.groups) : [];
}

function trustedBy(text: string): readonly string[] {
  const policies = [parse(text, "trust")];
  return SERVICES.filter(
    (principal) => decide(policies, { principal, action: "sts:AssumeRole", resource: "*", context: {} }) === "allow",
  );
}

/** Who is granted what: `ec2.amazonaws.com s3:GetObject arn:…`. */
function grantsOf(state: State, managed: Sample["managed"]): ReadonlySet<string> {
  const read = (arn: string) => parse(managed[arn] ?? "", "identity");
  const policies = [
    ...Object.values(inlineOf(state)).map((each) => parse(each, "identity")),
    ...attachmentsOf(state).map(read),
    ...groupsOf(state).map((name) => read(groupKey(name))),
  ];
  const boundary = state.permissionsBoundary.status === "present" ? [read(state.permissionsBoundary.state)] : undefined;
  const trusted = state.kind === "role" ? trustedBy(required(state.trust)) : [""];
  const granted = new Set<string>();
  for (const action of ACTIONS) {
    for (const resource of RESOURCES) {
      const request = { action, resource, context: {} };
      if (decide(policies, request) !== "allow") continue;
      if (boundary !== undefined && decide(boundary, request) !== "allow") continue;
      for (const principal of trusted) granted.add(`${principal} ${action} ${resource}`);
    }
  }
  return granted;
}

/** What a policy denies: `s3:GetObject arn:…`. */
export function deniedBy(text: string): ReadonlySet<string> {
  const requests = ACTIONS.flatMap((action) => RESOURCES.map((resource) => ({ action, resource, context: {} })));
  const denied = requests.filter((request) => decide([parse(text, "identity")], request) === "deny");
  return new Set(denied.map(({ action, resource }) => `${action} ${resource}`));
}

/** What of a role or user only denies: its text, by what it is. */
export function denialsOf(state: State, managed: Sample["managed"]): ReadonlyMap<string, string> {
  const boundary = state.permissionsBoundary.status === "present" ? [state.permissionsBoundary.state] : [];
  const all = [
    ...Object.entries(inlineOf(state)),
    ...attachmentsOf(state).map((arn) => [arn, managed[arn] ?? ""] as const),
    ...boundary.map((arn) => ["boundary", managed[arn] ?? ""] as const),
    ...groupsOf(state).map((name) => [groupKey(name), managed[groupKey(name)] ?? ""] as const),
  ];
  return new Map(all.filter(([, text]) => onlyDenies(parse(text, "identity"))));
}

function planFor(expected: Expected, state: State, drifts: readonly Drift[], managed: Sample["managed"]) {
  const observation = present<EntityState>(state);
  const groups = new Map(
    [...groupsToRead({ drifts })].map((name) => {
      const inlinePolicies = present({ work: managed[groupKey(name)] ?? "" });
      return [name, present<EntityState>(groupState({ inlinePolicies, attachments: present([]) }))] as const;
    }),
  );
  const toRead = managedPoliciesToRead({ expected, drifts, observation, groups });
  const managedDocuments = new Map([...toRead].map((arn) => [arn, present(managed[arn] ?? "")] as const));
  return planEntity({ expected, drifts, observation, groups, managedDocuments, approved: false });
}

/** What a sample's plan comes to. */
export async function play(sample: Sample) {
  const { kind, managed, mode, wanted } = sample;
  const { expected, state } = sidesOf(sample);
  const drifts = await driftsAt(expected, state, managed);
  const plan = planFor(expected, state, drifts, managed);
  const states = statesOf(state, plan);
  const grants = states.map((each) => grantsOf(each, managed));
  const ideal = grantsOf(sidesOf({ kind, managed, mode, wanted, found: wanted }).state, managed);
  const [before, after] = [grants[0] ?? NOBODY, grants.at(-1) ?? NOBODY];
  return { managed, mode, expected, state, drifts, plan, grants, before, after, ideal, end: states.at(-1) ?? state };
}

/** Nothing is granted to anybody. */
export const NOBODY: ReadonlySet<string> = new Set();
export const nameOf = ({ rule, subject }: Pick<Drift, "rule" | "subject">) => `${rule} ${subject}`;
/** What of one set is in none of the others. */
export const within = (some: ReadonlySet<string>, ...others: readonly ReadonlySet<string>[]) =>
  [...some].filter((each) => !others.some((other) => other.has(each)));
