import type { ExpectedEntity } from "../baselines/expected-state.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import type { EntityObservation } from "../observation/entity-state.ts";
import type { ManagedPolicyReader } from "../observation/managed-policy-reader.ts";
import type { Detection, Drift, RuleOutcome } from "./drift.ts";
import { createEffects, readEachOnce } from "./effects.ts";
import type { ExpectedPolicyLookup } from "./expected-policies.ts";
import { driftFingerprint } from "./fingerprint.ts";
import type { RememberedIdentity } from "./identity.ts";
import { listedKeysOf, looksAtKeys } from "./listed-keys.ts";
import type { JudgedDrift, LoadActionTable, Rule, RuleInput } from "./rule.ts";
import { RULE_TABLE } from "./rules.ts";

/** What is held against what. */
export interface DetectionInput {
  /** Twelve digits. */
  readonly account: string;
  readonly expected: ExpectedEntity;
  /** A reading of that very entity. */
  readonly observation: EntityObservation;
  /** Which entity is known to bear the name; where it is left out, no entity is found to be re-created. */
  readonly remembered?: RememberedIdentity;
  /** What ages are counted to. */
  readonly now: Date;
  /** Called only where two documents are found to decide differently. */
  readonly loadTable: LoadActionTable;
  /** Of that very account. Asked only where the entity has a policy that its baseline does not name, or for its effective permissions. */
  readonly managedPolicies: ManagedPolicyReader;
  /** What the account's baselines say of its managed policies; where it is left out, they say nothing of any. */
  readonly expectedPolicy?: ExpectedPolicyLookup;
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
  const { account, expected, observation: reading, expectedPolicy = () => undefined, ...given } = detection;
  requireSameEntity(expected, reading);
  const { observation } = reading;
  const ports = { ...given, managedPolicies: readEachOnce(given.managedPolicies) };
  const effects = createEffects({ expected, observation, expectedPolicy, ...ports });
  const input: RuleInput = { expected, observation, effects, ...ports };
  const outcomes: RuleOutcome[] = [];
  for (const rule of RULE_TABLE) outcomes.push(await decide(rule, input, reading));
  const { baseline, entity } = expected;
  const listedKeys = looksAtKeys(expected) ? listedKeysOf(reading) : undefined;
  const detected = { account, baseline, entity, askedAt: reading.askedAt, outcomes };
  return listedKeys === undefined ? detected : { ...detected, listedKeys };
}

async function decide(rule: Rule, input: RuleInput, { askedAtOf }: EntityObservation): Promise<RuleOutcome> {
  const judgement = await rule.judge(input);
  if (judgement.status === "undecided") return { rule: rule.name, ...judgement };
  const drifts = judgement.drifts.map((drift) => complete(rule, input.expected, drift)).toSorted(bySubject);
  const aspect = rule.aspectOf(input.expected);
  const askedAt = aspect === undefined ? undefined : askedAtOf?.[aspect];
  return { rule: rule.name, status: "decided", drifts, ...(askedAt === undefined ? {} : { askedAt }) };
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
