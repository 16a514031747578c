import type { Outcome, Step } from "./scenario.ts";

/** A normalised value: only what two services can be expected to agree on is left in it. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** Values that each service draws for itself. The same value gets the same stand-in, so identity is still compared. */
const DRAWN_KEYS = new Set([
  "RoleId",
  "UserId",
  "GroupId",
  "PolicyId",
  "AccessKeyId",
  "SecretAccessKey",
  "SessionToken",
  "AssumedRoleId",
]);

const DOCUMENT_KEYS = new Set(["PolicyDocument", "AssumeRolePolicyDocument", "Document"]);

/** Takes out what may differ: request ids, times, drawn ids, markers, the order of lists, white space of documents. */
export function normaliseSteps(
  steps: readonly Step[],
  lists: "compared" | "counted" = "compared",
): Readonly<Record<string, Plain>> {
  const drawn = new Map<string, string>();
  return Object.fromEntries(
    steps.map((step) => {
      const outcome = normaliseOutcome(step.outcome, drawn);
      return [step.name, lists === "counted" ? counted(outcome) : outcome];
    }),
  );
}

/** An answer with every list in it replaced by how many members it has. */
function counted(outcome: Plain): Plain {
  if (typeof outcome !== "object" || outcome === null) {
    return outcome;
  }
  return Object.fromEntries(
    Object.entries(outcome).map(([key, value]) => [key, Array.isArray(value) ? `${value.length} members` : value]),
  );
}

function normaliseOutcome(outcome: Outcome, drawn: Map<string, string>): Plain {
  if ("refused" in outcome) {
    return `refused ${outcome.refused.code} ${outcome.refused.status}`;
  }
  const { $metadata, ...answer } = outcome.answer as Record<string, unknown>;
  return normalise("", answer, drawn);
}

function normalise(key: string, value: unknown, drawn: Map<string, string>): Plain {
  if (value === null || typeof value === "boolean" || typeof value === "number") {
    return value;
  }
  if (typeof value === "string") {
    return text(key, value, drawn);
  }
  if (value instanceof Date) {
    return "<time>";
  }
  if (value instanceof Uint8Array) {
    return rows(new TextDecoder().decode(value));
  }
  if (Array.isArray(value)) {
    const members = value.map((member) => normalise(key, member, drawn));
    return members.sort((a, b) => compareText(sortKey(a), sortKey(b)));
  }
  const entries = Object.entries(value as Record<string, unknown>).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    entries
      .map(([name, member]) => [name, normalise(name, member, drawn)] as const)
      .sort(([a], [b]) => compareText(a, b)),
  );
}

/** Members are lined up by their names, so that a difference in one of them is told of that one. */
function sortKey(member: Plain): string {
  if (typeof member === "object" && member !== null && !Array.isArray(member)) {
    const names = ["UserName", "GroupName", "RoleName", "PolicyName", "Arn", "VersionId", "Key", "AccessKeyId"];
    const fields = member as { readonly [key: string]: Plain };
    return JSON.stringify(names.map((name) => fields[name] ?? ""));
  }
  return JSON.stringify(member);
}

/** A credential report's rows by user, each by column. */
function rows(csv: string): Plain {
  const [header = "", ...lines] = csv.trimEnd().split("\n");
  const columns = header.split(",");
  return Object.fromEntries(
    lines.map((line) => {
      const fields = line.split(",").map((field) => (/^\d{4}-\d\d-\d\dT/.test(field) ? "<time>" : field));
      return [fields[0], Object.fromEntries(columns.map((column, index) => [column, fields[index] ?? null]))];
    }),
  );
}

function text(key: string, value: string, drawn: Map<string, string>): string {
  if (key === "Marker") {
    return "<marker>";
  }
  if (DRAWN_KEYS.has(key)) {
    return standIn(key, value, drawn);
  }
  if (DOCUMENT_KEYS.has(key)) {
    return `${value.startsWith("%7B") ? "URL-encoded " : "plain "}${compact(value)}`;
  }
  return value.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<uuid>");
}

/** `RoleId#1` for the first role id that is seen, `RoleId#2` for the next that differs from it. */
function standIn(key: string, value: string, drawn: Map<string, string>): string {
  const known = drawn.get(value);
  if (known !== undefined) {
    return known;
  }
  const count = [...drawn.values()].filter((name) => name.startsWith(`${key}#`)).length;
  const name = `${key}#${count + 1}`;
  drawn.set(value, name);
  return name;
}

function compact(document: string): string {
  return JSON.stringify(JSON.parse(decodeURIComponent(document)));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
