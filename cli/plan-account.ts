import { type ExpectedEntity, SEVERITIES } from "../shared/baselines/expected-state.ts";
import { parseEntity } from "../shared/iam/entity-reference.ts";
import type { Finding } from "../shared/ledger/finding.ts";
import { lookAt, type Sight, standingOf } from "../shared/remediation/apply-look.ts";
import { runGuards } from "../shared/remediation/guard.ts";
import { changesOf, type PlannedChange } from "../shared/remediation/plan-changes.ts";
import { type PlanId, planHoldsUntil, planIdOf, planTime } from "../shared/remediation/plan-id.ts";
import { driftKey } from "../shared/remediation/record-steps.ts";
import { describeCall, type RemediationStep } from "../shared/remediation/remediation-plan.ts";
import type { PlanResult, ShownPlan, Unplanned } from "./plan-schema.ts";
import type { RemediationDesk } from "./remediate-context.ts";
import { usageError } from "./usage-error.ts";

/** The open findings of one entity under one baseline, worst first; never empty. */
type EntityFindings = readonly [Finding, ...Finding[]];

/** A plan of one entity, and the finding by whose id it goes: the worst that it puts right, or the one that was asked for. */
export interface PlannedEntity {
  readonly shown: ShownPlan;
  readonly finding: Finding;
}

/** What planning an account comes to. */
interface PlannedAccount {
  readonly planned: readonly PlannedEntity[];
  /** The open findings that no plan puts right. */
  readonly unplanned: readonly Unplanned[];
}

/**
 * Plans the repair of every open finding of the account, an entity at a time. Nothing is written, and nothing counted.
 * @param entity Only this one, `role/NAME`.
 * @param again A plan that was made before: the same finding's is made as of that time, so that it has the same id where nothing has changed.
 * @throws PlumblineError `UsageError` where that is no entity; what reading throws
 */
export async function planEntities(
  desk: RemediationDesk,
  entity: string | undefined,
  again?: PlanId,
): Promise<PlannedAccount> {
  if (entity !== undefined && parseEntity(entity) === undefined) {
    throw usageError(`--entity ${entity} is no entity; write role/NAME, user/NAME, group/NAME or policy/NAME.`);
  }
  const planned: PlannedEntity[] = [];
  const unplanned: Unplanned[] = [];
  for (const findings of await openFindings(desk, entity, again)) {
    const outcome = await planEntityFindings(findings, desk, again);
    if (outcome.planned !== undefined) planned.push(outcome.planned);
    unplanned.push(...outcome.unplanned);
  }
  return { planned, unplanned };
}

/** What was planned, as `plumbline plan` tells it. */
export function planResult({ planned, unplanned }: PlannedAccount, { account, context }: RemediationDesk): PlanResult {
  return {
    version: 1,
    plannedAt: context.now().toISOString(),
    account: account.account,
    configurationDigest: context.configurationDigest,
    plans: planned.map(({ shown }) => shown),
    unplanned: [...unplanned],
  };
}

async function openFindings(
  { context: { ledger }, account }: RemediationDesk,
  entity: string | undefined,
  again: PlanId | undefined,
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
  return [...groups.values()].map((findings) => inOrder(findings, again));
}

/** The one that was asked for, and then the worst first. */
function inOrder(findings: EntityFindings, again: PlanId | undefined): EntityFindings {
  const rank = ({ id, drift }: Finding) =>
    id === again?.findingId ? SEVERITIES.length : SEVERITIES.indexOf(drift.severity);
  const [first, ...rest] = findings.toSorted((one, other) => rank(other) - rank(one));
  return first === undefined ? findings : [first, ...rest];
}

async function planEntityFindings(
  findings: EntityFindings,
  desk: RemediationDesk,
  again: PlanId | undefined,
): Promise<{ readonly planned?: PlannedEntity; readonly unplanned: readonly Unplanned[] }> {
  const expected = desk.context.expectedOf(findings[0]);
  if (expected === undefined) {
    const reason = "Its baseline does not name this entity any more; the next sweep resolves it.";
    return { unplanned: findings.map((finding) => unplanned(finding, "unclear", reason)) };
  }
  const asked = findings[0];
  let sight = await lookFor(asked, expected, desk);
  const sorted = () => sortOut(findings, expected, sight);
  const first = sorted().repaired[0];
  if (first === undefined) return { unplanned: sorted().left };
  // A plan is made for the finding by whose id it goes: where not all can be repaired, that one is.
  if (first !== asked) sight = await lookFor(first, expected, desk);
  const { repaired, left } = sorted();
  if (!repaired.includes(first)) return { unplanned: left };
  const guards = await refusals(first, sight, desk);
  const madeAt = again?.findingId === first.id ? again.madeAt : planTime(desk.context.now());
  return { planned: { shown: shownPlan(first, repaired, { sight, guards, madeAt }), finding: first }, unplanned: left };
}

function lookFor(finding: Finding, expected: ExpectedEntity, { context }: RemediationDesk): Promise<Sight> {
  return lookAt(finding.account, expected, finding.drift, {
    ...context,
    approved: true,
    undoneBy: () => undefined,
    remembered: () => context.ledger.remembered(finding.account, finding.entity),
  });
}

/** Which findings a plan puts right, in their order, and why it does not the others. */
function sortOut(
  findings: EntityFindings,
  expected: ExpectedEntity,
  sight: Sight,
): { readonly repaired: readonly Finding[]; readonly left: readonly Unplanned[] } {
  const repaired: Finding[] = [];
  const left: Unplanned[] = [];
  for (const finding of findings) {
    const why = whyNot(finding, expected.remediate === "off", sight);
    if (why === undefined) repaired.push(finding);
    else left.push(unplanned(finding, why.status, why.reason));
  }
  return { repaired, left };
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
      // Of no remediation yet: nothing that is counted is counted for it.
      remediationId: finding.id,
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
  { id, baseline, entity }: Finding,
  repaired: readonly Finding[],
  { sight, guards, madeAt }: { readonly sight: Sight; readonly guards: ShownPlan["guards"]; readonly madeAt: Date },
): ShownPlan {
  const { plan, reading, policyVersions } = sight;
  const { steps } = plan.plan;
  const from = { observation: reading.observation, ...(policyVersions === undefined ? {} : { policyVersions }) };
  const changes = changesOf(steps, from);
  return {
    remediationId: planIdOf(id, madeAt, sight),
    madeAt: madeAt.toISOString(),
    holdsUntil: planHoldsUntil(madeAt).toISOString(),
    baseline,
    entity,
    drifts: repaired.map(({ drift: { rule, subject, severity, summary } }) => ({ rule, subject, severity, summary })),
    steps: steps.map((step, index) => shownStep(step, changes[index] ?? [])),
    guards,
  };
}

function shownStep(
  { call, reversal, repairs }: RemediationStep,
  changes: readonly PlannedChange[],
): ShownPlan["steps"][number] {
  const told = {
    call: describeCall(call),
    changes: [...changes],
    repairs: repairs.map(({ rule, subject }) => ({ rule, subject })),
  };
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
