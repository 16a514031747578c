import type {
  Confidence,
  DiscoveredBaseline,
  EntityMatch,
  Evidence,
  EvidenceVerdict,
  OpenParameter,
} from "../shared/discovery/discovery.ts";
import { listInWords } from "../shared/drift/wording.ts";
import { counted, minute } from "../shared/reports/words.ts";
import type { DiscoverResult } from "./discover-result.ts";
import { paragraph, type TextPage } from "./paragraph.ts";
import { type Format, neutralise } from "./terminal.ts";

/** What was found, for people: by baseline, each entity with what speaks for it, then the parameters, then the plumbline.yml. */
export function discoveryLines(result: DiscoverResult, page: TextPage): readonly string[] {
  const { baselines, unreadable } = result;
  return [
    ...headLines(result, page),
    ...baselines.flatMap((each) => ["", ...baselineLines(each, page)]),
    ...unreadable.flatMap(({ entity, part, reason }, index) => [
      ...(index === 0 ? ["", page.style("bold", "Not read, so it is not known whose it is")] : []),
      ...wrapped(`? ${entity}, ${part}: ${reason}`, page, 2, "magenta"),
    ]),
    "",
    ...closingLines(result, page),
  ];
}

function headLines(result: DiscoverResult, page: TextPage): readonly string[] {
  const { account, source, entities, discoveredAt } = result;
  const where =
    source.kind === "live" ? `read from IAM at ${minute(discoveredAt)}` : `as ${source.files.join(" and ")} has it`;
  const looked = `${counted(entities, "entity", "entities")} looked at`;
  return [
    `${page.style("bold", `Account ${account}`)}, ${neutralise(where)}; ${looked}.`,
    ...[...alreadyWords(result), heldWords(result)].flatMap((text) => wrapped(text, page, 0)),
  ];
}

function alreadyWords({ configured }: DiscoverResult): readonly string[] {
  if (configured === undefined) return [];
  const { file, baselines } = configured;
  return [`${file} gives it ${listInWords(baselines)} already; this is what is found beyond.`];
}

function heldWords({ baselines, lookedFor }: DiscoverResult): string {
  const proposed = baselines.filter((each) => each.proposed).map(({ baseline }) => baseline);
  if (proposed.length > 0) return `It seems to hold ${listInWords(proposed)}.`;
  if (lookedFor.length === 0) return "There is no other baseline to look for.";
  return `It seems to hold none of the baselines that were looked for: ${lookedFor.join(", ")}.`;
}

function baselineLines(found: DiscoveredBaseline, page: TextPage): readonly string[] {
  const { baseline, proposed, matches, ambiguous, others, missing, notes } = found;
  const title = proposed ? baseline : `${baseline} (not proposed: too little of it was found)`;
  return [
    page.style(["bold", "underline"], neutralise(title)),
    ...wrapped(documentWords(found), page, 2),
    ...matches.flatMap((match) => matchLines(match, page)),
    ...ambiguous.flatMap(({ entry, candidates }) => [
      ...wrapped(
        `? ${entry}: nothing decides between ${listInWords(candidates.map(({ entity }) => entity))}`,
        page,
        2,
        "magenta",
      ),
      ...candidates.flatMap((match) => matchLines(match, page, 4)),
    ]),
    ...missing.flatMap((entry) => wrapped(`✗ ${entry}: nothing like it was found`, page, 2, "red")),
    ...others.flatMap((match) => matchLines(match, page)),
    ...parameterLines(found, page),
    ...notes.flatMap((note) => wrapped(note, page, 2)),
  ];
}

function documentWords({ documents: { expected, alike, near } }: DiscoveredBaseline): string {
  if (expected === 0) return "";
  const nearly = near === 0 ? "" : `, ${near} nearly`;
  return `${alike} of ${counted(expected, "document decides", "documents decide")} alike${nearly}`;
}

const CONFIDENCE_WORDS: Readonly<Record<Confidence, { readonly mark: string; readonly format: Format }>> = {
  sure: { mark: "✓", format: "green" },
  likely: { mark: "~", format: "yellow" },
  possible: { mark: "?", format: "magenta" },
};

function matchLines({ entity, entry, confidence, foundBy, evidence }: EntityMatch, page: TextPage, indent = 2) {
  const { mark, format } = CONFIDENCE_WORDS[confidence];
  const how = foundBy.length === 0 ? "" : `, by ${foundBy.join(" and ")}`;
  const place = entry === entity ? "" : ` is ${entry}`;
  const margin = " ".repeat(indent);
  return [
    `${margin}${page.style(format, mark)} ${page.style("bold", neutralise(entity))}${neutralise(place)}: ${confidence}${how}`,
    ...evidence.flatMap((each) => evidenceLines(each, page, indent + 4)),
  ];
}

const EVIDENCE_MARKS: Readonly<Record<EvidenceVerdict, string>> = {
  alike: "=",
  outdated: "=",
  within: "≈",
  near: "≈",
  different: "≠",
  missing: "-",
  unknown: "?",
  unreadable: "?",
};

function evidenceLines({ verdict, words }: Evidence, page: TextPage, indent: number): readonly string[] {
  return wrapped(`${EVIDENCE_MARKS[verdict]} ${words}`, page, indent);
}

function parameterLines({ solved, open }: DiscoveredBaseline, page: TextPage): readonly string[] {
  if (solved.length + open.length === 0) return [];
  const usual = solved.filter(({ isDefault }) => isDefault).map(({ name }) => name);
  return [
    `  ${page.style("bold", "Parameters")}`,
    ...solved
      .filter(({ isDefault }) => !isDefault)
      .flatMap(({ name, value, from }) => wrapped(`${name} = ${formatValue(value)}: ${from.join("; ")}`, page, 4)),
    ...open.flatMap((each) => wrapped(openWords(each), page, 4, "yellow")),
    ...(usual.length === 0 ? [] : wrapped(`as by default: ${listInWords(usual)}`, page, 4)),
  ];
}

function openWords({ name, candidates, default: usual, reason }: OpenParameter): string {
  const choice = candidates.length === 0 ? "" : `: ${candidates.map(formatValue).join(" or ")}`;
  const until = usual === undefined ? "It has to be given" : `Until it is given, ${formatValue(usual)} holds`;
  return `${name} could not be told${choice}. ${reason} ${until}.`;
}

function formatValue(value: string | readonly string[]): string {
  if (typeof value === "string") return value;
  return value.length === 0 ? "none" : value.join(", ");
}

function closingLines({ baselines, configuration, complete }: DiscoverResult, page: TextPage): readonly string[] {
  if (!baselines.some(({ proposed }) => proposed)) {
    return wrapped("plumbline adopt makes a baseline of your own from what is live.", page, 0);
  }
  const ready = complete
    ? "The plumbline.yml to start from"
    : "The plumbline.yml to start from, once what its comments ask for is given";
  return [page.style("bold", `${ready} (--format yaml prints it alone):`), "", ...configuration.trimEnd().split("\n")];
}

function wrapped(text: string, page: TextPage, indent: number, format?: Format): readonly string[] {
  return paragraph(text, page, { indent, hanging: 2, format });
}
