import type { AccountAddress } from "../iam/arn.ts";
import { arnOf, type HeldEntity } from "./held-entity.ts";
import type { Details, EntityIndex } from "./read-snapshot-details.ts";
import type { Snapshot } from "./snapshot.ts";
import { createSnapshotPolicyReader } from "./snapshot-policy-reader.ts";
import { createSnapshotReader } from "./snapshot-reader.ts";
import type { CredentialReport } from "./snapshot-report.ts";

/** The snapshot that details are, with a credential report of the same account where there is one. */
export function snapshotOf(details: Details, account: AccountAddress, report: CredentialReport | undefined): Snapshot {
  return {
    account,
    entities: entitiesOf(details.held).map(({ entity, path }) => ({ entity, path })),
    leftOut: entitiesOf(details.strange).map(arnOf),
    reader: (takenAt) => createSnapshotReader(details, report, takenAt.toISOString()),
    managedPolicies: createSnapshotPolicyReader(details),
  };
}

function entitiesOf({ user, group, role, policy }: EntityIndex): readonly HeldEntity[] {
  return [user, group, role, policy].flatMap((byName) => [...byName.values()]);
}
