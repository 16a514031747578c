import type { ExpectedEntity } from "../shared/baselines/expected-state.ts";
import type { Detection, Drift } from "../shared/drift/drift.ts";
import { identityOf, type RememberedIdentity } from "../shared/drift/identity.ts";
import type { ObservedEntity } from "../shared/drift/observe-expected.ts";
import { serviceLinkedRoleBeingDeleted } from "../shared/drift/service-linked-role-being-deleted.ts";
import { parseDeletionTask } from "../shared/iam/deletion-task.ts";
import { formatEntity } from "../shared/iam/entity-reference.ts";
import type { LedgerStore } from "../shared/ledger/ledger-store.ts";
import { amendRemembered, withAccepted, withDeletionTasks, withReading } from "../shared/ledger/remembered-entity.ts";
import { endedTasks } from "../shared/observation/deletion-tasks.ts";
import type { Log } from "./logger.ts";

/** The deletion tasks to ask about of an entity, or why the ledger could not tell them. */
interface Recalled {
  readonly taskIds: readonly string[];
  readonly fault?: unknown;
}

/** The deletion tasks of those entities that have any use for them. */
export type RecalledTasks = ReadonlyMap<ExpectedEntity, Recalled>;

/**
 * Which deletion tasks to ask IAM about: those that the ledger remembers, and those that events claim to be of the same role. These
 * are written down first, because no later reading could find them: IAM lists no tasks.
 * A fault of the ledger is kept for {@link takeInReading}, so that it concerns its entity alone.
 */
export async function recallDeletionTasks(
  ledger: LedgerStore,
  account: string,
  entities: readonly ExpectedEntity[],
  claimed: readonly string[],
): Promise<RecalledTasks> {
  const judged = entities.filter((expected) => serviceLinkedRoleBeingDeleted.aspectOf(expected) !== undefined);
  const recalled = judged.map(async (expected): Promise<[ExpectedEntity, Recalled]> => {
    const own = claimed.filter((taskId) => isOf(expected, taskId));
    try {
      const { deletionTasks } = await amendRemembered(ledger, account, formatEntity(expected.entity), (remembered) =>
        withDeletionTasks(remembered, own),
      );
      return [expected, { taskIds: deletionTasks }];
    } catch (fault) {
      return [expected, { taskIds: [], fault }];
    }
  });
  return new Map(await Promise.all(recalled));
}

/** A task names its service and its role; one of another role says nothing of this one. */
function isOf(expected: ExpectedEntity, taskId: string): boolean {
  const task = parseDeletionTask(taskId);
  if (task === undefined || expected.kind !== "service-linked-role") return false;
  return task.service === expected.service && task.roleName.toLowerCase() === expected.entity.name.toLowerCase();
}

/** Where the ledger is, and where it is said that a task is none. */
interface MemoryPorts {
  readonly ledger: LedgerStore;
  readonly log: Log;
}

/** Which entity the ledger knows by its name. */
interface Known {
  readonly remembered?: RememberedIdentity;
}

/**
 * Takes what a reading has shown into what is remembered of its entity, before it is judged: whoever reads an entity first decides
 * which one it is held to be.
 * @returns the identity to hold the reading to; nothing where none was ever read
 * @throws PlumblineError `LedgerConflict` or `LedgerUnavailable`, retryable, also where the ledger could not tell the tasks.
 */
export async function takeInReading(
  account: string,
  { expected, observation }: ObservedEntity,
  recalled: Recalled | undefined,
  { ledger, log }: MemoryPorts,
): Promise<Known> {
  if (recalled?.fault !== undefined) throw recalled.fault;
  const name = formatEntity(expected.entity);
  const { ended, unknown } = endedTasks(observation.observation, recalled?.taskIds ?? []);
  for (const taskId of unknown) {
    log.warn(`IAM knows no deletion task ${taskId} of ${name} in account ${account}; it is not asked about again.`, {});
  }
  const shown = identityOf(expected, observation);
  const { identity } = await amendRemembered(ledger, account, name, (remembered) =>
    withReading(remembered, { ended, ...(shown === undefined ? {} : { identity: shown }) }),
  );
  return identity === undefined ? {} : { remembered: identity };
}

/**
 * Remembers the entity that was read in the place of the one before, where a waiver accepts that it is another: it is the one from now
 * on, also when the waiver is over, and the next reading resolves the finding.
 * @throws PlumblineError `LedgerConflict` or `LedgerUnavailable`, retryable.
 */
export async function acceptWaived(
  ledger: LedgerStore,
  { account, entity, outcomes }: Detection,
  { expected, observation, remembered }: ObservedEntity & Known,
  waived: (drift: Drift) => boolean,
): Promise<void> {
  const accepted = identityOf(expected, observation);
  if (accepted === undefined || remembered === undefined) return;
  const drifts = outcomes.flatMap((outcome) => (outcome.status === "decided" ? outcome.drifts : []));
  if (!drifts.some((drift) => drift.rule === "entity-re-created" && waived(drift))) return;
  await amendRemembered(ledger, account, formatEntity(entity), (held) => withAccepted(held, remembered, accepted));
}
