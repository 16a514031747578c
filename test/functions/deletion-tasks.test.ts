import { describe, expect, it } from "vitest";
import { type DetectPorts, detectRecords } from "../../functions/detect-drift/detect-records.ts";
import type { ExpectedServiceLinkedRole } from "../../shared/baselines/expected-state.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import type { DeletionTask, RoleState } from "../../shared/observation/entity-state.ts";
import type { IamReader } from "../../shared/observation/iam-reader.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { expectedServiceLinkedRole, serviceLinkedRoleState } from "../drift/fixtures.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { accountsOf, configurationOf, createWorld, entering, expectedRole, iamEvent } from "./fixtures.ts";
import { sweepOnce } from "./sweep-fixtures.ts";

const ROLE = "AWSServiceRoleForIVSRecordToS3";
const ENTITY = `role/${ROLE}`;
const TASK = `task/aws-service-role/ivs.amazonaws.com/${ROLE}/4ba0ee4b-9d31-4a1a-8b6c-3a7f1d2c9e10`;
const OTHER_TASK = TASK.replace(/10$/, "20");
const RULE = "service-linked-role-being-deleted";
const DENIED: Observation<never> = {
  status: "unreadable",
  reason: { call: "GetServiceLinkedRoleDeletionStatus", code: "AccessDenied", message: "You may not." },
};

/** The event of its deletion, as a queue has it. */
function deletion(deletionTaskId: string, roleName = ROLE): string {
  const event = JSON.parse(iamEvent(roleName));
  const detail = { ...event.detail, eventName: "DeleteServiceLinkedRole", requestParameters: { roleName } };
  return JSON.stringify({ ...event, detail: { ...detail, responseElements: { deletionTaskId } } });
}

/** A service-linked role, the tasks that IAM knows of it, and Plumbline around it. */
function stage(changes: Partial<ExpectedServiceLinkedRole> = {}, ledger: LedgerStore = createMemoryLedgerStore()) {
  const world = createWorld();
  world.roles.set("task", []);
  const iam = { tasks: new Map<string, DeletionTask["status"]>(), denied: false, gone: false };
  const asked: (readonly string[] | undefined)[] = [];
  const read = (deletionTasks: readonly string[] | undefined): RoleState => {
    if (deletionTasks === undefined) return serviceLinkedRoleState();
    const known = deletionTasks.flatMap((taskId) => {
      const status = iam.tasks.get(taskId);
      return status === undefined ? [] : [{ taskId, status }];
    });
    return serviceLinkedRoleState({ deletionTasks: iam.denied ? DENIED : { status: "present", state: known } });
  };
  const reader: IamReader = {
    async observe(request) {
      if (request.entity.name !== ROLE) return await world.reader.observe(request);
      asked.push(request.deletionTasks);
      const observation: Observation<RoleState> = iam.gone
        ? { status: "absent" }
        : { status: "present", state: read(request.deletionTasks) };
      return { entity: request.entity, askedAt: world.now().toISOString(), observation };
    },
  };
  const configuration = configurationOf(expectedServiceLinkedRole(changes), expectedRole("task"));
  const ports: DetectPorts = {
    ...world,
    configuration,
    accounts: accountsOf(configuration),
    enter: entering(reader, world.managedPolicies),
    ledger,
  };
  /** What is told while something is done, and which tasks were asked about. */
  const toldBy = async (act: () => Promise<unknown>) => {
    const before = world.published.length;
    asked.splice(0);
    await act();
    const news = world.published.slice(before).map(({ news }) => `${news.kind}: ${news.drift.rule}`);
    return { news, asked: [...asked] };
  };
  const event = (...bodies: readonly string[]) =>
    toldBy(() =>
      detectRecords(
        bodies.map((body, index) => ({ messageId: `${index}`, body })),
        ports,
      ),
    );
  const sweep = () => toldBy(() => sweepOnce({ ...world, configuration, ledger, reader }));
  return { world, iam, event, sweep, ports };
}

describe("a service-linked role that is being deleted", () => {
  it("is told once with who is said to do it, asked about until it has failed, and then no more", async () => {
    const { world, iam, event, sweep } = stage();
    iam.tasks.set(TASK, "NOT_STARTED");
    expect(await event(deletion(TASK))).toEqual({ news: [`IAM Drift Opened: ${RULE}`], asked: [[TASK]] });
    expect(world.published[0]?.news).toMatchObject({
      drift: { subject: TASK },
      actor: { eventName: "DeleteServiceLinkedRole", who: `arn:aws:iam::${ACCOUNT}:user/mallory` },
    });
    iam.tasks.set(TASK, "IN_PROGRESS");
    expect(await sweep()).toEqual({ news: [], asked: [[TASK]] });
    expect(await event(deletion(TASK), deletion(TASK))).toEqual({ news: [], asked: [[TASK]] });
    iam.tasks.set(TASK, "FAILED");
    expect(await sweep()).toEqual({ news: [`IAM Drift Resolved: ${RULE}`], asked: [[TASK]] });
    expect(await sweep()).toEqual({ news: [], asked: [undefined] });
  });

  it("becomes one that is missing", async () => {
    const { iam, event, sweep } = stage();
    iam.tasks.set(TASK, "IN_PROGRESS");
    await event(deletion(TASK));
    iam.gone = true;
    const { news } = await sweep();
    expect(news).toEqual(["IAM Drift Opened: entity-missing", `IAM Drift Resolved: ${RULE}`]);
    expect(await sweep()).toEqual({ news: [], asked: [undefined] });
  });

  it("is told of a second task beside the first", async () => {
    const { iam, event } = stage();
    iam.tasks.set(TASK, "IN_PROGRESS");
    await event(deletion(TASK));
    iam.tasks.set(TASK, "FAILED").set(OTHER_TASK, "IN_PROGRESS");
    expect(await event(deletion(OTHER_TASK))).toEqual({
      news: [`IAM Drift Opened: ${RULE}`, `IAM Drift Resolved: ${RULE}`],
      asked: [[TASK, OTHER_TASK]],
    });
  });

  it("is not made up by an event whose task IAM does not know", async () => {
    const { world, event, sweep } = stage();
    expect(await event(deletion(TASK))).toEqual({ news: [], asked: [[TASK]] });
    expect(world.sentences).toEqual([
      `IAM knows no deletion task ${TASK} of ${ENTITY} in account ${ACCOUNT}; it is not asked about again.`,
    ]);
    expect((await sweep()).asked).toEqual([undefined]);
  });

  it.each([
    { name: "another role", event: deletion(TASK.replace(ROLE, "AWSServiceRoleForSupport")) },
    { name: "another service's role of that name", event: deletion(TASK.replace("ivs.", "ecs.")) },
    { name: "no role at all", event: deletion("task/x") },
  ])("is not asked about by the task of $name", async ({ event: body }) => {
    const { event } = stage();
    expect(await event(body)).toEqual({ news: [], asked: [undefined] });
  });

  it("is not forgotten where its task cannot be read: that is told, and asked about again", async () => {
    const { iam, event, sweep } = stage();
    iam.denied = true;
    iam.tasks.set(TASK, "IN_PROGRESS");
    expect((await event(deletion(TASK))).news).toEqual(["IAM Drift Unreadable: unreadable"]);
    expect(await sweep()).toEqual({ news: [], asked: [[TASK]] });
    iam.denied = false;
    expect((await sweep()).news).toEqual([`IAM Drift Opened: ${RULE}`, "IAM Drift Resolved: unreadable"]);
    iam.denied = true;
    expect((await sweep()).news).toEqual(["IAM Drift Unreadable: unreadable"]);
  });

  it.each(["optional", "retired"] as const)("may go where it is %s", async (presence) => {
    const { iam, event } = stage({ presence });
    iam.gone = presence === "retired";
    iam.tasks.set(TASK, "IN_PROGRESS");
    expect(await event(deletion(TASK))).toEqual({ news: [], asked: [undefined] });
  });

  it("has its message tried again where the ledger could not keep its task", async () => {
    const memory = createMemoryLedgerStore();
    const down: LedgerStore = {
      ...memory,
      writeRemembered: () =>
        Promise.reject(new PlumblineError("LedgerUnavailable", "PutItem failed.", { retryable: true })),
    };
    const { world, ports } = stage({}, down);
    const { response } = await detectRecords([{ messageId: "a", body: deletion(TASK) }], ports);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "a" }] });
    expect(world.sentences).toEqual(["PutItem failed."]);
  });
});
