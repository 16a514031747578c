import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { Waiver } from "../baselines/waivers.ts";
import { detectDrift } from "../drift/detect-drift.ts";
import type { Detection, Drift } from "../drift/drift.ts";
import type { ExpectedPolicyLookup } from "../drift/expected-policies.ts";
import type { LoadActionTable } from "../drift/rule.ts";
import { waiverOf } from "../drift/waive.ts";
import type { RememberedEntity } from "../ledger/remembered-entity.ts";
import type { EntityObservation, EntityState } from "../observation/entity-state.ts";
import type { IamReader } from "../observation/iam-reader.ts";
import type { ManagedPolicyReader } from "../observation/managed-policy-reader.ts";
import type { Observation } from "../observation/observation.ts";
import { type AccountQuotasReader, mayMeetQuota } from "./account-quotas.ts";
import { groupsToRead, managedPoliciesToRead, planEntity } from "./plan-entity.ts";
import type { PolicyVersion, PolicyVersionReader } from "./policy-versions.ts";
import { driftKey } from "./record-steps.ts";
import type { EntityPlan } from "./remediation-plan.ts";

/** What looking at an entity needs. */
export interface LookPorts {
  readonly reader: IamReader;
  readonly managedPolicies: ManagedPolicyReader;
  readonly policyVersions: PolicyVersionReader;
  readonly accountQuotas: AccountQuotasReader;
  /** See `detectDrift`: the same as where the finding was made, so that a waiver accepts the same here and there. */
  readonly expectedPolicy?: ExpectedPolicyLookup;
  readonly now: () => Date;
  /** See `detectDrift`. */
  readonly loadTable: LoadActionTable;
  readonly waivers: readonly Waiver[];
  /** What the ledger remembers of the entity; `undefined` where that is nothing. */
  readonly remembered: () => Promise<RememberedEntity | undefined>;
  /** Whether a person has approved just this. */
  readonly approved: boolean;
  /** Who has undone the repair of a drift that is still as it was then; nothing puts that right again by itself. */
  readonly undoneBy: (drift: Drift) => string | undefined;
}

/** What one reading of an entity shows, and what it would take to put that right. */
export interface Sight {
  readonly reading: EntityObservation;
  readonly detection: Detection;
  /** Every drift that is decided. */
  readonly drifts: readonly Drift[];
  readonly plan: EntityPlan;
  /** Of a customer managed policy that drifts; absent of anything else. */
  readonly policyVersions?: Observation<readonly PolicyVersion[]>;
  /** Whether the entity was made anew, under the same name, and nobody has accepted that. */
  readonly isAnother: boolean;
}

/**
 * Reads an entity, holds the reading to what is expected, and plans the repair of every drift of it that is neither waived nor left as a
 * person has put it.
 * @param first The drift that asked: where not all can be repaired, it is the first that is.
 */
export async function lookAt(
  account: string,
  expected: ExpectedEntity,
  first: Pick<Drift, "rule" | "subject">,
  ports: LookPorts,
): Promise<Sight> {
  const remembered = await ports.remembered();
  const reading = await readEntity(expected, remembered, ports);
  const { loadTable, managedPolicies, expectedPolicy, waivers } = ports;
  const now = ports.now();
  const known = {
    ...(remembered?.identity === undefined ? {} : { remembered: remembered.identity }),
    ...(expectedPolicy === undefined ? {} : { expectedPolicy }),
  };
  const detection = await detectDrift({
    account,
    expected,
    observation: reading,
    now,
    loadTable,
    managedPolicies,
    ...known,
  });
  const drifts = detection.outcomes.flatMap((outcome) => (outcome.status === "decided" ? outcome.drifts : []));
  const open = drifts.filter((drift) => waiverOf(waivers, account, drift, now) === undefined);
  const isAnother = open.some(({ rule }) => rule === "entity-re-created");
  const repairable = open.filter((drift) => ports.undoneBy(drift) === undefined);
  const planned = await planSight(expected, firstFirst(repairable, first), reading, ports);
  return { reading, detection, drifts, isAnother, ...planned };
}

function readEntity(
  { entity, path }: ExpectedEntity,
  remembered: RememberedEntity | undefined,
  { reader }: LookPorts,
): Promise<EntityObservation> {
  const tasks = remembered?.deletionTasks ?? [];
  return reader.observe({ entity, path, ...(tasks.length === 0 ? {} : { deletionTasks: tasks }) });
}

async function planSight(
  expected: ExpectedEntity,
  drifts: readonly Drift[],
  { observation }: EntityObservation,
  { reader, policyVersions, accountQuotas, managedPolicies, approved }: LookPorts,
): Promise<Pick<Sight, "plan" | "policyVersions">> {
  const versions =
    observation.status === "present" && observation.state.kind === "policy" && drifts.length > 0
      ? { policyVersions: await policyVersions.readVersions(observation.state.arn) }
      : {};
  const groups = new Map<string, Observation<EntityState>>();
  for (const name of groupsToRead({ drifts })) {
    const group = await reader.observe({ entity: { kind: "group", name }, path: "/" });
    groups.set(name, group.observation);
  }
  const managedDocuments = new Map<string, Observation<string>>();
  for (const policyArn of managedPoliciesToRead({ expected, drifts, observation, groups })) {
    managedDocuments.set(policyArn, await managedPolicies.readDocument(policyArn));
  }
  const quotas = mayMeetQuota({ drifts }) ? { accountQuotas: await accountQuotas.readQuotas() } : {};
  const plan = planEntity({
    expected,
    drifts,
    observation,
    groups,
    managedDocuments,
    approved,
    ...versions,
    ...quotas,
  });
  return { plan, ...versions };
}

function firstFirst(drifts: readonly Drift[], first: Pick<Drift, "rule" | "subject">): readonly Drift[] {
  const isFirst = (drift: Drift) => driftKey(drift) === driftKey(first);
  return [...drifts.filter(isFirst), ...drifts.filter((drift) => !isFirst(drift))];
}

/** Whether a drift is there, is gone, or cannot be judged; `why` is a clause. */
export type Standing =
  | { readonly status: "there"; readonly drift: Drift }
  | { readonly status: "gone" }
  | { readonly status: "unclear"; readonly why: string };

/** What a sight shows of one drift. */
export function standingOf({ detection }: Sight, { rule, subject }: Pick<Drift, "rule" | "subject">): Standing {
  const outcome = detection.outcomes.find((each) => each.rule === rule);
  if (outcome === undefined) return { status: "unclear", why: "its baseline does not judge it any more" };
  if (outcome.status === "undecided") return { status: "unclear", why: outcome.reason };
  const drift = outcome.drifts.find((each) => each.subject === subject);
  return drift === undefined ? { status: "gone" } : { status: "there", drift };
}
