import type { EntityEntry } from "./entity-schema.ts";
import type { ParameterValues } from "./parameters.ts";

/** The list parameter that an entity stands for one by one; `undefined` where it stands for itself alone. */
export function forEachOf(entity: EntityEntry): string | undefined {
  return "forEach" in entity ? entity.forEach : undefined;
}

/** The values with which an entity is filled in, once for each entity that it stands for: none where its list is empty. */
export function valuesForEach(entity: EntityEntry, values: ParameterValues): readonly ParameterValues[] {
  const list = forEachOf(entity);
  const texts = list === undefined ? undefined : values.get(list);
  if (list === undefined || typeof texts !== "object") return [values];
  return texts.map((text) => new Map([...values, [list, text]]));
}
