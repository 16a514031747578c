/**
 * Makes a copier of plain data (objects, lists, texts, numbers, booleans). What it copies shares no text with what it was read from:
 * V8 keeps a part of a text as a window on the whole, so that one name kept of a file would keep the file. Texts that are equal
 * become one text, among all that the same copier copies: policies repeat themselves all over an account.
 */
export function createTextPool(): <T>(value: T) => T {
  const pool = new Map<string, string>();
  return (value) => copy(value, pool) as typeof value;
}

function copy(value: unknown, pool: Map<string, string>): unknown {
  if (typeof value === "string") return pooled(value, pool);
  if (Array.isArray(value)) return value.map((each) => copy(each, pool));
  if (typeof value !== "object" || value === null) return value;
  // fromEntries defines own properties, so that one called `__proto__` is kept like any other.
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [pooled(key, pool), copy(each, pool)]));
}

function pooled(text: string, pool: Map<string, string>): string {
  const known = pool.get(text);
  if (known !== undefined) return known;
  const own: string = JSON.parse(JSON.stringify(text));
  pool.set(own, own);
  return own;
}
