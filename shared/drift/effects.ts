import type { ManagedPolicyReader } from "../observation/managed-policy-reader.ts";
import type { Observation } from "../observation/observation.ts";
import type { Delta, Witness } from "../policy/comparison.ts";
import type { DriftDelta, Offset } from "./drift.ts";
import type { EffectiveChange } from "./effective-permissions.ts";
import type { PolicySources } from "./effective-sides.ts";
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
 * Makes what says the effects of changes. What works them out is loaded when the first is asked for, so where a rule has found a change: it
 * stands in a file of its own in a function's bundle.
 */
export function createEffects(input: EffectsInput): Effects {
  let loaded: Promise<Effects> | undefined;
  const effects = () => {
    loaded ??= import("./effective-changes.ts").then(({ workOutEffects }) => workOutEffects(input));
    return loaded;
  };
  return {
    ofInlinePolicy: async (name, alone) => await (await effects()).ofInlinePolicy(name, alone),
    ofAttachment: async (policyArn) => await (await effects()).ofAttachment(policyArn),
    ofBoundary: async () => await (await effects()).ofBoundary(),
  };
}

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
