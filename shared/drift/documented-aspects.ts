import type { ExpectedDocument, ExpectedEntity, Severity } from "../baselines/expected-state.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { PolicyKind } from "../policy/comparison.ts";
import type { AspectName, AspectValue } from "./aspects.ts";
import type { Effects, PolicyEffect, ShownAlone } from "./effects.ts";
import { expectedInlinePolicies, expectedTrust } from "./expected-aspects.ts";
import { atLeast, type Gain, severityOf } from "./severity.ts";
import { nameEntity } from "./wording.ts";

/** Canonical documents by the subject of their drifts. */
export type ExpectedDocuments = Readonly<Record<string, ExpectedDocument>>;

/** An aspect that consists of documents: two rules judge it, of which one tells those that are outdated. */
export interface DocumentedAspect<Name extends AspectName> {
  readonly aspect: Name;
  readonly kind: PolicyKind;
  /** What the baseline asks for; `undefined` where it does not ask. */
  readonly wanted: (expected: ExpectedEntity) => ExpectedDocuments | undefined;
  /** The live document of a subject; `undefined` where there is none: nothing of it can have changed. */
  readonly liveText: (live: AspectValue<Name>, subject: string) => string | undefined;
  /** How a document is called in a sentence: `inline policy work of role worker`. */
  readonly nameOf: (subject: string, expected: ExpectedEntity, state: EntityState) => string;
  /** How bad it is that a document was changed and has gained that much. */
  readonly severity: (own: Severity, gained: Gain) => Severity;
  /** What a changed document comes to for its entity as a whole; left out where it does not belong to a principal's permissions. */
  readonly effectOf?: (effects: Effects, subject: string, alone: ShownAlone) => Promise<PolicyEffect>;
  /** What the content of a changed document cannot tell, said of each. */
  readonly doubt?: string;
}

/** Who may assume a role. Whoever is let in gains all of what the role may do. */
export const TRUST: DocumentedAspect<"trust"> = {
  aspect: "trust",
  kind: "trust",
  wanted: (expected) => only(expectedTrust(expected)),
  liveText: (live) => live,
  nameOf: (_, expected) => `the trust policy of ${nameEntity(expected)}`,
  severity: (own, gained) => (gained === "nothing" ? own : atLeast(own, "critical")),
};

/** The inline policies that a baseline names. */
export const INLINE_POLICIES: DocumentedAspect<"inlinePolicies"> = {
  aspect: "inlinePolicies",
  kind: "identity",
  wanted: (expected) => expectedInlinePolicies(expected)?.documents,
  liveText: (live, subject) => (Object.hasOwn(live, subject) ? live[subject] : undefined),
  nameOf: (subject, expected) => `inline policy ${subject} of ${nameEntity(expected)}`,
  severity: severityOf,
  effectOf: (effects, subject, alone) => effects.ofInlinePolicy(subject, alone),
};

/** The default version of a customer managed policy. */
export const DEFAULT_VERSION: DocumentedAspect<"document"> = {
  aspect: "document",
  kind: "identity",
  wanted: (expected) => (expected.kind === "policy" ? only(expected.document) : undefined),
  liveText: (live) => live,
  nameOf(_, expected, state) {
    const version = state.kind === "policy" ? state.defaultVersionId : "";
    return `the default version ${version} of ${nameEntity(expected)}`;
  },
  severity: severityOf,
  doubt: "whether that is a new version or a rollback to an older one cannot be known from its content",
};

/** A document that its entity has one of. */
function only(document: ExpectedDocument | undefined): ExpectedDocuments | undefined {
  return document === undefined ? undefined : { "": document };
}
