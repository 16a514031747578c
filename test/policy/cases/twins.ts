import type { PolicyKind } from "../../../shared/policy/comparison.ts";

/**
 * A policy, one written otherwise that decides alike (calling it drift would be false), and one that looks as much like it and does
 * not. A list is a set of policies taken as one union.
 */
export interface Twins {
  readonly name: string;
  readonly kind?: PolicyKind;
  readonly canonical: object | readonly object[];
  readonly alike: object | readonly object[];
  readonly other: object | readonly object[];
  /** What `other` did to `canonical`. */
  readonly change: "broadened" | "narrowed" | "mixed";
  /** A page of the IAM User Guide by its file name, a peer's report, or the reasoning. */
  readonly source: string;
}

const page = (name: string): string => `IAM User Guide, ${name}`;

/** Where the cases come from. */
export const SOURCES = {
  action: page("reference_policies_elements_action"),
  notAction: page("reference_policies_elements_notaction"),
  resource: page("reference_policies_elements_resource"),
  notResource: page("reference_policies_elements_notresource"),
  arns: page("reference-arns"),
  operators: page("reference_policies_elements_condition_operators"),
  logic: page("reference_policies_condition-logic-multiple-context-keys-or-values"),
  values: page("reference_policies_condition-single-vs-multi-valued-context-keys"),
  variables: page("reference_policies_variables"),
  version: page("reference_policies_elements_version"),
  principal: page("reference_policies_elements_principal"),
  evaluation: page("reference_policies_evaluation-logic"),
  grammar: page("reference_policies_grammar"),
  cdkRealDrift: "cdk-real-drift reported this as drift",
  awspolicyequivalence: "hashicorp/awspolicyequivalence called the other one equivalent",
  reasoning: "no page says it: it follows from what the elements mean",
} as const;
