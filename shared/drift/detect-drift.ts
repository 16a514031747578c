import type { ExpectedEntity } from "../baselines/expected-state.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import type { EntityObservation } from "../observation/entity-state.ts";
import type { Detection, Drift, RuleOutcome } from "./drift.ts";
import { driftFingerprint } from "./fingerprint.ts";
import type { JudgedDrift, LoadActionTable, Rule, RuleInput } from "./rule.ts";
import { RULE_TABLE } from "./rules.ts";

/** What is held against what. */
export interface DetectionInput {
  /** Twelve digits. */
  readonly account: string;
  readonly expected: ExpectedEntity;
  /** A reading of that very entity. */
  readonly observation: EntityObservation;
  /** What ages are counted to. */
  readonly now: Date;
  /** Called only where two documents are found to decide differently. */
  readonly loadTable: LoadActionTable;
}

/**
 * Holds one reading of an entity to what is expected of it. Every rule has its outcome, in the order of `RULES`: a rule
 * that the baseline gives nothing to judge has decided that there is no drift. The same input gives the same detection. Policies are
 * compared without the action table, which is loaded to say what a difference comes to.
 *
 * @throws TypeError where the reading is of another entity, or another kind of entity, than is expected: a fault of the caller.
 * @throws PlumblineError `InvalidPolicy` where a canonical document is no policy.
 * @throws what `loadTable` throws: a difference that cannot be told is not passed over.
 */
export async function detectDrift(detection: DetectionInput): Promise<Detection> {
  const { account, expected, observation, now, loadTable } = detection;
  requireSameEntity(expected, observation);
  const input: RuleInput = { expected, observation: observation.observation, now, loadTable };
  const outcomes: RuleOutcome[] = [];
  for (const rule of RULE_TABLE) outcomes.push(await decide(rule, input));
  const { baseline, entity } = expected;
  return { account, baseline, entity, askedAt: observation.askedAt, outcomes };
}

async function decide(rule: Rule, input: RuleInput): Promise<RuleOutcome> {
  const judgement = await rule.judge(input);
  if (judgement.status === "undecided") return { rule: rule.name, ...judgement };
  const drifts = judgement.drifts.map((drift) => complete(rule, input.expected, drift)).toSorted(bySubject);
  return { rule: rule.name, status: "decided", drifts };
}

function complete({ name }: Rule, { baseline, entity }: ExpectedEntity, { content, ...judged }: JudgedDrift): Drift {
  const fingerprint = driftFingerprint(name, judged.subject, content);
  return { rule: name, baseline, entity, deltas: [], ...judged, fingerprint };
}

/** By UTF-16 units, as the same everywhere; within a rule a subject occurs once, and the fingerprint settles the rest. */
function bySubject(left: Drift, right: Drift): number {
  return compareText(left.subject, right.subject) || compareText(left.fingerprint, right.fingerprint);
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function requireSameEntity(expected: ExpectedEntity, { entity, observation }: EntityObservation): void {
  const wanted = formatEntity(expected.entity);
  if (formatEntity(entity) !== wanted)
    throw new TypeError(`${formatEntity(entity)} was read where ${wanted} is expected.`);
  if (observation.status !== "present" || observation.state.kind === expected.entity.kind) return;
  throw new TypeError(`${wanted} was read as a ${observation.state.kind}.`);
}
