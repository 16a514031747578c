/** A range of IP addresses. `width` is 32 or 128 bits; `base` has its host bits clear. */
export interface AddressRange {
  readonly width: 32 | 128;
  readonly base: bigint;
  readonly prefix: number;
}

/**
 * Reads an address or a CIDR block; an address alone is a block of one. `undefined` for anything else, for a block with host bits
 * set and for an IPv6 address with an IPv4 tail, whose meaning AWS does not document.
 */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [address = "", length, ...rest] = text.split("/");
  const parsed = parseIpv4(address) ?? parseIpv6(address);
  if (parsed === undefined || rest.length > 0) return undefined;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined;
  const prefix = length === undefined ? parsed.width : Number(length);
  if (prefix > parsed.width) return undefined;
  const host = (1n << BigInt(parsed.width - prefix)) - 1n;
  return (parsed.base & host) === 0n ? { ...parsed, prefix } : undefined;
}

/** Whether the first range lies within the second. */
export function withinRange(inner: AddressRange, outer: AddressRange): boolean {
  const shift = BigInt(outer.width - outer.prefix);
  return inner.width === outer.width && inner.prefix >= outer.prefix && inner.base >> shift === outer.base >> shift;
}

function parseIpv4(text: string): Pick<AddressRange, "width" | "base"> | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return { width: 32, base: parts.reduce((base, part) => (base << 8n) | BigInt(part), 0n) };
}

function parseIpv6(text: string): Pick<AddressRange, "width" | "base"> | undefined {
  const halves = text.split("::").map((half) => (half === "" ? [] : half.split(":")));
  const [head = [], tail] = halves;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length > 2 || (tail === undefined ? missing !== 0 : missing < 1)) return undefined;
  const groups = [...head, ...Array<string>(missing).fill("0"), ...(tail ?? [])];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return { width: 128, base: groups.reduce((base, group) => (base << 16n) | BigInt(`0x${group}`), 0n) };
}

/** Writes a range as an address, a slash and a length: IPv4 dotted, IPv6 as eight groups without leading zeros. */
export function formatAddressRange({ width, base, prefix }: AddressRange): string {
  const [groups, bits] = width === 32 ? [4, 8n] : [8, 16n];
  const parts = Array.from({ length: groups }, (_, index) => {
    return (base >> (bits * BigInt(groups - 1 - index))) & ((1n << bits) - 1n);
  });
  return `${width === 32 ? parts.join(".") : parts.map((part) => part.toString(16)).join(":")}/${prefix}`;
}

/** Whether a text is the one way in which base64 spells its bytes: two such texts that differ hold other bytes. */
export function isCanonicalBase64(text: string): boolean {
  return /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/.test(text);
}

const NUMBER = /^(-?)0*(\d{1,16})(?:\.(\d{1,16}?)0*)?$/;

/** The digits that {@link parseNumber} counts behind the point, and takes on either side. */
const DIGITS = 16;

/** A decimal number times 10^16, exactly; `undefined` for what is no plain decimal of at most 16 digits on either side. */
export function parseNumber(text: string): bigint | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = ""] = match;
  const magnitude = BigInt(whole) * 10n ** BigInt(DIGITS) + BigInt(fraction.padEnd(DIGITS, "0"));
  return sign === "-" ? -magnitude : magnitude;
}

/** One whole, as {@link parseNumber} counts. */
export const ONE_WHOLE = 10n ** BigInt(DIGITS);

/**
 * Whether a number leaves room: a greater and a smaller one, and one between it and any other such number, can be written. What a
 * policy compares with has to, or the requests beyond it would not be seen.
 */
export function hasNeighbours(text: string): boolean {
  return /^-?0*\d{1,15}(?:\.\d{1,15}?0*)?$/.test(text);
}

/** Writes what {@link parseNumber} reads, without needless zeros; `undefined` for what has more digits than it takes. */
export function formatNumber(number: bigint): string | undefined {
  const digits = String(number < 0n ? -number : number).padStart(DIGITS + 1, "0");
  const [whole, fraction] = [digits.slice(0, -DIGITS), digits.slice(-DIGITS).replace(/0+$/, "")];
  if (whole.length > DIGITS) return undefined;
  return `${number < 0n ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/** A point in time, in milliseconds since 1970; a range where the text leaves it open. */
export interface Instant {
  readonly earliest: number;
  readonly latest: number;
}

const HOUR = 3_600_000;
const DATE_AND_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/**
 * Reads a date as IAM takes it: ISO 8601 in the W3C's profile, or seconds since 1970. A date without a time names no zone, so
 * it is the range of all its midnights to all its ends. `undefined` for anything else.
 * @see https://www.w3.org/TR/NOTE-datetime
 */
export function parseInstant(text: string): Instant | undefined {
  if (/^\d{9,12}$/.test(text)) return point(Number(text) * 1000);
  const midnight = /^\d{4}-\d\d-\d\d/.test(text) ? point(Date.parse(`${text.slice(0, 10)}T00:00:00Z`)) : undefined;
  // Date.parse takes 30 February for 1 March.
  if (midnight === undefined || !new Date(midnight.earliest).toISOString().startsWith(text.slice(0, 10)))
    return undefined;
  if (DATE_AND_TIME.test(text)) return point(Date.parse(text));
  if (text.length > 10) return undefined;
  return { earliest: midnight.earliest - 14 * HOUR, latest: midnight.latest + 38 * HOUR };
}

/** Whether a date leaves room: an earlier and a later one can be written. What a policy compares with has to. */
export function hasTimesAround(text: string): boolean {
  return parseInstant(text) !== undefined && !/^(?:0000-|\d{12}$)/.test(text);
}

/** Writes a point in time so that {@link parseInstant} reads it; `undefined` where it has no way of writing it. */
export function formatInstant(time: number): string | undefined {
  const text = new Date(time).toISOString().replace(".000Z", "Z");
  if (/^\d{4}-/.test(text)) return text;
  return time % 1000 === 0 && /^\d{9,12}$/.test(String(time / 1000)) ? String(time / 1000) : undefined;
}

function point(time: number): Instant | undefined {
  return Number.isNaN(time) ? undefined : { earliest: time, latest: time };
}
