/** One member of a JSON object in its text: `text.slice(start, end)` is the value as it was written. */
export interface JsonSpan {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** What {@link memberSpans} found; `offset` counts UTF-16 units from the start of the text. */
export type JsonSpans =
  | { readonly status: "found"; readonly members: readonly JsonSpan[] }
  | { readonly status: "malformed"; readonly offset: number; readonly message: string };

const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d]);
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

class Malformed extends Error {
  readonly offset: number;

  constructor(offset: number, message: string) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Where the members of an object stand in its JSON text. Values are only skipped, by their quotes and brackets, so that whoever reads one
 * reads it as written, with repeated keys and positions; what is wrong inside a value is for that reader to find. The object
 * itself is checked, and a name that is there twice is refused.
 *
 * @param from where the object starts, white space aside
 * @param to where the text ends for this purpose
 */
export function memberSpans(text: string, from = 0, to = text.length): JsonSpans {
  try {
    return { status: "found", members: readMembers(text, from, to) };
  } catch (fault) {
    if (fault instanceof Malformed) return { status: "malformed", offset: fault.offset, message: fault.message };
    throw fault;
  }
}

function readMembers(text: string, from: number, to: number): readonly JsonSpan[] {
  const members: JsonSpan[] = [];
  let at = skipSpace(text, from);
  if (text.charCodeAt(at) !== OPEN_OBJECT || at >= to) throw new Malformed(at, "Expected a JSON object here.");
  at = skipSpace(text, at + 1);
  if (text.charCodeAt(at) === CLOSE_OBJECT) at += 1;
  else {
    do {
      const member = readMember(text, at);
      if (members.some(({ name }) => name === member.name)) {
        throw new Malformed(at, `${JSON.stringify(member.name)} is there twice; keep one of the two.`);
      }
      members.push(member);
      at = skipSpace(text, member.end);
      if (text.charCodeAt(at) !== COMMA) break;
      at = skipSpace(text, at + 1);
    } while (at < to);
    if (text.charCodeAt(at) !== CLOSE_OBJECT || at >= to) throw new Malformed(at, 'Expected "," or "}" here.');
    at += 1;
  }
  at = skipSpace(text, at);
  if (at < to) throw new Malformed(at, "There is text after the end of the object; remove it.");
  return members;
}

function readMember(text: string, at: number): JsonSpan {
  if (text.charCodeAt(at) !== QUOTE) throw new Malformed(at, "Expected a member name in quotes here.");
  const nameEnd = skipString(text, at);
  const colon = skipSpace(text, nameEnd);
  if (text.charCodeAt(colon) !== COLON) throw new Malformed(colon, 'Expected ":" after the member name.');
  const start = skipSpace(text, colon + 1);
  const end = skipValue(text, start);
  if (end === start) throw new Malformed(start, "Expected a JSON value here.");
  return { name: readName(text.slice(at, nameEnd), at), start, end };
}

function readName(quoted: string, at: number): string {
  try {
    return JSON.parse(quoted) as string;
  } catch (fault) {
    if (fault instanceof SyntaxError) throw new Malformed(at, "This member name is not a JSON string.");
    throw fault;
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (SPACES.has(text.charCodeAt(at))) at += 1;
  return at;
}

/** @returns where the string that starts here has ended */
function skipString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
  throw new Malformed(from, "This string does not end.");
}

function skipValue(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) return skipString(text, from);
  if (first === OPEN_OBJECT || first === OPEN_LIST) return skipBrackets(text, from);
  let at = from;
  while (/[-+.\w]/.test(text.charAt(at))) at += 1;
  return at;
}

function skipBrackets(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; ) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) {
      at = skipString(text, at);
      continue;
    }
    at += 1;
    if (unit === OPEN_OBJECT || unit === OPEN_LIST) depth += 1;
    else if (unit === CLOSE_OBJECT || unit === CLOSE_LIST) depth -= 1;
    if (depth === 0) return at;
  }
  throw new Malformed(from, "This object or list does not end.");
}
