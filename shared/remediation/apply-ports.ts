import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { AccountAddress } from "../iam/arn.ts";
import type { Finding } from "../ledger/finding.ts";
import { type LookPorts, lookAt, type Sight } from "./apply-look.ts";
import { type Guard, type GuardAnswer, runGuards } from "./guard.ts";
import { CREATES } from "./iam-call.ts";
import type { IamWriter } from "./iam-writer.ts";
import type { RemediationJournal } from "./record-journal.ts";
import type { EntityPlan } from "./remediation-plan.ts";

/** What a plan is applied through. */
export interface ApplyPorts extends LookPorts {
  readonly account: AccountAddress;
  readonly writer: IamWriter;
  /** In the order in which they are asked. */
  readonly guards: readonly Guard[];
  readonly journal: RemediationJournal;
  readonly remediationId: string;
  /** The id of the only plan that may be applied; absent where nobody has approved one. */
  readonly planId?: string;
  /** Waits; IAM shows a write to readers only after a moment. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Takes in that the entity was made anew by this very remediation: it is the one from now on. */
  readonly acceptCreated: (sight: Sight) => Promise<void>;
}

/** What is repaired. */
export interface Repair {
  readonly finding: Finding;
  readonly expected: ExpectedEntity;
  readonly plan: EntityPlan;
}

/** Looks at the entity. One that this very remediation has made anew is not another: it is the one from then on. A service-linked
 * role is told as another all the same: its service made it. */
export async function look({ finding, expected }: Omit<Repair, "plan">, ports: ApplyPorts): Promise<Sight> {
  const sight = await lookAt(finding.account, expected, finding.drift, ports);
  const record = ports.journal.record();
  const isMadeHere =
    record?.status === "started" &&
    record.steps.some(({ call, status }) => status === "done" && CREATES.has(call.action));
  if (!sight.isAnother || !isMadeHere) return sight;
  await ports.acceptCreated(sight);
  return await lookAt(finding.account, expected, finding.drift, ports);
}

/** Asks the guards: all of them before the first write, and before each other those that say so. */
export async function askGuards(
  when: "first write" | "each write",
  { finding, expected, plan }: Repair,
  { reading: { observation }, policyVersions }: Sight,
  { guards, account, remediationId, approved, now }: ApplyPorts,
): Promise<GuardAnswer> {
  const asked = when === "first write" ? guards : guards.filter(({ beforeEachWrite }) => beforeEachWrite);
  return await runGuards(asked, {
    account,
    expected,
    finding,
    remediationId,
    plan,
    observation,
    ...(policyVersions === undefined ? {} : { policyVersions }),
    approved,
    now: now(),
  });
}
