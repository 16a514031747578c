import type { DeletionTask, EntityState } from "./entity-state.ts";
import type { Observation } from "./observation.ts";

/** Whether a task may still delete its role. */
export function isUnderWay({ status }: DeletionTask): boolean {
  return status === "NOT_STARTED" || status === "IN_PROGRESS";
}

/** What a reading has shown of the deletion tasks that it was asked about. */
export interface EndedTasks {
  /** Those that nobody need ask about again: they have ended, IAM knows nothing of them, or their role is gone. */
  readonly ended: readonly string[];
  /** Those of them that IAM knows nothing of. */
  readonly unknown: readonly string[];
}

/** Which of the tasks that were asked about are over. None is where that could not be read. */
export function endedTasks(observation: Observation<EntityState>, asked: readonly string[]): EndedTasks {
  if (observation.status === "absent") return { ended: asked, unknown: [] };
  const tasks =
    observation.status === "present" && observation.state.kind === "role" ? observation.state.deletionTasks : undefined;
  if (tasks?.status !== "present") return { ended: [], unknown: [] };
  const underWay = new Set(tasks.state.filter(isUnderWay).map(({ taskId }) => taskId));
  const known = new Set(tasks.state.map(({ taskId }) => taskId));
  return {
    ended: asked.filter((taskId) => !underWay.has(taskId)),
    unknown: asked.filter((taskId) => !known.has(taskId)),
  };
}
