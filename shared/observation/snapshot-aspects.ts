import { compactJson, type JsonNode } from "../policy/read-json.ts";
import type { Attachment, InlinePolicies, Tags } from "./entity-state.ts";
import type { Observation } from "./observation.ts";
import { DetailFault, type Fields, fieldsOf, listOf, textOf, textsOf } from "./snapshot-fields.ts";
import { malformed, notHeld } from "./snapshot-not-held.ts";

/** What details are read from, as sentences about what it lacks name it. */
export interface DetailSource {
  /** The file, or the API call. */
  readonly file: string;
  /** The API call; `snapshot` of a file. */
  readonly call: string;
}

/** An entry of the details. */
export interface Entry extends DetailSource {
  readonly fields: Fields;
}

const present = <T>(state: T): Observation<T> => ({ status: "present", state });

const silent = (entry: Entry, aspect: string) =>
  notHeld(entry, `${entry.file} says nothing of the ${aspect} of ${entry.fields.what}`);

/** A policy document, which the AWS CLI and boto3 print as an object and the API sends as URL-encoded text. */
export function documentOf(entry: Entry, node: JsonNode | undefined, which: string): Observation<string> {
  const what = `${which} of ${entry.fields.what} in ${entry.file}`;
  if (node === undefined) return malformed(entry, `the document of the ${what} is missing`);
  if (node.type === "object") return present(compactJson(node));
  if (node.type !== "string") return malformed(entry, `the document of the ${what} is neither an object nor text`);
  if (!node.value.startsWith("%")) return present(node.value);
  try {
    return present(decodeURIComponent(node.value));
  } catch (cause) {
    if (!(cause instanceof URIError)) throw cause;
    return malformed(entry, `the document of the ${what} is not URL-encoded text`);
  }
}

/**
 * The inline policies in a list. One document that cannot be read makes the aspect unreadable, as for the live reader.
 * @param whenMissing what it means that there is no such list: IAM leaves out `UserPolicyList` where it would be empty, and never the
 *   lists of roles and groups.
 */
export function inlinePoliciesOf(
  entry: Entry,
  key: string,
  whenMissing: "none" | "untold",
): Observation<InlinePolicies> {
  const entries = listOf(entry.fields, key);
  if (entries === undefined && whenMissing === "untold") return silent(entry, "inline policies");
  const texts = new Map<string, string>();
  for (const policy of entries ?? []) {
    const name = textOf(policy, "PolicyName");
    if (texts.has(name)) throw new DetailFault(policy.offset, `${key} of ${entry.fields.what} has ${name} twice.`);
    const document = documentOf(entry, policy.members.get("PolicyDocument"), `inline policy ${name}`);
    if (document.status !== "present") return document;
    texts.set(name, document.state);
  }
  // fromEntries defines own properties, so that a policy named `__proto__` is kept like any other.
  return present(Object.fromEntries(texts));
}

/** The managed policies attached to a principal. */
export function attachmentsOf(entry: Entry): Observation<readonly Attachment[]> {
  const attached = listOf(entry.fields, "AttachedManagedPolicies");
  if (attached === undefined) return silent(entry, "attached managed policies");
  return present(
    attached.map((policy) => ({ policyArn: textOf(policy, "PolicyArn"), policyName: textOf(policy, "PolicyName") })),
  );
}

/** IAM leaves the member out where there is no boundary. */
export function permissionsBoundaryOf({ fields }: Entry): Observation<string> {
  const boundary = fields.members.get("PermissionsBoundary");
  if (boundary === undefined) return { status: "absent" };
  return present(textOf(fieldsOf(boundary, `the permissions boundary of ${fields.what}`), "PermissionsBoundaryArn"));
}

/** The tags of a user or role. Of a policy's tags the details hold nothing. */
export function tagsOf(entry: Entry): Observation<Tags> {
  const list = listOf(entry.fields, "Tags");
  if (list === undefined) return silent(entry, "tags");
  const tags = new Map<string, string>();
  for (const tag of list) {
    const key = textOf(tag, "Key");
    const value = tag.members.get("Value");
    if (value?.type !== "string")
      throw new DetailFault(tag.offset, `The tag ${key} of ${entry.fields.what} has no value.`);
    if (tags.has(key)) throw new DetailFault(tag.offset, `The tag ${key} of ${entry.fields.what} stands twice.`);
    tags.set(key, value.value);
  }
  return present(Object.fromEntries(tags));
}

/** The names of the groups a user is in. */
export function groupsOf(entry: Entry): Observation<readonly string[]> {
  const groups = textsOf(entry.fields, "GroupList");
  return groups === undefined ? silent(entry, "groups") : present(groups);
}
