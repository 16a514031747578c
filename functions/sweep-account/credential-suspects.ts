import type { ExpectedAccount, ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { credentialRules, isOfCredentials, showsNothing } from "../../shared/drift/credential-rules.ts";
import type { RuleName } from "../../shared/drift/drift.ts";
import { looksAtKeys } from "../../shared/drift/listed-keys.ts";
import type { LoadActionTable } from "../../shared/drift/rule.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { LatestReading, LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { isBefore } from "../../shared/ledger/time.ts";
import type { EntityObservation } from "../../shared/observation/entity-state.ts";
import type { ManagedPolicyReader } from "../../shared/observation/managed-policy-reader.ts";
import { isSameSecond } from "../../shared/observation/snapshot-time.ts";
import type { IsSuspect } from "../../shared/observation/sweep-reader.ts";
import { entityKey } from "../settle-entities.ts";

/** What suspects are told by. */
export interface SuspectPorts {
  readonly ledger: Pick<LedgerStore, "latestReading">;
  readonly now: () => Date;
  readonly loadTable: LoadActionTable;
  readonly managedPolicies: ManagedPolicyReader;
}

/**
 * Says whether the credential report may be believed of an entity. It has no key ids and may be four hours old, so it is only ever taken
 * for word that nothing is wrong: what it tells of that a rule would find, what is known to be wrong, what was decided later than the
 * report was made, and keys that were not made when it says, as far as is known, are read live. So is what the ledger cannot
 * tell of: whoever records what was found asks it again, and fails for this entity alone.
 */
export function createIsSuspect({ account, entities }: ExpectedAccount, ports: SuspectPorts): IsSuspect {
  const expectedOf = Map.groupBy(entities, ({ entity }) => entityKey(formatEntity(entity)));
  return async ({ entity }, said) => {
    for (const expected of expectedOf.get(entityKey(formatEntity(entity))) ?? []) {
      const rules = credentialRules(expected);
      if (rules.length === 0) continue;
      const latest = await latestReading(account, expected, ports);
      if (latest === "unknown" || contradicts(expected, rules, latest, said)) return true;
      const { loadTable, managedPolicies } = ports;
      const input = { account, expected, observation: said, now: ports.now(), loadTable, managedPolicies };
      if (!(await showsNothing(input))) return true;
    }
    return false;
  };
}

async function latestReading(
  account: string,
  { entity, baseline }: ExpectedEntity,
  { ledger }: SuspectPorts,
): Promise<LatestReading | undefined | "unknown"> {
  try {
    return await ledger.latestReading(account, formatEntity(entity), baseline);
  } catch (fault) {
    if (!(fault instanceof PlumblineError)) throw fault;
    return "unknown";
  }
}

/** Whether the ledger knows of something that the report has not to decide about. */
function contradicts(
  expected: ExpectedEntity,
  rules: readonly RuleName[],
  latest: LatestReading | undefined,
  said: EntityObservation,
): boolean {
  const saidAt = said.askedAtOf?.accessKeys ?? said.askedAt;
  const { decisions = {}, listedKeys } = latest ?? {};
  if (decisions.unreadable?.drifts.some((drift) => isOfCredentials(expected, drift))) return true;
  // It tells when a key was made or last changed. Of a key that IAM did not list as made just then, the age may be told too young.
  const made = listedKeys?.createdAt ?? [];
  const changes = looksAtKeys(expected) ? changesOf(said) : [];
  if (changes.some((change) => !made.some((createdAt) => isSameSecond(change, createdAt)))) return true;
  return rules.some((rule) => {
    const decision = decisions[rule];
    return decision !== undefined && (decision.drifts.length > 0 || isBefore(saidAt, decision.askedAt));
  });
}

/** When the keys that the report has were made or last changed. */
function changesOf({ observation }: EntityObservation): readonly string[] {
  if (observation.status !== "present" || observation.state.kind !== "user") return [];
  const { accessKeys } = observation.state;
  return accessKeys.status === "present" ? accessKeys.state.map(({ createdAt }) => createdAt) : [];
}
