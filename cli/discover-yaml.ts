import { Document, isMap, YAMLMap } from "yaml";
import type { DiscoveredBaseline, OpenParameter } from "../shared/discovery/discovery.ts";
import type { DiscoverResult } from "./discover-result.ts";
import { neutralise } from "./terminal.ts";
import { wrapText } from "./text-width.ts";

type Found = Omit<DiscoverResult, "configuration" | "complete">;

/**
 * The plumbline.yml to start from: every baseline that is proposed, with the parameters that differ from its defaults and every repair
 * off. What could not be told stands in comments, where its value belongs.
 */
export function discoveryYaml(found: Found): string {
  const proposed = found.baselines.filter((each) => each.proposed);
  const account = {
    id: found.account,
    ...(found.partition === "aws" ? {} : { partition: found.partition }),
    baselines: proposed.map(plainUse),
  };
  const document = new Document(
    { accounts: proposed.length === 0 ? [] : [account] },
    { version: "1.2", aliasDuplicateObjects: false },
  );
  for (const [index, { open, notes, missing }] of proposed.entries()) {
    const use = document.getIn(["accounts", 0, "baselines", index]);
    if (!isMap(use)) throw new TypeError("A baseline is a mapping.");
    if (open.length > 0) comment(use, open);
    const told = [...missing.map((entry) => `Nothing like ${entry} was found.`), ...notes];
    if (told.length > 0) use.commentBefore = commentLines(told, 6);
  }
  document.commentBefore = commentLines(headOf(found), 0);
  return document.toString({ lineWidth: 0 });
}

function plainUse({ baseline, solved }: DiscoveredBaseline): object {
  const given = solved.filter(({ isDefault }) => !isDefault);
  const parameters = Object.fromEntries(given.map(({ name, value }) => [name, value]));
  return { baseline, ...(given.length > 0 && { parameters }), remediate: "off" };
}

/** Under the baseline's parameters, or where these would stand. */
function comment(use: YAMLMap, open: readonly OpenParameter[]): void {
  const parameters = use.get("parameters");
  if (parameters instanceof YAMLMap) parameters.comment = commentLines(open.flatMap(openLines), 10);
  else use.comment = commentLines(["parameters:", ...open.flatMap(openLines).map((line) => `  ${line}`)], 8);
}

function openLines({ name, candidates, default: usual, description, reason }: OpenParameter): readonly string[] {
  const needed = usual === undefined ? "TO BE GIVEN" : `its default holds until a value is given`;
  const [first = usual === undefined ? "…" : usual] = candidates;
  return [`${name}: ${JSON.stringify(first)}`, `  ${needed}: ${description} ${reason}`];
}

function headOf(found: Found): readonly string[] {
  const { account, discoveredAt, source, baselines, configured } = found;
  const where = source.kind === "live" ? "live" : `in ${source.files.join(" and ")}`;
  const partly = baselines.filter(({ proposed }) => !proposed).map(({ baseline }) => baseline);
  return [
    `What plumbline discover found ${where} in account ${account}, on ${discoveredAt.slice(0, 10)}. Look it over, then run`,
    "npx plumbline validate and npx plumbline check. Every repair is off until remediate says narrow or full.",
    ...(configured === undefined ? [] : [configuredWords(configured)]),
    ...(partly.length === 0 ? [] : [`Not proposed, since too little of it was found: ${partly.join(", ")}.`]),
  ];
}

function configuredWords({ file, baselines }: NonNullable<Found["configured"]>): string {
  return `${file} gives this account ${baselines.join(", ")} already: put what stands here beside it, under the account's own baselines.`;
}

/** A `#` and a blank go before each line, whatever stands in it: no value from an account can end its comment. */
function commentLines(lines: readonly string[], indent: number): string {
  return lines
    .flatMap((line) => wrapText(neutralise(line), 118 - indent, line.length - line.trimStart().length))
    .map(({ lead, text }) => ` ${lead}${text}`.trimEnd())
    .join("\n");
}
