import { SEVERITIES } from "../shared/baselines/expected-state.ts";
import { parseEntity } from "../shared/iam/entity-reference.ts";
import type { Finding } from "../shared/ledger/finding.ts";
import { lookAt, type Sight, standingOf } from "../shared/remediation/apply-look.ts";
import { runGuards } from "../shared/remediation/guard.ts";
import { driftKey } from "../shared/remediation/record-steps.ts";
import { remediationIdOf } from "../shared/remediation/remediation-attempt.ts";
import { describeCall, type RemediationStep } from "../shared/remediation/remediation-plan.ts";
import type { PlanResult, ShownPlan, Unplanned } from "./plan-schema.ts";
import type { RemediationDesk } from "./remediate-context.ts";
import { usageError } from "./usage-error.ts";

/** The open findings of one entity under one baseline, worst first; never empty. */
type EntityFindings = readonly [Finding, ...Finding[]];

/**
 * Plans the repair of every open finding of the account, an entity at a time. Nothing is written, and nothing counted.
 * @param entity Only this one, `role/NAME`.
 * @throws PlumblineError `UsageError` where that is no entity; what reading throws
 */
export async function planAccount(desk: RemediationDesk, entity: string | undefined): Promise<PlanResult> {
  if (entity !== undefined && parseEntity(entity) === undefined) {
    throw usageError(`--entity ${entity} is no entity; write role/NAME, user/NAME, group/NAME or policy/NAME.`);
  }
  const { account, configuration, context } = desk;
  const plans: ShownPlan[] = [];
  const unplanned: Unplanned[] = [];
  const plannedAt = context.now().toISOString();
  for (const findings of await openFindings(desk, entity)) {
    const planned = await planEntityFindings(findings, desk);
    if (planned.plan !== undefined) plans.push(planned.plan);
    unplanned.push(...planned.unplanned);
  }
  const { digest: configurationDigest } = configuration;
  return { version: 1, plannedAt, account: account.account, configurationDigest, plans, unplanned };
}

async function openFindings(
  { context: { ledger }, account }: RemediationDesk,
  entity: string | undefined,
): Promise<readonly EntityFindings[]> {
  const known = new Set<string>();
  const groups = new Map<string, EntityFindings>();
  for await (const finding of ledger.standing(account.account)) {
    const isMeant = finding.status === "open" && (entity === undefined || finding.entity === entity);
    if (!isMeant || known.has(finding.id)) continue;
    known.add(finding.id);
    const key = JSON.stringify([finding.entity, finding.baseline]);
    const group = groups.get(key);
    groups.set(key, group === undefined ? [finding] : [...group, finding]);
  }
  return [...groups.values()].map(worstFirst);
}

function worstFirst(findings: EntityFindings): EntityFindings {
  const [first, ...rest] = findings.toSorted((one, other) => rank(other) - rank(one));
  return first === undefined ? findings : [first, ...rest];
}

function rank({ drift }: Finding): number {
  return SEVERITIES.indexOf(drift.severity);
}

async function planEntityFindings(
  findings: EntityFindings,
  desk: RemediationDesk,
): Promise<{ readonly plan?: ShownPlan; readonly unplanned: readonly Unplanned[] }> {
  const [worst] = findings;
  const { context } = desk;
  const expected = context.expectedOf(worst);
  if (expected === undefined) {
    const reason = "Its baseline does not name this entity any more; the next sweep resolves it.";
    return { unplanned: findings.map((finding) => unplanned(finding, "unclear", reason)) };
  }
  const sight = await lookAt(worst.account, expected, worst.drift, {
    ...context,
    approved: true,
    undoneBy: () => undefined,
    remembered: () => context.ledger.remembered(worst.account, worst.entity),
  });
  const outcomes = findings.map((finding) => ({ finding, why: whyNot(finding, expected.remediate === "off", sight) }));
  const left = outcomes.flatMap(({ finding, why }) =>
    why === undefined ? [] : [unplanned(finding, why.status, why.reason)],
  );
  const first = outcomes.find(({ why }) => why === undefined)?.finding;
  if (first === undefined) return { unplanned: left };
  const guards = await refusals(first, sight, desk);
  const repaired = outcomes.filter(({ why }) => why === undefined).map(({ finding }) => finding);
  return { plan: shownPlan(first, repaired, sight, guards), unplanned: left };
}

/** Why a finding is in no plan; `undefined` where it is in this one. */
function whyNot(
  { drift, entity }: Finding,
  isOff: boolean,
  sight: Sight,
): { readonly status: Unplanned["status"]; readonly reason: string } | undefined {
  const isIt = (each: { readonly rule: Finding["drift"]["rule"]; readonly subject: string }) =>
    driftKey(each) === driftKey(drift);
  const standing = standingOf(sight, drift);
  if (standing.status === "gone") {
    return { status: "gone", reason: `${entity} does not drift so any more; the next reading resolves it.` };
  }
  if (standing.status === "unclear") return { status: "unclear", reason: `It cannot be judged now: ${standing.why}.` };
  if (isOff) return { status: "off", reason: `Repair of ${entity} is off (\`remediate: off\`).` };
  if (sight.isAnother && drift.rule !== "entity-re-created") {
    return { status: "refused", reason: `${entity} is another than before, under the same name: accept it first.` };
  }
  const { plan, refused, off } = sight.plan;
  if (plan.steps.some(({ repairs }) => repairs.some(isIt))) return undefined;
  if (off.some(isIt)) return { status: "off", reason: "It only announces; there is nothing to repair." };
  const reason = refused.find(isIt)?.reason ?? "A waiver accepts it.";
  return { status: "refused", reason };
}

async function refusals(
  finding: Finding,
  { reading: { observation }, plan, policyVersions }: Sight,
  { context, dryGuards, account }: RemediationDesk,
): Promise<ShownPlan["guards"]> {
  const expected = context.expectedOf(finding);
  if (expected === undefined) return [];
  const refused: ShownPlan["guards"] = [];
  for (const guard of dryGuards) {
    const answer = await runGuards([guard], {
      account,
      expected,
      finding,
      remediationId: remediationIdOf(finding.id, finding.revision),
      plan,
      observation,
      ...(policyVersions === undefined ? {} : { policyVersions }),
      approved: true,
      now: context.now(),
    });
    if (answer.status === "pass") continue;
    refused.push({ guard: answer.guard, reason: answer.reason, clear: answer.clear });
  }
  return refused;
}

function shownPlan(
  { id, revision, baseline, entity }: Finding,
  repaired: readonly Finding[],
  { plan }: Sight,
  guards: ShownPlan["guards"],
): ShownPlan {
  return {
    remediationId: remediationIdOf(id, revision),
    baseline,
    entity,
    drifts: repaired.map(({ drift: { rule, subject, severity, summary } }) => ({ rule, subject, severity, summary })),
    steps: plan.plan.steps.map(shownStep),
    guards,
  };
}

function shownStep({ call, reversal, repairs }: RemediationStep): ShownPlan["steps"][number] {
  const told = { call: describeCall(call), repairs: repairs.map(({ rule, subject }) => ({ rule, subject })) };
  return reversal.reversible
    ? { ...told, reversible: true, inverse: reversal.inverse.map(describeCall) }
    : { ...told, reversible: false, inverse: [], why: reversal.why };
}

function unplanned(
  { baseline, entity, drift: { rule, subject } }: Finding,
  status: Unplanned["status"],
  reason: string,
): Unplanned {
  return { baseline, entity, rule, subject, status, reason };
}
