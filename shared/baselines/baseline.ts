import type { DocumentEntry, EntityEntry } from "./baseline-schema.ts";
import type { DocumentText } from "./documents.ts";
import type { ParameterDeclaration } from "./parameters.ts";
import type { YamlSource } from "./yaml-source.ts";

/** A canonical document as its baseline declares it, with its text as it stands in its file. */
export interface BaselineDocument extends DocumentText {
  readonly provenance: DocumentEntry["provenance"];
}

/** A baseline that was read and is free of problems; nothing is filled in yet. */
export interface Baseline {
  /** The folder's name under `policies/`. */
  readonly name: string;
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  /** By the name that entities use, e.g. `task-policy.json`. */
  readonly documents: ReadonlyMap<string, BaselineDocument>;
  readonly entities: readonly EntityEntry[];
  readonly source: YamlSource;
}
