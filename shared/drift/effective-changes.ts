import type { ManagedPolicyReader } from "../observation/managed-policy-reader.ts";
import type { Observation } from "../observation/observation.ts";
import type { Delta, Witness } from "../policy/comparison.ts";
import type { DriftDelta, Offset } from "./drift.ts";
import { judgeBoundaryChange } from "./effective-boundary.ts";
import { markOffsets, offsetsOf } from "./effective-offsets.ts";
import { type EffectiveChange, judgePolicyChange } from "./effective-permissions.ts";
import { inlineId, type Whole } from "./effective-policies.ts";
import { gatherPolicies, type PolicySources } from "./effective-sides.ts";
import type { LoadActionTable } from "./rule.ts";

/** What a change of one policy comes to, with its deltas seen beside the other policies. */
export interface PolicyEffect extends EffectiveChange {
  /** Those that were given, each with what offsets it, where something does. */
  readonly deltas: readonly DriftDelta[];
  /** Whether the entity has the policy, which its baseline may have as well, or has it no more. */
  readonly effect: "gained" | "lost";
  /** Of a policy that is new, or gone: what offsets all that it says; empty where something of it is not offset. */
  readonly offsets: readonly Offset[];
}

/** What two documents show, or one that has no counterpart. */
export interface ShownAlone {
  readonly deltas?: readonly Delta[];
  readonly witness?: Witness;
}

/** What changes of an entity's policies come to for the entity as a whole. */
export interface Effects {
  /** @param alone what its document shows by itself; empty where it is gone */
  ofInlinePolicy(name: string, alone: ShownAlone): Promise<PolicyEffect>;
  ofAttachment(policyArn: string): Promise<PolicyEffect>;
  ofBoundary(): Promise<EffectiveChange>;
}

/** What effects are worked out from. */
export interface EffectsInput extends PolicySources {
  readonly managedPolicies: ManagedPolicyReader;
  readonly loadTable: LoadActionTable;
}

/**
 * Makes what says the effects of changes. Nothing is read before it is asked, and managed policies only where the inline
 * policies alone do not show that nothing was gained or lost.
 */
export function createEffects(input: EffectsInput): Effects {
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

/** A reader that asks for each policy once: what one detection goes by is one reading. */
export function readEachOnce(reader: ManagedPolicyReader): ManagedPolicyReader {
  const asked = new Map<string, Promise<Observation<string>>>();
  return {
    readDocument(policyArn) {
      const document = asked.get(policyArn) ?? reader.readDocument(policyArn);
      asked.set(policyArn, document);
      return document;
    },
  };
}

function hasUnread({ expected, live, expectedBoundary: wanted, liveBoundary }: Whole): boolean {
  return (
    expected.unread.length > 0 ||
    live.unread.length > 0 ||
    wanted.status === "unread" ||
    liveBoundary.status === "unread"
  );
}
