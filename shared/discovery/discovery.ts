import type { ParameterValue } from "../baselines/parameters.ts";
import type { EntityReference } from "../iam/entity-reference.ts";
import type { EntityState } from "../observation/entity-state.ts";

/** A live entity that was read. */
export interface LiveEntity {
  readonly entity: EntityReference;
  readonly state: EntityState;
}

/**
 * How far a live entity is believed to be a baseline's. `sure`: its name and its content say so, or all of its content does.
 * `likely`: one of the two says so, and nothing speaks against it. `possible`: only worth a look; it is never proposed.
 */
export const CONFIDENCES = ["sure", "likely", "possible"] as const;
export type Confidence = (typeof CONFIDENCES)[number];

/**
 * What one aspect of a live entity says. `alike`: it decides, or is, as the baseline has it; `outdated`: as an earlier version
 * of the document decided; `within`: not alike, and in the direction that the baseline tolerates; `near`: most of its actions are
 * the document's; `different`; `missing`: it is not there; `unknown`: it could not be compared; `unreadable`: it could not be read.
 */
export const EVIDENCE_VERDICTS = [
  "alike",
  "outdated",
  "within",
  "near",
  "different",
  "missing",
  "unknown",
  "unreadable",
] as const;
export type EvidenceVerdict = (typeof EVIDENCE_VERDICTS)[number];

/** The aspects of an entity that are looked at. */
export const EVIDENCE_ASPECTS = ["name", "path", "document", "trust", "inline policy", "attachment"] as const;

/** One thing that speaks for, or against, an entity being a baseline's. */
export interface Evidence {
  readonly aspect: (typeof EVIDENCE_ASPECTS)[number];
  /** The document's file, or the attached policy's ARN; empty for a name and a path. */
  readonly subject: string;
  readonly verdict: EvidenceVerdict;
  /** One clause for people: `decides alike: task-policy.json`. */
  readonly words: string;
}

/** A live entity that may be one of a baseline's. */
export interface EntityMatch {
  /** As the baseline writes it: `role/{{taskRoleName}}`. */
  readonly entry: string;
  /** `role/NAME`. */
  readonly entity: string;
  readonly foundBy: readonly ("name" | "content")[];
  readonly confidence: Confidence;
  readonly evidence: readonly Evidence[];
}

/** A parameter whose value follows from what is live. */
export interface SolvedParameter {
  readonly name: string;
  readonly value: ParameterValue;
  /** Where it came from, one clause each. */
  readonly from: readonly string[];
  /** Whether it is what the baseline has by default, and so need not be given. */
  readonly isDefault: boolean;
}

/** A parameter whose value could not be told. */
export interface OpenParameter {
  readonly name: string;
  /** Values that are equally well supported; none where nothing tells of it. */
  readonly candidates: readonly ParameterValue[];
  /** What holds until a value is given; absent where the configuration is refused without one. */
  readonly default?: ParameterValue;
  /** What a value looks like, in the baseline's words. */
  readonly description: string;
  /** One sentence. */
  readonly reason: string;
}

/** A baseline of which something was found. */
export interface DiscoveredBaseline {
  readonly baseline: string;
  /** Whether enough of it was found to propose it. */
  readonly proposed: boolean;
  /**
   * How many documents the entities that it cannot do without should have, with those of the optional ones that were found; and
   * how many of these decide alike, or nearly, with the parameters that each of them gives.
   */
  readonly documents: { readonly expected: number; readonly alike: number; readonly near: number };
  /** The entities that are taken for its own, in its order. */
  readonly matches: readonly EntityMatch[];
  /** Entities of the baseline for which several live ones stand equally well. */
  readonly ambiguous: readonly { readonly entry: string; readonly candidates: readonly EntityMatch[] }[];
  /** Live entities that are not proposed: possible ones, and those that another fits better. */
  readonly others: readonly EntityMatch[];
  /** Entities of the baseline of which nothing was found, as the baseline writes them. */
  readonly missing: readonly string[];
  readonly solved: readonly SolvedParameter[];
  readonly open: readonly OpenParameter[];
  /** What else to know, one sentence each. */
  readonly notes: readonly string[];
}

/** Something live that could not be read or understood: whether it is of a baseline is not known. */
export interface UndiscoveredPart {
  readonly entity: string;
  /** `its trust policy`, `the whole of it`. */
  readonly part: string;
  readonly reason: string;
}

/** What an account seems to hold. */
export interface Discovery {
  /** Those of which something was found, in the order of their names. */
  readonly baselines: readonly DiscoveredBaseline[];
  readonly unreadable: readonly UndiscoveredPart[];
}
