import type { PolicyKind } from "../policy/comparison.ts";
import type { EntityEntry } from "./baseline-schema.ts";
import type { KeyPath } from "./yaml-source.ts";

/** A text of an entity that may hold placeholders, and where it stands below the entity. */
export interface EntityTemplate {
  readonly path: KeyPath;
  readonly text: string;
}

/** Every text of an entity in which parameters are filled in. */
export function templatesOf(entity: EntityEntry): readonly EntityTemplate[] {
  if (entity.kind === "root") return [];
  const named = [
    { path: ["name"], text: entity.name },
    ...("path" in entity ? [{ path: ["path"], text: entity.path }] : []),
  ];
  if (entity.kind === "policy") return named;
  const inline = entity.inlinePolicies?.policies ?? [];
  const attached = entity.attachments?.policies ?? [];
  return [
    ...named,
    ...inline.map(({ name }, index) => ({ path: ["inlinePolicies", "policies", index, "name"], text: name })),
    ...attached.map((text, index) => ({ path: ["attachments", "policies", index], text })),
  ];
}

/** A use that an entity makes of a document. */
export interface DocumentUse {
  readonly path: KeyPath;
  readonly file: string;
  readonly kind: PolicyKind;
}

/** Every document that an entity names, and for what. */
export function documentUsesOf(entity: EntityEntry): readonly DocumentUse[] {
  if (entity.kind === "root") return [];
  if (entity.kind === "policy") return [{ path: ["document"], file: entity.document, kind: "identity" }];
  const inline = (entity.inlinePolicies?.policies ?? []).map(
    ({ document }, index): DocumentUse => ({
      path: ["inlinePolicies", "policies", index, "document"],
      file: document,
      kind: "identity",
    }),
  );
  const trust = "trust" in entity ? entity.trust : undefined;
  return trust === undefined ? inline : [{ path: ["trust"], file: trust, kind: "trust" }, ...inline];
}
