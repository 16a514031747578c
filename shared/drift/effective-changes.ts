import type { Observation } from "../observation/observation.ts";
import type { Delta } from "../policy/comparison.ts";
import type { DriftDelta } from "./drift.ts";
import { judgeBoundaryChange } from "./effective-boundary.ts";
import { markOffsets, offsetsOf } from "./effective-offsets.ts";
import { judgePolicyChange } from "./effective-permissions.ts";
import { inlineId, type Whole } from "./effective-policies.ts";
import { gatherPolicies } from "./effective-sides.ts";
import type { Effects, EffectsInput, PolicyEffect, ShownAlone } from "./effects.ts";
import type { LoadActionTable } from "./rule.ts";

/**
 * Makes what says the effects of changes. Nothing is read before it is asked, and managed policies only where the inline
 * policies alone do not show that nothing was gained or lost.
 */
export function workOutEffects(input: EffectsInput): Effects {
  let inHand: Promise<Whole> | undefined;
  let all: Promise<Whole> | undefined;
  const fromAll = () => {
    all ??= gatherPolicies(input, (policyArn) => input.managedPolicies.readDocument(policyArn));
    return all;
  };
  const judge = (whole: Whole, id: string, alone: ShownAlone) => judgePolicy(whole, id, alone, input.loadTable);
  return {
    async ofInlinePolicy(name, alone) {
      inHand ??= gatherPolicies(input, async () => NOT_READ);
      const id = inlineId(name);
      const { deltas = [] } = alone;
      if (deltas.length > 0 && isAlone(await inHand, id)) return asTold(deltas);
      const effect = await judge(await inHand, id, alone);
      if (effect.comparison.verdict === "equal" || !hasUnread(await inHand)) return effect;
      return await judge(await fromAll(), id, alone);
    },
    async ofAttachment(policyArn) {
      return await judge(await fromAll(), policyArn, {});
    },
    async ofBoundary() {
      return await judgeBoundaryChange(await fromAll(), input.loadTable);
    },
  };
}

async function judgePolicy(
  whole: Whole,
  id: string,
  { deltas = [], witness }: ShownAlone,
  loadTable: LoadActionTable,
): Promise<PolicyEffect> {
  const unread = [...whole.expected.unread, ...whole.live.unread].find((each) => each.id === id);
  if (unread !== undefined) {
    return {
      comparison: { verdict: "unknown", reason: unread.reason, deltas: [] },
      gained: undefined,
      deltas,
      effect: "gained",
      offsets: [],
    };
  }
  const [canonical, live] = [whole.expected, whole.live].map(({ policies }) => policies.find((each) => each.id === id));
  const documents = { ...(canonical && { canonical: canonical.policy }), ...(live && { live: live.policy }) };
  const change = { id, ...documents, ...(witness && { witness }) };
  const offsets = canonical === undefined || live === undefined ? offsetsOf(whole, change) : [];
  const effect = live === undefined ? "lost" : "gained";
  const judged = await judgePolicyChange(whole, change, loadTable);
  const marked = markOffsets(whole, change, deltas);
  return {
    ...judged,
    deltas: judged.comparison.verdict === "equal" ? marked.map(offsetAtLeast) : marked,
    effect,
    offsets,
  };
}

/** Whether an entity holds one policy, on either side, and nothing that could make up for what becomes of it. */
function isAlone(whole: Whole, id: string): boolean {
  const held = [...whole.expected.policies, ...whole.live.policies];
  return (
    !hasUnread(whole) &&
    held.every((each) => each.id === id) &&
    whole.expectedBoundary.status === "none" &&
    whole.liveBoundary.status === "none"
  );
}

/** What becomes of the entity is what becomes of the policy. */
function asTold(deltas: readonly Delta[]): PolicyEffect {
  return { comparison: { verdict: "different", deltas: [] }, gained: undefined, deltas, effect: "gained", offsets: [] };
}

/** A delta that counts several others stands in no statement that could be asked about. */
function offsetAtLeast(delta: DriftDelta): DriftDelta {
  return delta.offset === undefined ? { ...delta, offset: { kind: "given" } } : delta;
}

const NOT_READ: Observation<never> = {
  status: "unreadable",
  reason: { call: "GetPolicy", code: "NotAsked", message: "nobody asked for it" },
};

function hasUnread({ expected, live, expectedBoundary: wanted, liveBoundary }: Whole): boolean {
  return (
    expected.unread.length > 0 ||
    live.unread.length > 0 ||
    wanted.status === "unread" ||
    liveBoundary.status === "unread"
  );
}
