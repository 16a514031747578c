import type { RemediationDesk } from "../../cli/remediate-context.ts";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { DEFAULT_SETTINGS } from "../../shared/baselines/settings.ts";
import type { ClaimedActor } from "../../shared/iam/actor.ts";
import { answerDriftEvent } from "../../shared/remediation/answer-drift-event.ts";
import { createGuards } from "../../shared/remediation/create-guards.ts";
import { createRoleWorld, requestOf, TAMPERED } from "../remediation/apply-world.ts";
import { createMemoryRemediationBudget } from "../remediation/guards/memory-remediation-budget.ts";
import { ACCOUNT, NOW } from "../remediation/scripted-ports.ts";

export const ADA = `arn:aws:iam::${ACCOUNT}:user/ada`;
export const BOB = `arn:aws:iam::${ACCOUNT}:user/bob`;

/** What a desk is opened with. */
export interface DeskScript {
  readonly live?: Parameters<typeof createRoleWorld>[0];
  /** Beside what the role of the world is expected to be. */
  readonly expected?: Pick<ExpectedEntity, "approval">;
  /** Who is claimed to have made every drift. */
  readonly actor?: string;
}

/** What `openDesk` gives a person, ADA, over an account of one role: with every guard, and what they count in memory. */
export async function openWorld({ live = TAMPERED, expected = {}, actor }: DeskScript = {}) {
  const world = await createRoleWorld(live);
  const { context: own, clock, ledger } = world;
  if (actor !== undefined) await claim(world, actor);
  const budget = createMemoryRemediationBudget();
  const ports = {
    settings: DEFAULT_SETTINGS,
    killSwitch: { read: async () => ({ status: "present", state: "run" }) as const },
    callers: { read: async () => ({ status: "present", state: [ADA] }) as const },
    managedPolicies: own.managedPolicies,
    claimedTool: () => "a tool",
  };
  const guards = createGuards({ ...ports, budget });
  const dryGuards = createGuards({ ...ports, budget: { count: budget.count, writeCount: async () => "written" } });
  const expectedOf: typeof own.expectedOf = (finding) => {
    const entity = own.expectedOf(finding);
    return entity === undefined ? undefined : { ...entity, ...expected };
  };
  const context = { ...own, expectedOf, guards, now: () => new Date(clock.now) };
  const [first] = world.findings;
  if (first === undefined) throw new Error("Nothing drifts.");
  const entities = [context.expectedOf(first)].flatMap((entity) => (entity === undefined ? [] : [entity]));
  const account = { account: ACCOUNT, partition: "aws", entities };
  const deskOf = (arn: string): RemediationDesk => ({
    account,
    arn,
    context: { ...context, requestedBy: { arn } },
    dryGuards,
  });
  /** The function answers a finding, as it is now. */
  const answered = async (id = first.id) => {
    const finding = await ledger.finding(ACCOUNT, first.entity, id);
    if (finding === undefined) throw new Error("There is no such finding.");
    return await answerDriftEvent(requestOf(finding), context);
  };
  return { ...world, context, budget, first, desk: deskOf(ADA), deskOf, answered };
}

async function claim({ ledger, findings }: Awaited<ReturnType<typeof createRoleWorld>>, who: string): Promise<void> {
  const actor: ClaimedActor = { who, type: "IAMUser", eventName: "PutRolePolicy", eventTime: NOW, eventId: "e-1" };
  for (const finding of findings) {
    const news = finding.news.map((each) => ({ ...each, actor }));
    await ledger.write({ ...finding, news, version: finding.version + 1 });
  }
}
