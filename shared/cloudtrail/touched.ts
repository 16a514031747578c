import { parseDeletionTask } from "../iam/deletion-task.ts";
import type { CloudTrailRecord } from "./record.ts";
import type { NamedSubject, Noun, Subject } from "./subject.ts";
import { root as rootSubject } from "./subject.ts";
import { COMMONLY_NAMED } from "./write-operations.ts";

/** What a write touches, and the reads that show it; both may hold repetitions. */
export interface Touched {
  readonly touches: readonly string[];
  readonly reads: readonly string[];
}

/** Why it cannot be told what a write touched; ends a sentence that begins with the record. */
export interface Untold {
  readonly untold: string;
}

const IAM_ARN = /^arn:[^:]+:iam::([^:]*):(.+)$/;
/** The name CloudTrail and the console give the root user where an operation asks for a user's. */
const ROOT_USER_NAME = "AWS ROOT USER";
const ROOT_MFA_DEVICE = "root-account-mfa-device";
const ROOT: Touched = { touches: [rootSubject.touch], reads: rootSubject.reads };

/**
 * The text at `requestParameters.x` or `responseElements.x.y`. CloudTrail lower-cases the first letter of IAM's own spelling
 * (`aWSServiceName`, `sAMLProviderArn`), so that case is not relied upon.
 */
function textAt(record: CloudTrailRecord, path: string): string | undefined {
  let value: unknown = record;
  for (const step of path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.entries(value).find(([key]) => key.toLowerCase() === step.toLowerCase())?.[1];
  }
  return typeof value === "string" && value !== "" ? value : undefined;
}

function argument(record: CloudTrailRecord, placeholder: string): string | undefined {
  return textAt(record, `requestParameters.${placeholder}`) ?? textAt(record, `responseElements.${placeholder}`);
}

/** Fills in a read's arguments; a read with an argument that the record lacks is left out. */
function readsOf(record: CloudTrailRecord, reads: readonly string[], identifier: string): readonly string[] {
  return reads.flatMap((read) => {
    const [operation = "", ...placeholders] = read.split(" ");
    const words = placeholders.map((word) => (word === "$" ? identifier : argument(record, word)));
    return words.includes(undefined) ? [] : [[operation, ...words].join(" ")];
  });
}

/** `role/path/NAME` of an ARN as what it names. An identity provider's URL is the whole of its name. */
function nounAndName(resource: string): { readonly noun: string; readonly name: string } {
  const slash = resource.indexOf("/");
  const noun = slash < 0 ? resource : resource.slice(0, slash);
  const rest = slash < 0 ? "" : resource.slice(slash + 1);
  return { noun, name: noun === "oidc-provider" ? rest : rest.slice(rest.lastIndexOf("/") + 1) };
}

/** Some operations ask for an ARN, the others for a name. */
const ASKED_BY_ARN: ReadonlySet<string> = new Set<Noun>(["policy", "saml-provider", "oidc-provider"]);

/** @returns `undefined` where the ARN names nothing of the account: AWS's own managed policies, or another noun. */
function byArn(record: CloudTrailRecord, arn: string, expected: NamedSubject | undefined): Touched | undefined {
  const [, owner, resource] = IAM_ARN.exec(arn) ?? [];
  if (owner === undefined || resource === undefined || owner === "aws") return undefined;
  if (resource === "root") return expected === undefined ? ROOT : undefined;
  const { noun, name } = nounAndName(resource);
  if (name === "") return undefined;
  if (name === ROOT_MFA_DEVICE) return ROOT;
  if (expected !== undefined && expected.noun !== "mfa" && expected.noun !== noun) return undefined;
  const subject = expected ?? COMMONLY_NAMED.find((common) => "noun" in common && common.noun === noun);
  const reads = readsOf(record, subject?.reads ?? [], ASKED_BY_ARN.has(noun) ? arn : name);
  return { touches: [`${noun}/${name}`], reads };
}

function byName(record: CloudTrailRecord, subject: NamedSubject, text: string): Touched | undefined {
  if (text.startsWith("arn:")) return byArn(record, text, subject);
  if (subject.noun === "user" && text === ROOT_USER_NAME) return ROOT;
  if (subject.noun === "mfa" && text === ROOT_MFA_DEVICE) return ROOT;
  const name =
    parseDeletionTask(text)?.roleName ?? (subject.noun === "oidc-provider" ? text.replace("https://", "") : text);
  return { touches: [`${subject.noun}/${name}`], reads: readsOf(record, subject.reads, name) };
}

/** IAM takes the caller where no user is named: its user, or the account's root user. */
function byCaller(record: CloudTrailRecord, subject: NamedSubject): Touched | undefined {
  const { type, userName } = record.userIdentity;
  if (type === "Root") return ROOT;
  if (type !== "IAMUser" || userName === undefined || userName === "") return undefined;
  return byName(record, subject, userName);
}

/** The response to the root user's own call may repeat a user name that is no user's, so the caller comes before it. */
function sourcesOf(record: CloudTrailRecord, subject: NamedSubject): readonly string[] {
  const rootIsCaller = subject.otherwise === "caller" && record.userIdentity.type === "Root";
  return rootIsCaller ? subject.sources.filter((source) => source.startsWith("requestParameters.")) : subject.sources;
}

function bySubject(record: CloudTrailRecord, subject: Subject): Touched | Untold {
  if ("touch" in subject) return { touches: [subject.touch], reads: subject.reads };
  for (const source of sourcesOf(record, subject)) {
    const text = textAt(record, source);
    if (text === undefined) continue;
    const found = byName(record, subject, text);
    if (found !== undefined) return found;
    return { untold: `${source} is ${JSON.stringify(text)}, which names no ${subject.noun} of an account` };
  }
  if (subject.otherwise === "nothing") return { touches: [], reads: [] };
  const sources = subject.sources.join(" or ");
  if (subject.otherwise === "malformed") return { untold: `${sources} is missing or empty` };
  const caller = byCaller(record, subject);
  return caller ?? { untold: `${sources} is missing or empty, and the caller is neither an IAM user nor root` };
}

/** What a known write operation touched, by its row in the table. */
export function touchedBy(record: CloudTrailRecord, subjects: readonly Subject[]): Touched | Untold {
  const touches: string[] = [];
  const reads: string[] = [];
  for (const subject of subjects) {
    const touched = bySubject(record, subject);
    if ("untold" in touched) return touched;
    touches.push(...touched.touches);
    reads.push(...touched.reads);
  }
  return { touches, reads };
}

/**
 * The task that `DeleteServiceLinkedRole` has started, where its id is one and is about the role that was touched. It is the record's
 * claim like all else: only IAM can say whether there is such a task.
 */
export function startedDeletionTask(record: CloudTrailRecord, touches: readonly string[]): string | undefined {
  if (record.eventName !== "DeleteServiceLinkedRole") return undefined;
  const taskId = textAt(record, "responseElements.deletionTaskId");
  const role = taskId === undefined ? undefined : parseDeletionTask(taskId)?.roleName.toLowerCase();
  return touches.some((touch) => touch.toLowerCase() === `role/${role}`) ? taskId : undefined;
}

function textsWithin(elements: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.values(elements)
    .flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : [value]))
    .filter((value) => typeof value === "string");
}

/** What a write of unknown shape names: the parameters that IAM's operations commonly have, and every IAM ARN. */
export function touchedByUnknownOperation(record: CloudTrailRecord): Touched {
  const named = COMMONLY_NAMED.map((subject) => bySubject(record, subject)).filter((touched) => "touches" in touched);
  const arns = [record.requestParameters, record.responseElements, record.serviceEventDetails]
    .flatMap(textsWithin)
    .map((text) => byArn(record, text, undefined))
    .filter((touched) => touched !== undefined);
  const all = [...named, ...arns];
  return { touches: all.flatMap(({ touches }) => touches), reads: all.flatMap(({ reads }) => reads) };
}
