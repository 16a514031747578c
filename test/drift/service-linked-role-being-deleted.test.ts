import { describe, expect, it } from "vitest";
import type { DeletionTask } from "../../shared/observation/entity-state.ts";
import {
  ABSENT,
  denied,
  detect,
  driftsOf,
  expectedRole,
  expectedServiceLinkedRole,
  onlyDrift,
  outcomeOf,
  present,
  roleState,
  serviceLinkedRoleState,
} from "./fixtures.ts";

const RULE = "service-linked-role-being-deleted";
const TASK =
  "task/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3/4ba0ee4b-0000-4000-8000-000000000001";
const OTHER = `${TASK.slice(0, -1)}2`;

const withTasks = (...tasks: readonly DeletionTask[]) => serviceLinkedRoleState({ deletionTasks: present(tasks) });
const withTask = (status: DeletionTask["status"]) => withTasks({ taskId: TASK, status });

describe(RULE, () => {
  it.each(["NOT_STARTED", "IN_PROGRESS"] as const)("fires while its task is %s", async (status) => {
    expect(onlyDrift(await detect(expectedServiceLinkedRole({ severity: "high" }), withTask(status)))).toMatchObject({
      rule: RULE,
      subject: TASK,
      severity: "high",
      summary:
        "Service-linked role AWSServiceRoleForIVSRecordToS3 is being deleted, and its baseline sample requires it; the deletion fails if the service still uses the role.",
    });
  });

  it.each(["SUCCEEDED", "FAILED"] as const)("does not fire once its task has %s", async (status) => {
    expect(driftsOf(await detect(expectedServiceLinkedRole(), withTask(status)))).toEqual([]);
  });

  it("is decided without a drift where nobody named a task, or IAM knows none of those named", async () => {
    for (const state of [serviceLinkedRoleState(), withTasks()]) {
      const detection = await detect(expectedServiceLinkedRole(), state);
      expect(outcomeOf(detection, RULE)).toEqual({ rule: RULE, status: "decided", drifts: [] });
      expect(driftsOf(detection)).toEqual([]);
    }
  });

  it("is no news when the task begins", async () => {
    const of = async (status: DeletionTask["status"]) =>
      onlyDrift(await detect(expectedServiceLinkedRole(), withTask(status))).fingerprint;
    expect(await of("IN_PROGRESS")).toBe(await of("NOT_STARTED"));
  });

  it("tells of the task that is under way, beside one that has failed", async () => {
    const state = withTasks({ taskId: TASK, status: "FAILED" }, { taskId: OTHER, status: "IN_PROGRESS" });
    expect(onlyDrift(await detect(expectedServiceLinkedRole(), state)).subject).toBe(OTHER);
  });

  it.each(["optional", "retired"] as const)("lets one go that is %s", async (presence) => {
    const detection = await detect(expectedServiceLinkedRole({ presence }), withTask("IN_PROGRESS"));
    expect(outcomeOf(detection, RULE)).toEqual({ rule: RULE, status: "decided", drifts: [] });
  });

  it("is not about other roles", async () => {
    const state = roleState({ deletionTasks: present([{ taskId: TASK, status: "IN_PROGRESS" }]) });
    expect(driftsOf(await detect(expectedRole(), state))).toEqual([]);
  });

  it("is undecided where the status could not be read, and that is told", async () => {
    const state = serviceLinkedRoleState({ deletionTasks: denied("GetServiceLinkedRoleDeletionStatus") });
    const detection = await detect(expectedServiceLinkedRole(), state);
    expect(outcomeOf(detection, RULE).status).toBe("undecided");
    expect(onlyDrift(detection)).toMatchObject({ rule: "unreadable", subject: "deletionTasks" });
    expect(outcomeOf(await detect(expectedServiceLinkedRole(), denied("GetRole")), RULE).status).toBe("undecided");
  });

  it("tells nothing more of one that is gone", async () => {
    const drift = onlyDrift(await detect(expectedServiceLinkedRole(), ABSENT));
    expect(drift.rule).toBe("entity-missing");
  });
});
