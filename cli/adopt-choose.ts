import { nearest } from "../shared/baselines/unknown-actions.ts";
import { type EntityReference, formatEntity, parseEntity } from "../shared/iam/entity-reference.ts";
import type { ReadRequest } from "../shared/observation/iam-reader.ts";
import type { Inventory } from "./inventory.ts";
import { usageError } from "./usage-error.ts";

/**
 * Reads what the command was asked to adopt, each entity once.
 * @throws PlumblineError `UsageError` where one is no reference to an entity that can be adopted
 */
export function readReferences(asked: readonly string[]): readonly EntityReference[] {
  const references = asked.map((text) => {
    const entity = parseEntity(text);
    if (entity === undefined) {
      throw usageError(
        `${text} names no entity; write role/NAME, user/NAME, group/NAME or policy/NAME, without a path.`,
      );
    }
    if (entity.kind === "root") {
      throw usageError("The root user has nothing that a baseline could be made of; leave root out.");
    }
    return entity;
  });
  return [...new Map(references.map((entity) => [formatEntity(entity), entity])).values()];
}

/**
 * The entities of an account that are asked for, ready to be read.
 * @throws PlumblineError `UsageError` where one is not there: how it is spelt, or which are like it
 */
export function chooseEntities(asked: readonly EntityReference[], inventory: Inventory): readonly ReadRequest[] {
  const byName = new Map(inventory.entities.map((request) => [formatEntity(request.entity).toLowerCase(), request]));
  return asked.map((entity) => {
    const found = byName.get(formatEntity(entity).toLowerCase());
    if (found === undefined) throw usageError(unknownWords(entity, inventory));
    if (found.entity.name === entity.name) return { entity, path: found.path };
    throw usageError(`${formatEntity(entity)} is spelt ${formatEntity(found.entity)} in IAM; write it so.`);
  });
}

function unknownWords(entity: EntityReference, { entities, says, leftOut }: Inventory): string {
  const name = formatEntity(entity);
  const foreign = leftOut.find((arn) => arn.includes(`:${entity.kind}/`) && arn.endsWith(`/${entity.name}`));
  if (foreign !== undefined) {
    return `${name} cannot be adopted: ${says}, and ${foreign} is not of that account; the file was edited.`;
  }
  const ofKind = entities.filter((each) => each.entity.kind === entity.kind).map((each) => each.entity.name);
  const near = nearest(entity.name.toLowerCase(), ofKind, (each) => each.toLowerCase());
  const elsewhere = entities.filter((each) => each.entity.name.toLowerCase() === entity.name.toLowerCase());
  const likely = [
    ...elsewhere.map((each) => formatEntity(each.entity)),
    ...near.map((each) => `${entity.kind}/${each}`),
  ];
  const hint =
    likely.length === 0
      ? ""
      : `; did you mean ${new Intl.ListFormat("en-GB", { type: "disjunction" }).format(likely)}?`;
  return `${says}, and there is no ${name} in it${hint === "" ? "." : hint}`;
}
