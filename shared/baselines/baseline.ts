import type { EntityEntry } from "./entity-schema.ts";
import type { ExpectedDocument } from "./expected-state.ts";
import type { ParameterDeclaration } from "./parameters.ts";
import type { YamlSource } from "./yaml-source.ts";

/** A document's text before it is filled in, and the file it stands in. */
export interface DocumentText {
  readonly file: string;
  readonly text: string;
}

/** An earlier version of a document, as it stands in its file. */
export interface BaselineRevision extends DocumentText {
  /** The vendor's own name of the version, or the date of its page. */
  readonly version: string;
}

/** A canonical document as its baseline declares it, with its text as it stands in its file. */
export interface BaselineDocument extends DocumentText {
  readonly provenance: ExpectedDocument["provenance"];
  /** What statements are for, by their Sid. */
  readonly purposes?: Readonly<Record<string, string>>;
  /** The page's words that let a customer change it. */
  readonly amendable?: string;
  /** Newest first. */
  readonly revisions: readonly BaselineRevision[];
}

/** A baseline that was read and is free of problems; nothing is filled in yet. */
export interface Baseline {
  /** The folder's name under `policies/`. */
  readonly name: string;
  readonly parameters: ReadonlyMap<string, ParameterDeclaration>;
  /** By the name that entities use, e.g. `task-policy.json`. */
  readonly documents: ReadonlyMap<string, BaselineDocument>;
  /** Sets of managed policies of which a role may hold one, each an ARN or the name of one of the baseline's. */
  readonly separatePolicies: readonly (readonly string[])[];
  readonly entities: readonly EntityEntry[];
  readonly source: YamlSource;
}
