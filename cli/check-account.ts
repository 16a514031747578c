import type { ExpectedAccount } from "../shared/baselines/expected-state.ts";
import type { Waiver } from "../shared/baselines/waivers.ts";
import { detectDrift } from "../shared/drift/detect-drift.ts";
import type { Drift } from "../shared/drift/drift.ts";
import { type ExpectedPolicyLookup, expectedPoliciesOf } from "../shared/drift/expected-policies.ts";
import { type ObservedEntity, observeExpected } from "../shared/drift/observe-expected.ts";
import type { LoadActionTable } from "../shared/drift/rule.ts";
import { waiverOf } from "../shared/drift/waive.ts";
import { formatEntity } from "../shared/iam/entity-reference.ts";
import type { IamReader } from "../shared/observation/iam-reader.ts";
import type { ManagedPolicyReader } from "../shared/observation/managed-policy-reader.ts";
import type { CheckedAccount, CheckedEntity, CheckSource, WaivedDrift } from "../shared/reports/check-result.ts";
import { checkedAccessKeys } from "./check-access-keys.ts";
import { comparedDocument } from "./check-documents.ts";

/** What is checked, and with what. */
export interface AccountCheck {
  readonly account: ExpectedAccount;
  readonly source: CheckSource;
  /** Reads that very account. */
  readonly reader: IamReader;
  /** Reads that account's managed policies, and AWS's own. */
  readonly managedPolicies: ManagedPolicyReader;
  /** What ages are counted to, and waivers are in force at. */
  readonly now: Date;
  readonly loadTable: LoadActionTable;
  readonly waivers: readonly Waiver[];
  /** Where a document's file really stands; absent where that is where it says. */
  readonly relocate?: (file: string) => string;
}

/**
 * Reads every entity that is expected of an account, each once and only what some rule looks at, and holds it to its baseline.
 * @throws what `detectDrift` throws
 */
export async function checkAccount(check: AccountCheck): Promise<CheckedAccount> {
  const { account, partition, alias, entities } = check.account;
  const checked: CheckedEntity[] = [];
  const expectedPolicy = expectedPoliciesOf(check.account);
  for (const observed of await observeExpected(check.reader, entities)) {
    checked.push(await checkEntity(observed, check, expectedPolicy));
  }
  return { account, ...(alias === undefined ? {} : { alias }), partition, source: check.source, entities: checked };
}

async function checkEntity(
  { expected, observation }: ObservedEntity,
  { account: { account }, now, loadTable, managedPolicies, waivers, relocate = (file) => file }: AccountCheck,
  expectedPolicy: ExpectedPolicyLookup,
): Promise<CheckedEntity> {
  const given = { now, loadTable, managedPolicies, expectedPolicy };
  const { outcomes } = await detectDrift({ account, expected, observation, ...given });
  const found = outcomes.flatMap((outcome) => (outcome.status === "decided" ? outcome.drifts : []));
  const drifts: Drift[] = [];
  const waived: WaivedDrift[] = [];
  for (const drift of found) {
    const waiver = waiverOf(waivers, account, drift, now);
    if (waiver === undefined) drifts.push(drift);
    else waived.push({ drift, decidedBy: waiver.decidedBy, reason: waiver.reason, until: waiver.until });
  }
  const documents = found.flatMap(
    (drift) => comparedDocument(drift, expected, observation.observation, relocate) ?? [],
  );
  const accessKeys = checkedAccessKeys(expected, observation.observation, now);
  return {
    baseline: expected.baseline,
    entity: formatEntity(expected.entity),
    path: expected.path,
    drifts,
    waived,
    undecided: outcomes.flatMap((each) =>
      each.status === "undecided" ? [{ rule: each.rule, reason: each.reason }] : [],
    ),
    ...(documents.length === 0 ? {} : { documents }),
    ...(accessKeys === undefined ? {} : { accessKeys }),
  };
}
