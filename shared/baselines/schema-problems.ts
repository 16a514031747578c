import type * as z from "zod";
import type { Problem } from "./problem.ts";
import type { KeyPath, YamlSource } from "./yaml-source.ts";

/** `accounts[0].baselines[1].parameters.userName`; the file itself is the empty path. */
function formatKeyPath(path: KeyPath): string {
  return path
    .map((segment, index) => {
      if (typeof segment === "number") return `[${segment}]`;
      return index === 0 ? String(segment) : `.${String(segment)}`;
    })
    .join("");
}

/**
 * Holds the value at `path` to a schema and adds everything that is wrong with it to `problems`.
 *
 * A schema's own messages are predicates ("must be twelve digits"); the key is put before them and the value after.
 * @returns the parsed value, or `undefined` where there was a problem
 */
export function checkShape<Schema extends z.ZodType>(
  schema: Schema,
  source: YamlSource,
  value: unknown,
  path: KeyPath,
  problems: Problem[],
): z.output<Schema> | undefined {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  for (const issue of result.error.issues) problems.push(...toProblems(issue, source, path));
  return undefined;
}

function toProblems(issue: z.core.$ZodIssue, source: YamlSource, parent: KeyPath): readonly Problem[] {
  const path = [...parent, ...issue.path];
  const name = formatKeyPath(path) || "this file";
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) =>
      source.keyProblem(
        [...path, key],
        `"${key}" is not a key of ${name}; correct its spelling, or remove it if it does not belong there.`,
      ),
    );
  }
  if (issue.code === "invalid_key") {
    const key = String(path.at(-1));
    return issue.issues.map(({ message }) =>
      source.keyProblem(path, `The key "${key}" of ${aboveOf(path)} ${message}.`),
    );
  }
  if (issue.input === undefined) {
    const message = `The key "${String(path.at(-1))}" is missing from ${aboveOf(path)}; add it.`;
    return [source.keyProblem(path.slice(0, -1), message)];
  }
  const subject = name === "this file" ? "This file" : name;
  return [source.problem(path, `${subject} ${predicate(issue)}${contrast(issue)}.`)];
}

function aboveOf(path: KeyPath): string {
  return formatKeyPath(path.slice(0, -1)) || "this file";
}

/** What a value of this key has to be. */
function predicate(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") return `must be ${TYPE_NAMES[issue.expected] ?? `of type ${issue.expected}`}`;
  if (issue.code !== "invalid_value") return issue.message;
  return issue.values.length === 1
    ? `must be ${String(issue.values[0])}`
    : `must be one of ${issue.values.map(String).join(", ")}`;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "a whole number",
  array: "a list",
  object: "a mapping of keys to values",
  record: "a mapping of keys to values",
};

/** What stands there instead, and what to do where only quotes are missing. */
function contrast(issue: z.core.$ZodIssue): string {
  const { input } = issue;
  const ofRightType = issue.code === "too_small" || issue.code === "custom";
  if (input === null) return ", and is empty";
  if (typeof input === "object" && ofRightType) return "";
  if (Array.isArray(input)) return ", not a list";
  if (typeof input === "object") return ", not a mapping";
  if (typeof input === "string") return `, not ${shorten(JSON.stringify(input))}`;
  const unquoted = issue.code === "invalid_type" && issue.expected === "string";
  return `, not the ${typeof input} ${String(input)}${unquoted ? "; write it in quotes" : ""}`;
}

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
