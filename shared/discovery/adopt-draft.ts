import type { EntityEntry } from "../baselines/entity-schema.ts";
import type { AccountAddress } from "../iam/arn.ts";
import { type EntityReference, formatEntity } from "../iam/entity-reference.ts";
import type { Observation, Unreadable } from "../observation/observation.ts";
import type { PolicyKind } from "../policy/comparison.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import { writeTemplate } from "./adopt-document.ts";
import type { FileNames } from "./adopt-file-names.ts";

/** What of an entity a baseline can hold, and may be unreadable by itself. */
export const ADOPTED_ASPECTS = {
  trust: "trust policy",
  inlinePolicies: "inline policies",
  attachments: "attached managed policies",
  permissionsBoundary: "permissions boundary",
  tags: "tags",
  maximumSessionSeconds: "session length",
  groups: "groups",
  loginProfile: "console password",
} as const;
export type AdoptedAspect = keyof typeof ADOPTED_ASPECTS;

/** An aspect that could not be read, and so is not in the baseline. */
export interface LeftOutAspect {
  readonly aspect: AdoptedAspect;
  readonly reason: Unreadable;
}

/** A document of the baseline, and the live one it was written from. */
export interface AdoptedDocument {
  readonly file: string;
  /** With placeholders. */
  readonly text: string;
  readonly live: string;
  readonly kind: PolicyKind;
}

/** An entity as the baseline will have it. */
export interface EntityDraft {
  readonly entity: EntityReference;
  readonly entry: EntityEntry;
  readonly documents: readonly AdoptedDocument[];
  readonly leftOut: readonly LeftOutAspect[];
  /** Lines for whoever reviews the baseline, to stand below the entry. */
  readonly remarks: readonly string[];
}

/** The draft of one entity while it is made: what was put into it, and why it cannot be adopted. */
export class Draft {
  readonly documents: AdoptedDocument[] = [];
  readonly leftOut: LeftOutAspect[] = [];
  readonly remarks: string[] = [];
  /** One sentence each. */
  readonly refusals: string[] = [];
  readonly entity: EntityReference;
  readonly address: AccountAddress;
  readonly #fileNames: FileNames;

  constructor(entity: EntityReference, address: AccountAddress, fileNames: FileNames) {
    this.entity = entity;
    this.address = address;
    this.#fileNames = fileNames;
  }

  /** Says why the entity cannot be adopted. @param predicate what follows its name */
  refuse(predicate: string): undefined {
    this.refusals.push(`${formatEntity(this.entity)} ${predicate}`);
  }

  /** The value of an aspect that every such entity has; `undefined` where it was not read, which is remembered. */
  read<T>(aspect: AdoptedAspect, observation: Observation<T>): T | undefined {
    const held = this.readOptional(aspect, observation);
    if (held === undefined || held.value !== undefined) return held?.value;
    return this.refuse(`lost its ${ADOPTED_ASPECTS[aspect]} while it was read; adopt it again.`);
  }

  /** The same of an aspect that may be absent: what was read of it, with `undefined` where it is not there. */
  readOptional<T>(aspect: AdoptedAspect, observation: Observation<T>): { readonly value: T | undefined } | undefined {
    if (observation.status === "present") return { value: observation.state };
    if (observation.status === "absent") return { value: undefined };
    const { reason } = observation;
    if (reason.code === "MalformedAnswer") {
      return this.refuse(`cannot be adopted: its ${ADOPTED_ASPECTS[aspect]} cannot be understood (${reason.message}).`);
    }
    this.leftOut.push({ aspect, reason });
    return undefined;
  }

  /**
   * Takes in a document.
   * @param what how it is called in a sentence; @param parts what its file's name is made of, after the entity's own
   * @returns its file
   */
  document(live: string, kind: PolicyKind, what: string, ...parts: readonly string[]): string {
    const file = this.#fileNames.next(this.entity.kind, this.entity.name, ...parts);
    const parsed = parsePolicy(live, kind);
    const written = writeTemplate(live, this.address);
    if (parsed.status === "invalid") {
      const why = parsed.problems.map(({ message }) => message).join(" ");
      this.refuse(`cannot be adopted: ${what} is not a policy that can be understood. ${why}`);
    } else if (written.status === "malformed") {
      this.refuse(`cannot be adopted: ${what} is not a policy that can be understood. ${written.problem}`);
    } else {
      this.documents.push({ file, text: written.text, live, kind });
    }
    return file;
  }

  /** A text that stands in baseline.yml, where two braces begin a placeholder and nothing else can. */
  literal(text: string, what: string): string {
    if (text.includes("{{")) {
      this.refuse(`cannot be adopted: ${what} holds {{, which a baseline takes for the beginning of a placeholder.`);
    }
    return text;
  }
}
