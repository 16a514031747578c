import { PlumblineError } from "../iam/errors.ts";
import type { JsonObject, JsonValue, RenderedDocument, RenderedEntity, Rendering } from "./render-entities.ts";

/** One resource of a template. */
export interface CloudFormationResource {
  readonly Type: string;
  /** The logical ids of what must be there first. */
  readonly DependsOn?: readonly string[];
  readonly Metadata?: JsonValue;
  readonly Properties: JsonObject;
}

/**
 * A CloudFormation template as data.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
export interface CloudFormationTemplate {
  readonly AWSTemplateFormatVersion: "2010-09-09";
  readonly Description: string;
  readonly Metadata?: JsonValue;
  readonly Resources: Readonly<Record<string, CloudFormationResource>>;
}

const TYPES: Readonly<Record<string, string>> = {
  policy: "AWS::IAM::ManagedPolicy",
  group: "AWS::IAM::Group",
  role: "AWS::IAM::Role",
  "service-linked-role": "AWS::IAM::ServiceLinkedRole",
  user: "AWS::IAM::User",
};

/**
 * A template that makes what was rendered, under the names that it must have (so deploying it needs `CAPABILITY_NAMED_IAM`). Nothing in it
 * is left to intrinsic functions, and no password or access key is ever in it; what CloudFormation does not do is
 * said under `Metadata`.
 *
 * @param description at most 1,024 characters
 * @throws PlumblineError `InvalidPolicy` where a document holds something that CloudFormation would replace by something else
 */
export function renderCloudFormation({ entities, retired }: Rendering, description: string): CloudFormationTemplate {
  const made = entities.filter(({ kind }) => TYPES[kind] !== undefined);
  const ids = logicalIds(made);
  const byHand = [
    ...entities
      .filter(({ kind }) => TYPES[kind] === undefined)
      .flatMap(({ entity, notes }) => notes.map((note) => `${entity}: ${note}`)),
    ...retired.map(
      ({ entity, since }) => `${entity}: ${since === undefined ? "Retired" : `Retired since ${since}`}; delete it.`,
    ),
  ];
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: description,
    ...(byHand.length > 0 && { Metadata: { Plumbline: { ByHand: byHand } } }),
    Resources: Object.fromEntries(made.map((entity) => [ids.get(entity) ?? "", resourceOf(entity, made, ids)])),
  };
}

type LogicalIds = ReadonlyMap<RenderedEntity, string>;

/** Letters and digits only, and each once: `RoleVizNowManage`. */
function logicalIds(entities: readonly RenderedEntity[]): LogicalIds {
  const ids = new Map<RenderedEntity, string>();
  const taken = new Set<string>();
  for (const entity of entities) {
    const words = `${entity.kind} ${entity.name}`.match(/[A-Za-z0-9]+/g) ?? [];
    const id = words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join("");
    let unique = id;
    for (let number = 2; taken.has(unique); number += 1) unique = `${id}${number}`;
    taken.add(unique);
    ids.set(entity, unique);
  }
  return ids;
}

function resourceOf(entity: RenderedEntity, all: readonly RenderedEntity[], ids: LogicalIds): CloudFormationResource {
  const needed = all.filter((other) => needs(entity, other)).flatMap((other) => ids.get(other) ?? []);
  const properties = propertiesOf(entity);
  const notes = [...entity.notes, ...unsayable(entity)];
  requireLiteral(properties, entity);
  return {
    Type: TYPES[entity.kind] ?? "",
    ...(needed.length > 0 && { DependsOn: needed }),
    ...(notes.length > 0 && { Metadata: { Plumbline: { Notes: notes } } }),
    Properties: properties,
  };
}

/** CloudFormation sees no order in ARNs and names that are written out. */
function needs(entity: RenderedEntity, other: RenderedEntity): boolean {
  if (other.kind === "group") return entity.groups.includes(other.name);
  if (other.arn === undefined) return false;
  return entity.attachments.includes(other.arn) || entity.permissionsBoundary === other.arn;
}

function propertiesOf(entity: RenderedEntity): JsonObject {
  switch (entity.kind) {
    case "policy":
      return {
        ManagedPolicyName: entity.name,
        Path: entity.path,
        ...(entity.document && { PolicyDocument: documentOf(entity.document) }),
      };
    case "service-linked-role":
      return serviceLinkedProperties(entity);
    case "role":
      return {
        RoleName: entity.name,
        Path: entity.path,
        AssumeRolePolicyDocument: entity.trust === undefined ? TRUSTING_NOBODY : documentOf(entity.trust),
        ...(entity.maximumSessionSeconds !== undefined && { MaxSessionDuration: entity.maximumSessionSeconds }),
        ...principalProperties(entity),
      };
    case "user":
      return {
        UserName: entity.name,
        Path: entity.path,
        ...(entity.groups.length > 0 && { Groups: entity.groups }),
        ...principalProperties(entity),
      };
    default:
      return { GroupName: entity.name, Path: entity.path, ...principalProperties(entity) };
  }
}

/** A role needs a trust policy; this one lets nobody in until the vendor's stands in its place. */
const TRUSTING_NOBODY: JsonValue = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
};

function principalProperties(entity: RenderedEntity): JsonObject {
  const { attachments, inlinePolicies, permissionsBoundary, tags } = entity;
  return {
    ...(attachments.length > 0 && { ManagedPolicyArns: attachments }),
    ...(inlinePolicies.length > 0 && { Policies: inlinePolicies.map(inlinePolicy) }),
    ...(permissionsBoundary !== undefined && { PermissionsBoundary: permissionsBoundary }),
    ...(Object.keys(tags).length > 0 && {
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    }),
  };
}

function inlinePolicy(inline: RenderedDocument & { readonly name: string }): JsonValue {
  return { PolicyName: inline.name, PolicyDocument: documentOf(inline) };
}

/** Without Sids that are empty: IAM takes them, but linters of templates do not, and they say nothing. */
function documentOf({ document }: RenderedDocument): JsonObject {
  return Object.fromEntries(
    Object.entries(document).map(([key, value]) => [key, key === "Statement" ? withoutEmptySids(value) : value]),
  );
}

function withoutEmptySids(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutEmptySids);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key, sid]) => key !== "Sid" || sid !== ""));
}

/** The name is the service's own, but for what a suffix adds. */
function serviceLinkedProperties({ name, service = "" }: RenderedEntity): JsonObject {
  const [, suffix] = /^AWSServiceRoleFor[^_]+_(.+)$/.exec(name) ?? [];
  return { AWSServiceName: service, ...(suffix !== undefined && { CustomSuffix: suffix }) };
}

/** What the resource's type has no property for. */
function unsayable({ kind, trust, tags }: RenderedEntity): readonly string[] {
  const notes: string[] = [];
  if (kind === "role" && trust === undefined) {
    notes.push("Until the vendor's trust policy is put in its place, the one written here lets nobody in.");
  }
  if (kind === "policy" && Object.keys(tags).length > 0) {
    const written = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
    notes.push(`CloudFormation cannot tag a managed policy; tag it yourself: ${written.join(", ")}.`);
  }
  return notes;
}

/**
 * CloudFormation replaces intrinsic functions and dynamic references wherever they stand.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
function requireLiteral(value: JsonValue, entity: RenderedEntity): void {
  if (typeof value === "string" && value.includes("{{resolve:")) throw refusal(value, entity);
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    if (key === "Ref" || key.startsWith("Fn::")) throw refusal(key, entity);
    requireLiteral(member, entity);
  }
}

function refusal(text: string, { entity }: RenderedEntity): PlumblineError {
  const message = `CloudFormation would not leave ${JSON.stringify(text)} in ${entity} as it is; use another format.`;
  return new PlumblineError("InvalidPolicy", message, { retryable: false });
}
