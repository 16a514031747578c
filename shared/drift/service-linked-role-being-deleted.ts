import { isUnderWay } from "../observation/deletion-tasks.ts";
import { aspectRule } from "./rule.ts";
import { nameEntity, sentence } from "./wording.ts";

/** IAM is deleting a service-linked role that its baseline requires. See docs/rules/service-linked-role-being-deleted.md. */
export const serviceLinkedRoleBeingDeleted = aspectRule({
  name: "service-linked-role-being-deleted",
  aspect: "deletionTasks",
  // One that is optional or retired may go.
  wanted: (expected) => (expected.kind === "service-linked-role" && expected.presence === "required") || undefined,
  judge({ live, expected }) {
    return live.filter(isUnderWay).map(({ taskId }) => {
      const deleted = `${nameEntity(expected)} is being deleted, and its baseline ${expected.baseline} requires it`;
      const summary = sentence(`${deleted}; the deletion fails if the service still uses the role`);
      return { subject: taskId, severity: expected.severity, summary, content: [] };
    });
  },
});
