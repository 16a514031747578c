import { visibleJson, visibleText } from "../drift/visible-text.ts";

/**
 * A value in a code span, in which no formatting, HTML, link, mention or reference to an issue is read.
 * @see https://spec.commonmark.org/0.31.2/#code-spans
 */
export function code(text: string): string {
  const shown = visibleText(text);
  if (shown === "") return "(empty)";
  const mark = "`".repeat(longestRun(shown) + 1);
  const pad = /^[` ]|[` ]$/.test(shown) ? " " : "";
  return `${mark}${pad}${shown}${pad}${mark}`;
}

/**
 * {@link code} in a cell of a table, where a bar ends the cell even in a code span. `\|` is read as a bar; what cannot be told from it, a
 * backslash of the value's own, is written as its code.
 * @see https://github.github.com/gfm/#tables-extension-
 */
export function codeInCell(text: string): string {
  return code(text.replaceAll("\\", "\\u{5c}")).replaceAll("|", "\\|");
}

/** A word that no reader of Markdown takes for anything else: letters, with the marks of a sentence around them. */
const PLAIN_WORD = /^[("]*\p{L}+(?:['’-]\p{L}+)*[)",.;:?]*$/u;
/** A number within a sentence; at the beginning of one it would begin a list. */
const PLAIN_NUMBER = /^\(?\d+[),;:.]*$/;
/** What a sentence quotes between backticks, with the marks around it. */
const QUOTED = /^([("]*)`([^`]+)`([)",.;:?]*)$/;

/**
 * A sentence, word by word: whatever is not plainly a word stands in a code span, as does what the sentence itself puts between
 * backticks. The sentence may hold names and texts of an account, and none of them can be read as anything but text.
 */
export function prose(text: string): string {
  const words = visibleText(text).match(/(?:`[^`]*`|\S)+/g) ?? [];
  return words.map(shownWord).join(" ");
}

function shownWord(word: string, index: number): string {
  const [, before = "", quoted, after = ""] = QUOTED.exec(word) ?? [];
  if (quoted !== undefined) return before + code(quoted) + after;
  if (PLAIN_WORD.test(word) || (index > 0 && PLAIN_NUMBER.test(word))) return word;
  // The full stop or comma after a name belongs to the sentence.
  const name = word.replace(/[,.;:]+$/, "");
  return name === "" ? code(word) : code(name) + word.slice(name.length);
}

/** A value as an indented code block of JSON, every line after `indent`. */
export function jsonBlock(value: unknown, indent: string): readonly string[] {
  const json = visibleJson(value);
  const fence = "`".repeat(Math.max(3, longestRun(json) + 1));
  return [`${fence}json`, ...json.split("\n"), fence].map((line) => indent + line);
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
