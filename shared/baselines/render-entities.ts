import { type AccountAddress, customerPolicyArn } from "../iam/arn.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import { LONGEST } from "../policy/parse-policy.ts";
import { type JsonMember, type JsonNode, readJson } from "../policy/read-json.ts";
import type { ExpectedDocument, ExpectedEntity } from "./expected-state.ts";
import { notesOn } from "./render-notes.ts";

/** Plain JSON. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;
export type JsonObject = { readonly [key: string]: JsonValue };

/** A policy document that can be pasted into IAM as it is. */
export interface RenderedDocument {
  /** The file that it came from. */
  readonly source: string;
  /** `reconstructed`: not the vendor's own text. */
  readonly provenance: ExpectedDocument["provenance"];
  /** Why the account departs from the vendor's text; empty where it does not. */
  readonly amendments: readonly string[];
  readonly document: JsonObject;
}

/** One entity with everything that is to be given to it. What a baseline does not say is absent or empty. */
export interface RenderedEntity {
  readonly kind: ExpectedEntity["kind"];
  /** How it is referred to: `role/NAME`. */
  readonly entity: string;
  readonly name: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  readonly presence: "required" | "optional";
  /** Of a customer managed policy, because attaching it needs it. */
  readonly arn?: string;
  /** Of a service-linked role: who makes it, e.g. `ivs.amazonaws.com`. */
  readonly service?: string;
  /** A customer managed policy's own. */
  readonly document?: RenderedDocument;
  /** Whom a role lets in. A service-linked role's is the service's own doing, and absent. */
  readonly trust?: RenderedDocument;
  readonly inlinePolicies: readonly (RenderedDocument & { readonly name: string })[];
  /** ARNs of managed policies. */
  readonly attachments: readonly string[];
  /** The ARN of a managed policy. */
  readonly permissionsBoundary?: string;
  /** The names of a user's groups. */
  readonly groups: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly maximumSessionSeconds?: number;
  /** What no document says, one plain sentence each: what to do by hand, and what to know of a text. */
  readonly notes: readonly string[];
}

/** What an account needs for a baseline, in an order in which it can be made, and what its vendor withdrew. */
export interface Rendering {
  readonly entities: readonly RenderedEntity[];
  readonly retired: readonly { readonly entity: string; readonly since?: string }[];
}

/** Attaching needs the policy, and joining the group. */
const ORDER: readonly string[] = ["policy", "group", "role", "service-linked-role", "user", "root"];

/**
 * Says of expected entities what a person, or a tool of theirs, has to make.
 * @param account whose ids the ARNs of customer managed policies carry
 */
export function renderEntities(account: AccountAddress, entities: readonly ExpectedEntity[]): Rendering {
  const inOrder = entities.toSorted((left, right) => ORDER.indexOf(left.kind) - ORDER.indexOf(right.kind));
  return {
    entities: inOrder.flatMap((entity) => (entity.presence === "retired" ? [] : [renderEntity(account, entity)])),
    retired: inOrder
      .filter(({ presence }) => presence === "retired")
      .map(({ entity, retiredSince }) => ({
        entity: formatEntity(entity),
        ...(retiredSince === undefined ? {} : { since: retiredSince }),
      })),
  };
}

function renderEntity(account: AccountAddress, expected: ExpectedEntity): RenderedEntity {
  const { kind, entity, path } = expected;
  // Nobody but AWS gives a service-linked role anything.
  const ours = kind === "service-linked-role" ? undefined : expected;
  const boundary = ours && "permissionsBoundary" in ours ? ours.permissionsBoundary : undefined;
  return {
    kind,
    entity: formatEntity(entity),
    name: entity.name,
    path,
    presence: expected.presence === "optional" ? "optional" : "required",
    ...(kind === "policy" && { arn: customerPolicyArn(account, path, entity.name) }),
    ...("service" in expected && { service: expected.service }),
    ...("document" in expected && { document: renderDocument(expected.document) }),
    ...(ours && "trust" in ours && ours.trust && { trust: renderDocument(ours.trust) }),
    inlinePolicies: Object.entries((ours && "inlinePolicies" in ours && ours.inlinePolicies?.documents) || {}).map(
      ([name, document]) => ({ name, ...renderDocument(document) }),
    ),
    attachments: (ours && "attachments" in ours && ours.attachments?.policyArns) || [],
    ...(boundary !== undefined && boundary !== "none" && { permissionsBoundary: boundary }),
    groups: (ours && "groups" in ours && ours.groups?.names) || [],
    tags: expected.tags ?? {},
    ...("maximumSessionSeconds" in expected && { maximumSessionSeconds: expected.maximumSessionSeconds }),
    notes: notesOn(expected),
  };
}

function renderDocument({ source, provenance, amendments = [], text }: ExpectedDocument): RenderedDocument {
  const reading = readJson(text, { length: LONGEST, depth: DEEPEST });
  if (reading.status === "malformed" || reading.node.type !== "object") {
    throw new TypeError(`${source} was let through, though it is no policy.`);
  }
  return { source, provenance, amendments, document: plainObject(reading.node.members) };
}

/** Deeper than any policy that was let through. */
const DEEPEST = 16;

function plainObject(members: readonly JsonMember[]): JsonObject {
  return Object.fromEntries(members.map(({ key, value }) => [key, plainValue(value)]));
}

/** A number that would not come back as it was written stays text, which means the same to IAM. */
function plainValue(node: JsonNode): JsonValue {
  switch (node.type) {
    case "object":
      return plainObject(node.members);
    case "array":
      return node.items.map(plainValue);
    case "number":
      return String(Number(node.value)) === node.value ? Number(node.value) : node.value;
    case "null":
      return null;
    default:
      return node.value;
  }
}
