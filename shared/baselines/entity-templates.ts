import type { PolicyKind } from "../policy/comparison.ts";
import type { EntityEntry } from "./entity-schema.ts";
import type { KeyPath } from "./yaml-source.ts";

/** A text of an entity that may hold placeholders, and where it stands below the entity. */
export interface EntityTemplate {
  readonly path: KeyPath;
  readonly text: string;
  /** Whether it is an element of a list, and so may stand for several. */
  readonly listed?: true;
}

/** Every text of an entity in which parameters are filled in. */
export function templatesOf(entity: EntityEntry): readonly EntityTemplate[] {
  if (entity.kind === "root") return [];
  const inline = "inlinePolicies" in entity ? (entity.inlinePolicies?.policies ?? []) : [];
  return [
    { path: ["name"], text: entity.name },
    { path: ["presence"], text: entity.presence },
    ...("path" in entity ? [{ path: ["path"], text: entity.path }] : []),
    ...inline.map(({ name }, index) => ({ path: ["inlinePolicies", "policies", index, "name"], text: name })),
    ...listed(["attachments", "policies"], "attachments" in entity ? entity.attachments?.policies : []),
    ...listed(["groups", "names"], "groups" in entity ? entity.groups?.names : []),
    ...single(["permissionsBoundary"], "permissionsBoundary" in entity ? entity.permissionsBoundary : undefined),
    ...Object.entries(tagsOf(entity)).map(([key, text]) => ({ path: ["tags", key], text })),
  ];
}

function listed(path: KeyPath, texts: readonly string[] = []): readonly EntityTemplate[] {
  return texts.map((text, index) => ({ path: [...path, index], text, listed: true }));
}

function single(path: KeyPath, text: string | undefined): readonly EntityTemplate[] {
  return text === undefined ? [] : [{ path, text }];
}

/** The tags that an entity must have; their values may hold placeholders. */
export function tagsOf(entity: EntityEntry): Readonly<Record<string, string>> {
  return "tags" in entity ? (entity.tags ?? {}) : {};
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
