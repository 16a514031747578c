import type { BaselineDraft } from "./baseline-references.ts";
import { templatesOf } from "./entity-templates.ts";
import { forEachOf } from "./for-each.ts";
import { BUILT_IN_PARAMETERS } from "./parameters.ts";
import { type Problem, positionAt } from "./problem.ts";
import { placeholdersOf, strayBraces } from "./template.ts";
import type { KeyPath } from "./yaml-source.ts";

/** Everything wrong with the placeholders of a baseline: unknown ones, and those of lists where one text belongs. */
export function checkPlaceholders(draft: BaselineDraft): readonly Problem[] {
  return [...checkDocuments(draft), ...checkEntities(draft), ...checkForEach(draft), ...checkSeparate(draft)];
}

/** Every name of a parameter that a baseline uses. */
export function usedParameters({ documents, entities, separatePolicies = [] }: BaselineDraft): ReadonlySet<string> {
  const texts = [
    ...[...documents.values()].flatMap((document) =>
      document === undefined ? [] : [document.text, ...document.revisions.map(({ text }) => text)],
    ),
    ...entities.flatMap((entity) => (entity === undefined ? [] : templatesOf(entity).map(({ text }) => text))),
    ...separatePolicies.flat(),
  ];
  return new Set(texts.flatMap((text) => placeholdersOf(text).map(({ name }) => name)));
}

/** Lists in documents are looked at where documents are filled in. */
function checkDocuments(draft: BaselineDraft): readonly Problem[] {
  const texts = [...draft.documents.values()].flatMap((document) =>
    document === undefined ? [] : [document, ...document.revisions],
  );
  return texts.flatMap(({ file, text }) =>
    faultsOf(text, draft).map(({ offset, message }) => ({ file, ...positionAt(text, offset), message })),
  );
}

function checkEntities(draft: BaselineDraft): readonly Problem[] {
  return draft.entities.flatMap((entity, index) => {
    if (entity === undefined) return [];
    const single = forEachOf(entity);
    return templatesOf(entity).flatMap(({ path, text, listed }) => {
      const lists = placeholdersOf(text).filter(({ name }) => name !== single && isList(draft, name));
      const tooMany = lists.slice(listed === true ? 1 : 0).map(({ name }) => listMessage(name, listed));
      const messages = [...faultsOf(text, draft).map(({ message }) => message), ...tooMany.slice(0, 1)];
      return messages.map((message) => draft.source.problem(["entities", index, ...path], message));
    });
  });
}

function listMessage(name: string, listed: true | undefined): string {
  return listed === true
    ? `{{${name}}} is the second list in this text; give each a text of its own.`
    : `{{${name}}} is a list, and here is room for one text; write forEach: ${name}, or use a parameter of one text.`;
}

function checkForEach(draft: BaselineDraft): readonly Problem[] {
  return draft.entities.flatMap((entity, index) => {
    const list = entity === undefined ? undefined : forEachOf(entity);
    if (entity === undefined || entity.kind === "root" || list === undefined) return [];
    const at = (key: string, message: string) => [draft.source.problem(["entities", index, key], message)];
    if (!draft.parameters.has(list))
      return at("forEach", `${list} is not a parameter; declare it, or correct its name.`);
    const declaration = draft.parameters.get(list);
    if (declaration === undefined) return [];
    if (declaration.type !== "list") return at("forEach", `The parameter ${list} is not a list; name one that is.`);
    if (placeholdersOf(entity.name).some(({ name }) => name === list)) return [];
    return at("name", `The name must hold {{${list}}}, or all entities of forEach: ${list} would have one name.`);
  });
}

function checkSeparate(draft: BaselineDraft): readonly Problem[] {
  return (draft.separatePolicies ?? []).flatMap((names, set) =>
    names.flatMap((text, index) => {
      const path: KeyPath = ["separatePolicies", set, index];
      const lists = placeholdersOf(text).filter(({ name }) => isList(draft, name));
      const messages = [
        ...faultsOf(text, draft).map(({ message }) => message),
        ...lists.map(({ name }) => `{{${name}}} is a list, and here is room for one policy.`),
      ];
      return messages.map((message) => draft.source.problem(path, message));
    }),
  );
}

function isList({ parameters }: BaselineDraft, name: string): boolean {
  return parameters.get(name)?.type === "list";
}

function faultsOf(text: string, { parameters }: BaselineDraft) {
  const unknown = placeholdersOf(text)
    .filter(({ name }) => !parameters.has(name) && !BUILT_IN_PARAMETERS.includes(name))
    .map(({ name, offset }) => ({
      offset,
      message: `{{${name}}} is not a parameter; declare it, or correct its name.`,
    }));
  const stray = strayBraces(text);
  if (stray === undefined) return unknown;
  return [...unknown, { offset: stray, message: "This {{ begins no placeholder; write {{name}}, or take it out." }];
}
