import { type AccountAddress, parsePolicyArn } from "../iam/arn.ts";
import { type EntityReference, formatEntity } from "../iam/entity-reference.ts";
import type { EntityObservation } from "../observation/entity-state.ts";
import type { LeftOutAspect } from "./adopt-draft.ts";
import { type AdoptableState, draftEntity } from "./adopt-entity.ts";
import { createFileNames } from "./adopt-file-names.ts";
import { held } from "./adopt-profile.ts";
import { type DraftedEntity, verifyBaseline } from "./adopt-verify.ts";
import { writeBaselineYaml } from "./adopt-yaml.ts";

/** What is to be adopted, and as what. */
export interface AdoptionRequest {
  /** Of the folder that the baseline will stand in. */
  readonly name: string;
  readonly title: string;
  /** The account that was read. */
  readonly address: AccountAddress;
  readonly source: "live" | "snapshot";
  readonly adoptedAt: Date;
  /** Each entity once. */
  readonly observations: readonly EntityObservation[];
  /** Where the JSON Schema of a baseline.yml stands, relative to the folder; left out where it stands nowhere near. */
  readonly schema?: string;
}

/** What became of one entity. */
export interface AdoptedEntity {
  readonly entity: EntityReference;
  readonly path: string;
  /** The names of its documents' files. */
  readonly files: readonly string[];
  /** How many it has; `undefined` where that was not read, or where such an entity has none. */
  readonly inlinePolicies?: number;
  readonly attachments?: number;
  readonly leftOut: readonly LeftOutAspect[];
  /** Customer managed policies and groups that it has and that the baseline does not describe: what they grant is not watched. */
  readonly notDescribed: readonly EntityReference[];
}

/** What became of an adoption. With any refusal nothing is to be written. */
export type Adoption =
  | {
      readonly status: "adopted";
      /** By their names in the folder; the first is `baseline.yml`. */
      readonly files: ReadonlyMap<string, string>;
      readonly entities: readonly AdoptedEntity[];
    }
  | {
      readonly status: "refused";
      /** One sentence each. */
      readonly refusals: readonly string[];
    };

/**
 * Writes a baseline that says of entities what was read of them. Filled in for their account it is what was read: that is tried before
 * anything is returned. What could not be read of an entity is not in it, and an entity that could not be read, or is not there, refuses.
 */
export function adopt(request: AdoptionRequest): Adoption {
  const fileNames = createFileNames();
  const drafted: DraftedEntity[] = [];
  const refusals: string[] = [];
  for (const { entity, observation } of request.observations) {
    if (observation.status !== "present" || observation.state.kind === "root") {
      refusals.push(unreadWords(entity, observation));
      continue;
    }
    const { state } = observation;
    const drafting = draftEntity(entity, state, request.address, fileNames);
    if (drafting.status === "drafted") drafted.push({ draft: drafting.draft, state });
    else refusals.push(...drafting.refusals);
  }
  if (refusals.length > 0) return { status: "refused", refusals };
  const files = writeFiles(request, drafted);
  const faults = verifyBaseline(request.name, files, drafted, request.address);
  if (faults.length > 0) return { status: "refused", refusals: attribute(faults, request, drafted) };
  const described = new Set(drafted.map(({ draft }) => formatEntity(draft.entity)));
  return { status: "adopted", files, entities: drafted.map((each) => adoptedEntity(each, described)) };
}

function unreadWords(entity: EntityReference, observation: EntityObservation["observation"]): string {
  const name = formatEntity(entity);
  if (observation.status === "absent") return `${name} does not exist.`;
  if (observation.status === "present")
    return `${name} cannot be adopted: nothing of it can be taken for what should be.`;
  const { call, code, message } = observation.reason;
  return `${name} could not be read (${call}: ${code}: ${message.replace(/\.+$/, "")}).`;
}

function writeFiles(request: AdoptionRequest, drafted: readonly DraftedEntity[]): ReadonlyMap<string, string> {
  const { name, title, address, source, adoptedAt, schema } = request;
  const at = `${adoptedAt.toISOString().slice(0, 19)}Z`;
  const origin = `${source === "live" ? "Live in" : "A snapshot of"} account ${address.account}, adopted at ${at}`;
  const head = { name, title, origin, date: at.slice(0, 10), ...(schema !== undefined && { schema }) };
  const drafts = drafted.map(({ draft }) => draft);
  const documents = drafts.flatMap((draft) => draft.documents.map(({ file, text }): [string, string] => [file, text]));
  return new Map([["baseline.yml", writeBaselineYaml(head, drafts)], ...documents]);
}

/** Says whose fault it is that the baseline is none, by trying each entity on its own. */
function attribute(
  faults: readonly string[],
  request: AdoptionRequest,
  drafted: readonly DraftedEntity[],
): readonly string[] {
  const attributed = drafted.flatMap((each) => {
    const entity = formatEntity(each.draft.entity);
    const own = verifyBaseline(request.name, writeFiles(request, [each]), [each], request.address);
    return own.map((fault) => (fault.startsWith(entity) ? fault : `${entity} cannot be adopted: ${fault}`));
  });
  return attributed.length > 0 ? attributed : faults;
}

function adoptedEntity({ draft, state }: DraftedEntity, described: ReadonlySet<string>): AdoptedEntity {
  const { entity, documents, leftOut } = draft;
  const inline = "inlinePolicies" in state ? held(state.inlinePolicies) : undefined;
  const attached = "attachments" in state ? held(state.attachments) : undefined;
  return {
    entity,
    path: state.path,
    files: documents.map(({ file }) => file),
    ...(inline && { inlinePolicies: Object.keys(inline).length }),
    ...(attached && { attachments: attached.length }),
    leftOut,
    notDescribed: grantedBy(state).filter((each) => !described.has(formatEntity(each))),
  };
}

/** The customer managed policies and the groups that decide what an entity may do. */
function grantedBy(state: AdoptableState): readonly EntityReference[] {
  const attached = "attachments" in state ? held(state.attachments) : undefined;
  const boundary = "permissionsBoundary" in state ? held(state.permissionsBoundary) : undefined;
  const groups = state.kind === "user" ? held(state.groups) : undefined;
  const arns = [...(attached ?? []).map(({ policyArn }) => policyArn), ...(boundary === undefined ? [] : [boundary])];
  return [
    ...[...new Set(arns)]
      .map(parsePolicyArn)
      .flatMap((arn) =>
        arn === undefined || arn.owner === "aws" ? [] : [{ kind: "policy", name: arn.name } as const],
      ),
    ...(groups ?? []).map((name) => ({ kind: "group", name }) as const),
  ];
}
