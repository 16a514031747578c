import { Document, isMap, isScalar, type Scalar, visit } from "yaml";
import { ADOPTED_ASPECTS, type EntityDraft, type LeftOutAspect } from "./adopt-draft.ts";

/** What stands at the top of a baseline.yml. */
export interface BaselineHead {
  /** The name of its folder. */
  readonly name: string;
  readonly title: string;
  /** Where its documents come from, for people: it stands in place of the title of a vendor's page. */
  readonly origin: string;
  /** Of every document: `2026-11-22`. */
  readonly date: string;
  /** Where its JSON Schema stands, relative to it; left out where it stands nowhere near. */
  readonly schema?: string;
}

const FIRST_WORDS = [
  "This is what was live, not what should be: read it before you rely on it. Everything that may be decided is at a start here:",
  "severity is medium, remediate is off, and nothing is optional. {{account}} and {{partition}} are filled in for each account.",
];

/** Writes the baseline.yml of adopted entities. Every text from outside is a YAML string, whatever stands in it. */
export function writeBaselineYaml(
  { name, title, origin, date, schema }: BaselineHead,
  drafts: readonly EntityDraft[],
): string {
  const document = new Document(
    {
      baseline: name,
      title,
      page: { title: origin },
      documents: drafts.flatMap((draft) =>
        draft.documents.map(({ file }) => ({ file, provenance: "verbatim", page: { title: origin }, date })),
      ),
      entities: drafts.map(({ entry }) => entry),
    },
    { version: "1.2", schema: "core" },
  );
  setStyles(document);
  const server = schema === undefined ? [] : [`yaml-language-server: $schema=${schema}`];
  for (const [index, draft] of drafts.entries()) {
    const remarks = [...draft.leftOut.map(leftOutWords), ...draft.remarks];
    const item = document.getIn(["entities", index]);
    if (isMap(item) && remarks.length > 0) item.comment = commentOf(remarks);
  }
  return `${commentLines([...server, ...FIRST_WORDS])}${document.toString({ lineWidth: 0 })}`;
}

/** Lays the document out as people write theirs. */
function setStyles(document: Document): void {
  visit(document, {
    Pair(_, { key, value }, path) {
      if (!isScalar(key)) return;
      key.spaceBefore = path.length === 2 && ["documents", "entities"].includes(String(key.value));
      if (key.value === "page" && isMap(value)) value.flow = true;
      if (isScalar(value)) setQuotes(value, key.value === "remediate");
      setQuotes(key, false);
    },
    Seq(_, { items }) {
      for (const [index, item] of items.entries()) {
        if (isScalar(item)) setQuotes(item, false);
        if (isMap(item)) item.spaceBefore = index > 0 && item.has("kind");
      }
    },
  });
}

/** What needs no quotes in any reader's eyes: others take words such as `yes`, `1e3` and dates for something else. */
const PLAIN = /^(?!(?:y|n|yes|no|on|off|true|false|null)$)[A-Za-z/][\w ,./+=@()-]*$/i;

function setQuotes(scalar: Scalar, isWord: boolean): void {
  if (typeof scalar.value === "string" && !isWord && !PLAIN.test(scalar.value)) scalar.type = "QUOTE_DOUBLE";
}

function leftOutWords({ aspect, reason: { call, code } }: LeftOutAspect): string {
  const why = code === "NotHeld" ? "the snapshot does not hold it" : `${call}: ${code}`;
  return `Could not be read, and so is not watched: the ${ADOPTED_ASPECTS[aspect]} (${why}).`;
}

/** A comment as nodes have it. What could end a line early is taken out. */
function commentOf(lines: readonly string[]): string {
  return lines.map((line) => ` ${line.replace(/[^\x20-\x7e]/g, "?")}`).join("\n");
}

function commentLines(lines: readonly string[]): string {
  return commentOf(lines).replace(/^/gm, "#").concat("\n");
}
