import { matchPrincipal, parseAwsPrincipal } from "../evaluate-principal.ts";
import type { Principal } from "../policy.ts";
import type { Truth } from "../truth.ts";

/**
 * How an entry of a trust policy is held against a principal: `within` as IAM does, where an account covers everyone in it;
 * `named` where an entry covers only itself, since whom a policy names by himself may need no permission of his own.
 */
export type PrincipalReading = "within" | "named";

/** A principal entry as one text: `AWS:arn:aws:iam::123456789012:root`. */
export function entryKey({ type, value }: Principal): string {
  return `${type}:${value}`;
}

/** Whether an entry covers a principal. In the reading `named` principals are entries' keys. */
export function principalTruth(entry: Principal, principal: string, reading: PrincipalReading): Truth {
  return reading === "named" ? entryKey(entry) === principal : matchPrincipal(entry, principal);
}

/** Everyone that the entries can tell apart: whom they name, one of each kind in the accounts they name, and strangers. */
export function samplePrincipals(
  own: readonly Principal[],
  entries: readonly Principal[],
  reading: PrincipalReading,
): readonly string[] {
  if (reading === "named") return [...new Set(own.map(entryKey))];
  const named = [...own, ...entries].flatMap(membersOf);
  const partition =
    entries.map(({ value }) => parseAwsPrincipal(value)?.partition).find((each) => each !== undefined) ?? "aws";
  const taken = [...own, ...entries].map(({ value }) => value.toLowerCase()).join("\n");
  const account = unnamed(taken, (number) => String(111_122_223_333 + number));
  const strangers = [
    ...accountMembers(partition, account),
    unnamed(taken, (number) => `example${number || ""}.amazonaws.com`),
    `arn:${partition}:iam::${account}:saml-provider/example`,
    unnamed(taken, (number) => number.toString(16).padStart(4, "0").repeat(16)),
  ];
  return [...new Set([...named, ...strangers])];
}

/** The first spelling that no entry holds: a stranger whom a policy happens to name would be none. */
function unnamed(taken: string, spelling: (number: number) => string): string {
  let number = 0;
  while (taken.includes(spelling(number))) number += 1;
  return spelling(number);
}

function membersOf({ type, value }: Principal): readonly string[] {
  if (value === "*") return [];
  if (type !== "AWS") return [value];
  const parsed = parseAwsPrincipal(value);
  if (parsed === undefined) return [];
  const { partition, account, kind, path } = parsed;
  if (kind === "root") return accountMembers(partition, account);
  if (kind !== "role") return [value, ...accountMembers(partition, account)];
  const session = `arn:${partition}:sts::${account}:assumed-role/${path.split("/").at(-1)}/example-session`;
  return [value, session, ...accountMembers(partition, account)];
}

function accountMembers(partition: string, account: string): readonly string[] {
  const own = `arn:${partition}:iam::${account}:`;
  return [
    `${own}root`,
    `${own}role/example-role`,
    `${own}user/example-user`,
    `arn:${partition}:sts::${account}:assumed-role/example-role/example-session`,
  ];
}
