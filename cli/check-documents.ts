import type { ExpectedDocument, ExpectedEntity } from "../shared/baselines/expected-state.ts";
import { type AspectName, readAspect } from "../shared/drift/aspects.ts";
import { DEFAULT_VERSION, type DocumentedAspect, INLINE_POLICIES, TRUST } from "../shared/drift/documented-aspects.ts";
import type { Drift, RuleName } from "../shared/drift/drift.ts";
import type { EntityState } from "../shared/observation/entity-state.ts";
import type { Observation } from "../shared/observation/observation.ts";
import type { ComparedDocument } from "../shared/reports/check-result.ts";

type DocumentOf = (
  subject: string,
  expected: ExpectedEntity,
  state: EntityState,
) => Pick<ComparedDocument, "kind" | "canonical" | "live"> | undefined;

/** The rules that are about a document, and where the document stands. */
const DOCUMENTS: Readonly<Partial<Record<RuleName, DocumentOf>>> = {
  "trust-changed": documentOf(TRUST),
  "trust-outdated": documentOf(TRUST),
  "inline-policy-changed": documentOf(INLINE_POLICIES),
  "inline-policy-outdated": documentOf(INLINE_POLICIES),
  "inline-policy-unexpected": documentOf(INLINE_POLICIES),
  "policy-version-changed": documentOf(DEFAULT_VERSION),
  "policy-version-outdated": documentOf(DEFAULT_VERSION),
};

/**
 * The document that a drift is about; `undefined` where it is about none, or there is none to see.
 * @param relocate where the canonical document's file really stands
 */
export function comparedDocument(
  { rule, subject }: Drift,
  expected: ExpectedEntity,
  observation: Observation<EntityState>,
  relocate: (file: string) => string,
): ComparedDocument | undefined {
  if (observation.status !== "present") return undefined;
  const document = DOCUMENTS[rule]?.(subject, expected, observation.state);
  if (document === undefined) return undefined;
  const { kind, canonical, live } = document;
  const placed = canonical && { ...canonical, source: relocate(canonical.source) };
  return { rule, subject, kind, ...(placed && { canonical: placed }), live };
}

function documentOf<Name extends AspectName>({ aspect, kind, wanted, liveText }: DocumentedAspect<Name>): DocumentOf {
  return (subject, expected, state) => {
    const reading = readAspect(state, aspect);
    const live = reading.status === "read" ? liveText(reading.value, subject) : undefined;
    if (live === undefined) return undefined;
    const documents = wanted(expected) ?? {};
    const canonical = Object.hasOwn(documents, subject) ? documents[subject] : undefined;
    return { kind, live, ...(canonical === undefined ? {} : { canonical: sourceAndText(canonical) }) };
  };
}

function sourceAndText({ source, text }: ExpectedDocument): { readonly source: string; readonly text: string } {
  return { source, text };
}
