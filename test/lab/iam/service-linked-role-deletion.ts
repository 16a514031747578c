import type { AccountState } from "./account.ts";

/**
 * Completes the deletions of service-linked roles that are due. Called before every request, so that a deletion is
 * visible to whoever reads after its time, whether or not anyone asked for its status.
 */
export function completeDueDeletions(account: AccountState, now: Date): void {
  for (const task of account.deletionTasks.values()) {
    if (task.status === "SUCCEEDED" || task.completesAt > now) {
      continue;
    }
    task.status = "SUCCEEDED";
    for (const role of account.roles.values()) {
      if (role.roleId === task.roleId) {
        account.roles.delete(role.roleName);
      }
    }
  }
}
