import { ADOPTED_ASPECTS } from "../shared/discovery/adopt-draft.ts";
import { counted } from "../shared/reports/words.ts";
import type { AdoptResult } from "./adopt-schema.ts";
import { neutralise, type Terminal } from "./terminal.ts";

type Entity = AdoptResult["entities"][number];

/** What an adoption wrote, for people: each entity with its counts and files, and what to do next. */
export function adoptLines(result: AdoptResult, style: Terminal["style"]): readonly string[] {
  const { entities, files, account, directory, source, next } = result;
  const from = source.kind === "live" ? "live" : `as ${source.files.join(" and ")} has it`;
  const head = `Account ${account}, ${from}: ${counted(entities.length, "entity", "entities")} adopted into ${directory}, ${counted(files.length, "file", "files")}`;
  const widest = Math.max(...entities.map(({ entity }) => entity.length));
  return [
    style("bold", neutralise(head)),
    "",
    ...entities.flatMap((entity) => entityLines(entity, widest, style)),
    "",
    `Review ${neutralise(directory)}, then:`,
    ...next.map((command) => `  ${neutralise(command)}`),
  ];
}

function entityLines(entity: Entity, widest: number, style: Terminal["style"]): readonly string[] {
  const { entity: name, inlinePolicies, attachments, leftOut, files } = entity;
  const said = [
    ...(inlinePolicies === undefined ? [] : [counted(inlinePolicies, "inline policy", "inline policies")]),
    ...(attachments === undefined ? [] : [counted(attachments, "attached policy", "attached policies")]),
    ...(leftOut.length === 0 ? [] : [`without its ${leftOut.map(({ aspect }) => ADOPTED_ASPECTS[aspect]).join(", ")}`]),
  ];
  const line = `  ${name.padEnd(widest)}${said.length === 0 ? "" : `  ${said.join("; ")}`}`;
  return [neutralise(line), ...files.map((file) => style("dim", `    ${neutralise(file)}`))];
}
