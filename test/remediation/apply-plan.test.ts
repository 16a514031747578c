import { describe, expect, it } from "vitest";
import type { RoleState } from "../../shared/observation/entity-state.ts";
import { answerDriftEvent, type RemediationContext } from "../../shared/remediation/answer-drift-event.ts";
import { type Guard, PASS } from "../../shared/remediation/guard.ts";
import { createRoleWorld, driftsOf, ENTITY, FOREIGN_TRUST, PLUMB, requestOf, TAMPERED } from "./apply-world.ts";
import { DENY_TEXT, NARROW_TEXT, present, QUARANTINE, WIDE_TEXT } from "./fixtures.ts";
import { ACCOUNT } from "./scripted-ports.ts";

type World = Awaited<ReturnType<typeof createRoleWorld>>;

const ADA = "arn:aws:iam::000000000000:user/ada";

/** A world whose role was deleted, after the ledger had come to know it. */
async function createGoneWorld() {
  const world = await createRoleWorld("gone");
  const identity = { id: "AROABEFORE", since: "2026-01-01T00:00:00.000Z" };
  await world.ledger.writeRemembered({ account: ACCOUNT, entity: ENTITY, identity, deletionTasks: [], version: 1 });
  return world;
}

function firstOf({ findings }: World) {
  const [first] = findings;
  if (first === undefined) throw new Error("Nothing drifts.");
  return first;
}

/** Does something to the account once so many calls have been made. */
function meddling(world: World, after: number, meddle: (state: RoleState) => RoleState): RemediationContext {
  const { writer } = world.context;
  return {
    ...world.context,
    writer: {
      async apply(call) {
        const result = await writer.apply(call);
        const { live } = world.account;
        if (world.made.length === after && live.status === "present" && live.state.kind === "role") {
          world.account.live = present(meddle(live.state));
        }
        return result;
      },
    },
  };
}

describe("a plan of several calls", () => {
  it("is stopped by a person who tampers during it, and is finished by a plan for what is there then", async () => {
    const world = await createRoleWorld();
    const context = meddling(world, 2, (state) => ({
      ...state,
      trust: present(FOREIGN_TRUST.replace("1111", "9999")),
    }));
    const fault = await answerDriftEvent(requestOf(firstOf(world)), context).catch((caught: unknown) => caught);
    expect(fault).toMatchObject({ code: "RemediationUnfinished", retryable: true });
    expect(String(fault)).toContain("somebody else may be changing it");
    expect(world.made).toHaveLength(2);
    expect(await world.told()).toEqual([]);
    expect(await answerDriftEvent(requestOf(firstOf(world)), world.context)).toMatchObject({ status: "remediated" });
    expect(world.account.live).toEqual(present(PLUMB));
    expect(await world.told()).toHaveLength(1);
  });

  const frozen = [
    {
      name: "AWS's quarantine policy",
      meddle: (state: RoleState): RoleState => ({
        ...state,
        attachments: present([{ policyArn: QUARANTINE, policyName: "q" }]),
      }),
    },
    {
      name: "an inline denial",
      meddle: (state: RoleState): RoleState => ({ ...state, inlinePolicies: present({ stop: DENY_TEXT }) }),
    },
  ];
  it.each(frozen)("is stopped half-way by $name, which is left", async ({ meddle }) => {
    const world = await createRoleWorld();
    const answer = await answerDriftEvent(requestOf(firstOf(world)), meddling(world, 1, meddle));
    expect(answer).toMatchObject({ status: "refused", outcome: expect.stringContaining("is contained by") });
    expect(answer.outcome).toContain(`Made before: ${world.made[0]}.`);
    expect(world.made).toHaveLength(1);
    expect((await world.told()).map(({ kind }) => kind)).toEqual(["IAM Drift Remediation Refused"]);
    const record = await world.attempts.attempt(ACCOUNT, ENTITY, answer.remediationId);
    expect(record).toMatchObject({ status: "ended", guard: "containment" });
    expect(record?.steps.map(({ status }) => status).slice(0, 2)).toEqual(["done", "pending"]);
  });

  it("tells a guard's refusal once, also where a reminder asks again, and goes on once the guard lets it", async () => {
    const world = await createRoleWorld();
    const stop = { thrown: true };
    const guard: Guard = {
      name: "kill-switch",
      beforeEachWrite: true,
      check: async () =>
        stop.thrown ? { status: "refuse", guard: "kill-switch", reason: "It is off.", clear: "Put it on." } : PASS,
    };
    const context = { ...world.context, guards: [guard] };
    const finding = firstOf(world);
    expect(await answerDriftEvent(requestOf(finding), context)).toMatchObject({
      status: "refused",
      outcome: "It is off. Put it on.",
    });
    const remind = async () => {
      const held = await world.ledger.finding(ACCOUNT, ENTITY, finding.id);
      if (held === undefined) throw new Error("It is gone.");
      const revision = held.revision + 1;
      const reminder = { revision, kind: "IAM Drift Reminder", at: finding.openedAt, drift: held.drift } as const;
      const reminded = { ...held, revision, news: [...held.news, reminder], version: held.version + 1 };
      await world.ledger.write(reminded);
      return requestOf(reminded);
    };
    const again = await answerDriftEvent(await remind(), context);
    expect([again.status, again.finding]).toEqual(["refused", undefined]);
    expect(await world.told()).toHaveLength(1);
    expect(world.made).toEqual([]);
    stop.thrown = false;
    expect(await answerDriftEvent(await remind(), context)).toMatchObject({ status: "remediated" });
    expect(world.account.live).toEqual(present(PLUMB));
    expect(await answerDriftEvent(await remind(), context)).toMatchObject({ status: "superseded" });
  });

  const asking = [
    { name: "where it attaches something", state: TAMPERED, isAsked: true },
    { name: "not where it does not", state: { ...PLUMB, tags: present({ team: "other" }) }, isAsked: false },
  ];
  it.each(asking)("asks for the account's quotas $name", async ({ state, isAsked }) => {
    const world = await createRoleWorld(state);
    let asked = false;
    const readQuotas = async () => {
      asked = true;
      return present({});
    };
    const context = { ...world.context, accountQuotas: { readQuotas } };
    expect(await answerDriftEvent(requestOf(firstOf(world)), context)).toMatchObject({ status: "remediated" });
    expect(asked).toBe(isAsked);
  });

  it("is stopped by a kill switch thrown half-way", async () => {
    const world = await createRoleWorld();
    const guard: Guard = {
      name: "kill-switch",
      beforeEachWrite: true,
      check: async () =>
        world.made.length < 3 ? PASS : { status: "refuse", guard: "kill-switch", reason: "It is off.", clear: "" },
    };
    const answer = await answerDriftEvent(requestOf(firstOf(world)), { ...world.context, guards: [guard] });
    expect(answer).toMatchObject({ status: "refused" });
    expect(world.made).toHaveLength(3);
  });

  it("comes to its end though IAM throttles every third call", async () => {
    const world = await createRoleWorld();
    let calls = 0;
    const context: RemediationContext = {
      ...world.context,
      writer: {
        async apply(call) {
          calls += 1;
          if (calls % 3 === 0) return { status: "failed", code: "Throttling", message: "slow down", retryable: true };
          return await world.context.writer.apply(call);
        },
      },
    };
    const statuses: string[] = [];
    for (let reception = 0; reception < 5 && statuses.at(-1) !== "remediated"; reception += 1) {
      const answer = await answerDriftEvent(requestOf(firstOf(world)), context).catch(() => ({ status: "retried" }));
      statuses.push(answer.status);
    }
    expect(statuses.at(-1)).toBe("remediated");
    expect(statuses.filter((status) => status === "retried").length).toBeGreaterThan(0);
    expect(world.account.live).toEqual(present(PLUMB));
    expect(new Set(world.made).size).toBe(world.made.length);
    expect(await world.told()).toHaveLength(1);
  });

  it("is made by one of several remediators at once, whichever finding each was asked about", async () => {
    const world = await createRoleWorld();
    const outcomes = await Promise.allSettled(
      world.findings.map((finding) => answerDriftEvent(requestOf(finding), world.context)),
    );
    const done = outcomes.filter((each) => each.status === "fulfilled" && each.value.status === "remediated");
    expect(done).toHaveLength(1);
    expect(new Set(world.made).size).toBe(world.made.length);
    expect(world.account.live).toEqual(present(PLUMB));
    expect(await world.told()).toHaveLength(1);
    for (const finding of world.findings) {
      expect(["answered", "gone"]).toContain((await answerDriftEvent(requestOf(finding), world.context)).status);
    }
  });

  it("leaves what was made where a call fails for good, tells which and what to do, and leaves the finding open", async () => {
    const world = await createRoleWorld(TAMPERED);
    const message =
      "User: arn:aws:sts::000000000000:assumed-role/plumbline-remediate-drift/x is not authorized to perform: iam:X with an explicit deny in a service control policy";
    const context: RemediationContext = {
      ...world.context,
      writer: {
        async apply(call) {
          if (world.made.length === 2) return { status: "failed", code: "AccessDenied", message, retryable: false };
          return await world.context.writer.apply(call);
        },
      },
    };
    const answer = await answerDriftEvent(requestOf(firstOf(world)), context);
    expect(answer.status).toBe("failed");
    expect(answer.calls).toHaveLength(3);
    expect(answer.outcome).toContain(`failed with AccessDenied: ${message}. A service control policy`);
    expect(answer.outcome).toContain(`Made before, and left: ${world.made.join("; ")} (`);
    const record = await world.attempts.attempt(ACCOUNT, ENTITY, answer.remediationId);
    expect(record?.steps.slice(0, 4).map(({ status }) => status)).toEqual(["done", "done", "failed", "pending"]);
    expect((await world.ledger.finding(ACCOUNT, ENTITY, firstOf(world).id))?.status).toBe("open");
  });

  it("makes a whole role anew for a person, and accepts it as the one from now on", async () => {
    const world = await createGoneWorld();
    expect(await answerDriftEvent(requestOf(firstOf(world)), world.context)).toMatchObject({ status: "refused" });
    const [asking] = await world.told();
    const planId = asking?.remediation?.planId ?? "";
    expect(asking).toMatchObject({
      kind: "IAM Drift Remediation Refused",
      remediation: { outcome: expect.stringContaining(`A person has to approve it: plan ${planId} holds until `) },
    });
    const asked: RemediationContext = { ...world.context, requestedBy: { arn: ADA } };
    const answer = await answerDriftEvent({ ...requestOf(firstOf(world)), planId }, asked);
    expect(answer).toMatchObject({ status: "remediated", remediationId: planId });
    expect(world.made[0]).toMatch(/^CreateRole role\/worker/);
    const live = world.account.live;
    const roleId = live.status === "present" && live.state.kind === "role" ? live.state.roleId : "";
    expect((await world.ledger.remembered(ACCOUNT, ENTITY))?.identity?.id).toBe(roleId);
    expect(await driftsOf(live, world.context)).toEqual([]);
  });

  it("takes a half-made role away again where it cannot be made whole", async () => {
    const world = await createGoneWorld();
    const context: RemediationContext = {
      ...world.context,
      requestedBy: { arn: ADA },
      writer: {
        async apply(call) {
          if (call.action === "AttachRolePolicy") {
            return { status: "failed", code: "AccessDenied", message: "no", retryable: false };
          }
          return await world.context.writer.apply(call);
        },
      },
    };
    const answer = await answerDriftEvent(requestOf(firstOf(world)), context);
    expect(answer).toMatchObject({ status: "failed", outcome: expect.stringContaining("Taken back, since the rest") });
    expect(world.account.live).toEqual({ status: "absent" });
    expect(await world.attempts.attempt(ACCOUNT, ENTITY, answer.remediationId)).toMatchObject({
      status: "rolled-back",
    });
  });

  it("is refused where its record would not fit", async () => {
    const large = WIDE_TEXT.replace('"*"', `"arn:aws:s3:::${"x".repeat(14_000)}"`);
    const more = Array.from({ length: 30 }, (_, index) => [`more-${index}`, large] as const);
    const inlinePolicies = present({ work: NARROW_TEXT, ...Object.fromEntries(more) });
    const world = await createRoleWorld({ ...PLUMB, inlinePolicies });
    const answer = await answerDriftEvent(requestOf(firstOf(world)), world.context);
    expect(answer).toMatchObject({ status: "refused", outcome: expect.stringContaining("too large") });
    expect(world.made).toEqual([]);
  });
});
