/** One thing wrong with the configuration, a baseline or a document. Lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** One plain sentence that names the key or entity at fault and what to do. */
  readonly message: string;
  /** `warning`: worth a look, and no reason to load nothing. Without it the problem is an error. */
  readonly severity?: "warning";
}

/** The line that people and editors read: `file:line:column message`, or `file:line:column warning: message`. */
export function formatProblem({ file, line, column, message, severity }: Problem): string {
  return `${file}:${line}:${column} ${severity === undefined ? "" : `${severity}: `}${message}`;
}

/** Orders problems by file, then by their place in it; the text of the message breaks ties. */
export function compareProblems(left: Problem, right: Problem): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  if (left.line !== right.line) return left.line - right.line;
  if (left.column !== right.column) return left.column - right.column;
  if (left.message === right.message) return 0;
  return left.message < right.message ? -1 : 1;
}

/** The line and column, from 1, of an offset into a text. */
export function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
