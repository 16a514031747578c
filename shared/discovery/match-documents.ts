import type { CompareMode } from "../baselines/expected-state.ts";
import type { Change } from "../policy/comparison.ts";
import type { Evidence, EvidenceVerdict } from "./discovery.ts";
import type { LiveDocument, LiveParts } from "./match-live.ts";
import { accountIn, type DocumentPlan, type DocumentVersion } from "./match-plan.ts";
import { isNear, isTelling, likeness, NEAR, type Signature } from "./match-signature.ts";
import type { Bindings, Declarations } from "./match-text.ts";
import { matchText } from "./match-text.ts";
import { type DocumentSolution, solveDocument } from "./solve-document.ts";

/**
 * How much a thing says of whose an entity is. `telling`: nobody else has it; `supporting`: others have it too; `neutral`: nothing;
 * `against`: the baseline's own would not have it.
 */
export type Strength = "telling" | "supporting" | "neutral" | "against";

/** Evidence with its weight, and what it says of parameters. */
export interface WeighedEvidence extends Evidence {
  readonly strength: Strength;
  readonly solution?: DocumentSolution;
  readonly bindings?: Bindings;
}

/** Whether a live entity has a document that may be one of these: a quick look, before anything is compared. */
export function mayHold({ documents }: { readonly documents: readonly DocumentPlan[] }, live: LiveParts): boolean {
  return documents.some((plan) =>
    plan.aspect === "trust"
      ? sharesForeignAccount(plan, live.trust)
      : plan.versions.some(
          ({ signature }) =>
            isTelling(signature) &&
            liveDocumentsOf(plan, live).some((document) => likeness(signature, document.signature) >= NEAR),
        ),
  );
}

function liveDocumentsOf({ aspect }: DocumentPlan, live: LiveParts): readonly LiveDocument[] {
  if (aspect === "inline policy") return live.inline ?? [];
  const document = aspect === "trust" ? live.trust : live.document;
  return document === undefined ? [] : [document];
}

function sharesForeignAccount({ foreignAccounts }: DocumentPlan, trust: LiveDocument | undefined): boolean {
  if (trust === undefined || !foreignAccounts.some((account) => trust.text.includes(account))) return false;
  return trust.policy.statements.some(({ principals }) =>
    principals?.principals.some(
      ({ type, value }) => type === "AWS" && foreignAccounts.includes(accountIn(value) ?? ""),
    ),
  );
}

/** Holds each document that is expected of an entity against those that it has. */
export function weighDocuments(
  plans: readonly DocumentPlan[],
  live: LiveParts,
  declarations: Declarations,
): readonly WeighedEvidence[] {
  const taken = new Set<LiveDocument>();
  return plans.map((plan) => {
    const best = bestDocument(plan, live, declarations, taken);
    if (best === undefined) return absent(plan, live, declarations);
    taken.add(best.document);
    return weigh(plan, best, live);
  });
}

interface HeldDocument {
  readonly document: LiveDocument;
  readonly version: DocumentVersion;
  readonly solution: DocumentSolution;
  readonly bindings: Bindings;
}

/** The live document that fits best, in the version that fits best; of several that fit alike the first by its name. */
function bestDocument(
  plan: DocumentPlan,
  live: LiveParts,
  declarations: Declarations,
  taken: ReadonlySet<LiveDocument>,
): HeldDocument | undefined {
  const isInline = plan.aspect === "inline policy";
  const held = liveDocumentsOf(plan, live)
    .filter((document) => !taken.has(document))
    .flatMap((document) => {
      const bindings = isInline ? matchText(plan.nameTemplate, document.name, declarations) : new Map<string, string>();
      return bindings === undefined ? [] : [{ document, bindings }];
    });
  const tried = held.flatMap(({ document, bindings }) =>
    plan.versions.map((version) => {
      const solution = solveDocument(version.template, document, declarations);
      const close = likeness(version.signature, document.signature);
      const isDefault = [...bindings].every(([name, value]) => declarations.get(name)?.default === value);
      const rank = (solution.verdict === "alike" ? 4 : 0) + (isInline && isDefault ? 2 : 0) + close;
      return { document, bindings, version, solution, rank };
    }),
  );
  return tried.toSorted((left, right) => right.rank - left.rank)[0];
}

function absent(plan: DocumentPlan, live: LiveParts, declarations: Declarations): WeighedEvidence {
  const { aspect, file } = plan;
  const of = (verdict: EvidenceVerdict, words: string): WeighedEvidence => {
    return { aspect, subject: file, verdict, words, strength: "neutral" };
  };
  if (aspect !== "inline policy" || live.inline === undefined) {
    const what = aspect === "trust" ? "trust policy" : aspect;
    return of("unreadable", `its ${what} could not be read, to compare with ${file}`);
  }
  const unclear = live.notUnderstood.find((name) => matchText(plan.nameTemplate, name, declarations) !== undefined);
  if (unclear === undefined) return of("missing", `has no inline policy for ${file}`);
  return of("unreadable", `its inline policy ${unclear} could not be understood, to compare with ${file}`);
}

function weigh(plan: DocumentPlan, held: HeldDocument, live: LiveParts): WeighedEvidence {
  const { solution, document, bindings, version } = held;
  const verdict = verdictOf(plan, held);
  const name = plan.aspect === "inline policy" ? `its inline policy ${document.name}` : OWN_NAMES[plan.aspect];
  return {
    aspect: plan.aspect,
    subject: plan.file,
    verdict,
    words: `${name} ${wordsOf(verdict, plan, held)}`,
    strength: strengthOf(verdict, plan, { document, version }, live),
    solution,
    bindings,
  };
}

const OWN_NAMES = { document: "its document", trust: "its trust policy" } as const;

function verdictOf(plan: DocumentPlan, { solution, document, version }: HeldDocument): EvidenceVerdict {
  if (solution.verdict === "alike") return version.version === undefined ? "alike" : "outdated";
  if (solution.verdict === "unknown") return "unknown";
  if (tolerates(plan.compare, solution.change)) return "within";
  if (plan.aspect === "trust") return sharesForeignAccount(plan, document) ? "near" : "different";
  const rebuilt = plan.provenance === "reconstructed" && sharesServices(version.signature, document.signature);
  return isNear(version.signature, document.signature) || rebuilt ? "near" : "different";
}

function tolerates(compare: CompareMode, change: Change | undefined): boolean {
  return (compare === "at-most" && change === "narrowed") || (compare === "at-least" && change === "broadened");
}

function strengthOf(
  verdict: EvidenceVerdict,
  plan: DocumentPlan,
  { document, version }: Pick<HeldDocument, "document" | "version">,
  live: LiveParts,
): Strength {
  const isOwn = plan.aspect === "trust" ? sharesForeignAccount(plan, live.trust) : isTelling(version.signature);
  switch (verdict) {
    case "alike":
    case "outdated":
      return isOwn ? "telling" : "supporting";
    case "within":
      if (plan.aspect === "trust") return isOwn ? "telling" : "neutral";
      return sharesServices(version.signature, document.signature) ? "supporting" : "neutral";
    case "near":
      if (plan.aspect === "trust") return "supporting";
      return isNear(version.signature, document.signature) ? "telling" : "supporting";
    case "different":
      return plan.provenance === "verbatim" ? "against" : "neutral";
    default:
      return "neutral";
  }
}

/** The fewest services that a document rebuilt from prose needs to be told by them, and the share that must be there. */
const TELLING_SERVICES = 4;
const SERVICES_SHARED = 0.75;

/** Whether a live document speaks of most of the services of one that says whole services (`s3:*`). */
function sharesServices(canonical: Signature, live: Signature): boolean {
  const [own, others] = [servicesOf(canonical), servicesOf(live)];
  return own.size >= TELLING_SERVICES && own.intersection(others).size >= own.size * SERVICES_SHARED;
}

function servicesOf(signature: Signature): ReadonlySet<string> {
  return new Set([...signature].flatMap((action) => /^Allow ([a-z0-9-]+):/.exec(action)?.[1] ?? []));
}

const CHANGES: Readonly<Record<Change, string>> = {
  identical: "decides as",
  cosmetic: "decides as",
  broadened: "allows more than",
  narrowed: "allows less than",
  mixed: "allows more, and less, than",
};

function wordsOf(verdict: EvidenceVerdict, { file }: DocumentPlan, { solution, version }: HeldDocument): string {
  const difference = `${CHANGES[solution.change ?? "mixed"]} ${file}`;
  switch (verdict) {
    case "alike":
      return `decides as ${file}`;
    case "outdated":
      return `decides as version ${version.version} of ${file}, an earlier one`;
    case "within":
      return `${difference}, which the baseline tolerates`;
    case "near":
      return `is near ${file}, and ${solution.change === undefined ? "differs" : difference.replace(` ${file}`, " it")}`;
    case "unknown":
      return `could not be compared with ${file} (${solution.reason ?? "no reason given"})`;
    default:
      return difference;
  }
}
