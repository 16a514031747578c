import { parsePolicyArn } from "../iam/arn.ts";
import type { EntityEntry } from "./entity-schema.ts";
import { tagsOf } from "./entity-templates.ts";
import type { ParameterValues } from "./parameters.ts";
import type { Problem } from "./problem.ts";
import { fillIn, fillInEach } from "./template.ts";
import type { KeyPath, YamlSource } from "./yaml-source.ts";

const NAME = /^[\w+=,.@-]+$/;
const PATH = /^\/(?:[\u0021-\u007e]*\/)?$/;
const LONGEST_NAME = { role: 64, "service-linked-role": 64, user: 64, group: 128, policy: 128 } as const;
const LONGEST_PATH = 512;
/** For a role or user the most that AWS grants; an account that asked for nothing has 10. */
const MOST_ATTACHMENTS = { role: 20, "service-linked-role": 20, user: 20, group: 10 } as const;
const MOST_GROUPS = 10;
const MOST_TAGS = 50;
const TAG_TEXT = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/** What is wrong, and where below the entity. */
interface Fault {
  readonly path: KeyPath;
  readonly message: string;
}

/**
 * Everything in an entity's names, ARNs and tags that IAM would not take, once they are filled in.
 * @param path where the entity stands in its baseline.yml
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function checkFilledEntity(
  entity: EntityEntry,
  values: ParameterValues,
  path: KeyPath,
  source: YamlSource,
): readonly Problem[] {
  if (entity.kind === "root") return [];
  const faults = [...checkNames(entity, values), ...checkPresence(entity, values), ...checkTags(entity, values)];
  if (entity.kind !== "policy") faults.push(...checkPolicies(entity, values));
  if (entity.kind === "role" || entity.kind === "user") faults.push(...checkBoundary(entity, values));
  if (entity.kind === "user") faults.push(...checkGroups(entity, values));
  return faults.map((fault) => source.problem([...path, ...fault.path], fault.message));
}

type NamedEntry = Exclude<EntityEntry, { kind: "root" }>;

function checkNames(entity: NamedEntry, values: ParameterValues): readonly Fault[] {
  const name = fillIn(entity.name, values);
  const faults = checkName(name, LONGEST_NAME[entity.kind]).map((message): Fault => ({ path: ["name"], message }));
  if (!("path" in entity)) return faults;
  const path = fillIn(entity.path, values);
  if (path.length > LONGEST_PATH) {
    const message = `The path "${path}" is longer than the ${LONGEST_PATH} characters that IAM takes.`;
    return [...faults, { path: ["path"], message }];
  }
  if (PATH.test(path)) return faults;
  return [...faults, { path: ["path"], message: `"${path}" is not an IAM path; it must begin and end with /.` }];
}

/** What a parameter may make of an entity's presence; that it is retired only the baseline can say. */
function checkPresence({ presence }: NamedEntry, values: ParameterValues): readonly Fault[] {
  const filled = fillIn(presence, values);
  if (filled === presence || filled === "required" || filled === "optional") return [];
  const message = `presence is "${filled}" here; its parameter must be required or optional, also by default.`;
  return [{ path: ["presence"], message }];
}

function checkPolicies(entity: Exclude<NamedEntry, { kind: "policy" }>, values: ParameterValues): readonly Fault[] {
  const inline = (entity.inlinePolicies?.policies ?? []).map(({ name }, index) => ({
    text: fillIn(name, values),
    path: ["inlinePolicies", "policies", index, "name"],
  }));
  const attached = filledList(["attachments", "policies"], entity.attachments?.policies, values);
  return [
    ...inline.flatMap(({ text, path }) => checkName(text, 128).map((message) => ({ path, message }))),
    ...repeated(inline, (name) => `The inline policy ${name} stands twice; remove one.`),
    ...attached.flatMap(({ text, path }) => checkPolicyArn(text, values).map((message) => ({ path, message }))),
    ...repeated(attached, (arn) => `The attachment ${arn} stands twice; remove one.`),
    ...tooMany(["attachments", "policies"], attached, MOST_ATTACHMENTS[entity.kind], "attaches", "policies"),
  ];
}

function checkBoundary(entity: Extract<EntityEntry, { kind: "role" | "user" }>, values: ParameterValues) {
  const { permissionsBoundary } = entity;
  if (permissionsBoundary === undefined) return [];
  const arn = fillIn(permissionsBoundary, values);
  if (arn === "none") return [];
  return checkPolicyArn(arn, values).map((message): Fault => ({ path: ["permissionsBoundary"], message }));
}

function checkGroups(entity: Extract<EntityEntry, { kind: "user" }>, values: ParameterValues): readonly Fault[] {
  const groups = filledList(["groups", "names"], entity.groups?.names, values);
  return [
    ...groups.flatMap(({ text, path }) => checkName(text, LONGEST_NAME.group).map((message) => ({ path, message }))),
    ...repeated(groups, (name) => `The group ${name} stands twice; remove one.`),
    ...tooMany(["groups", "names"], groups, MOST_GROUPS, "puts a user into", "groups"),
  ];
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html */
function checkTags(entity: EntityEntry, values: ParameterValues): readonly Fault[] {
  const tags = Object.entries(tagsOf(entity));
  const faults = tags.flatMap(([key, template]): readonly Fault[] => {
    const path = ["tags", key];
    const value = fillIn(template, values);
    if (/^aws:/i.test(key)) return [{ path, message: `Only AWS sets tags that begin with aws:; remove ${key}.` }];
    if (key === "" || key.length > 128 || !TAG_TEXT.test(key)) {
      return [
        { path, message: `"${key}" is not a tag's key; IAM takes 1 to 128 letters, digits and any of _.:/=+-@.` },
      ];
    }
    if (value.length <= 256 && TAG_TEXT.test(value)) return [];
    return [{ path, message: `"${value}" is not a tag's value; IAM takes 256 letters, digits and any of _.:/=+-@.` }];
  });
  // The keys of users' and roles' tags differ by more than their case; those of policies' may differ by it alone.
  const keys = tags.map(([key]) => (entity.kind === "policy" ? key : key.toLowerCase()));
  const twins = tags.flatMap(([key], index): readonly Fault[] => {
    const first = keys.indexOf(keys[index] ?? key);
    if (first === index) return [];
    return [
      { path: ["tags", key], message: `IAM takes ${tags[first]?.[0]} and ${key} for one tag's key; remove one.` },
    ];
  });
  if (tags.length <= MOST_TAGS) return [...faults, ...twins];
  return [...faults, ...twins, { path: ["tags"], message: `IAM takes at most ${MOST_TAGS} tags, not ${tags.length}.` }];
}

interface FilledText {
  readonly text: string;
  readonly path: KeyPath;
}

function filledList(path: KeyPath, templates: readonly string[] = [], values: ParameterValues): readonly FilledText[] {
  return templates.flatMap((template, index) =>
    fillInEach(template, values).map((text) => ({ text, path: [...path, index] })),
  );
}

function repeated(texts: readonly FilledText[], message: (text: string) => string): readonly Fault[] {
  return texts
    .filter(({ text }, index) => texts.findIndex((other) => other.text === text) < index)
    .map(({ text, path }) => ({ path, message: message(text) }));
}

function tooMany(path: KeyPath, texts: readonly FilledText[], most: number, does: string, what: string) {
  if (texts.length <= most) return [];
  return [{ path, message: `IAM ${does} at most ${most} ${what}, not ${texts.length}.` }];
}

function checkName(name: string, longest: number): readonly string[] {
  if (name.length > longest) return [`The name "${name}" is longer than the ${longest} characters that IAM takes.`];
  if (NAME.test(name)) return [];
  return [`"${name}" is not a name that IAM takes; write letters, digits and any of _+=,.@-, without spaces.`];
}

/** What is wrong with a text as the ARN of a managed policy that the account can use. */
export function checkPolicyArn(arn: string, values: ParameterValues): readonly string[] {
  const parts = parsePolicyArn(arn);
  if (parts === undefined) {
    return [`"${arn}" is not the ARN of a managed policy; write arn:{{partition}}:iam::{{account}}:policy/NAME.`];
  }
  if (parts.owner !== "aws" && parts.owner !== values.get("account")) {
    return [`The policy ${arn} belongs to another account, which IAM cannot attach; write {{account}} for its owner.`];
  }
  if (parts.partition === values.get("partition")) return [];
  return [`The policy ${arn} is in another partition than the account; write {{partition}}.`];
}
