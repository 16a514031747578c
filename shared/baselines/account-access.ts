import type { Problem } from "./problem.ts";
import type { PlacedAccount } from "./read-configuration.ts";
import type { AccountAccess, Settings } from "./settings.ts";
import type { YamlSource } from "./yaml-source.ts";

/** What an account's access may name beside itself. */
export interface AccessContext {
  readonly source: YamlSource;
  /** Absent where the settings could not be read. */
  readonly settings?: Settings;
}

/** How an account is entered, its roles by ARN; what is wrong is added to `problems`. */
export function accountAccess(
  { account, path }: PlacedAccount,
  { source, settings }: AccessContext,
  problems: Problem[],
): AccountAccess {
  const { externalId, routes } = account;
  const roles = (["readerRole", "remediatorRole"] as const).flatMap((key) => {
    const given = account[key];
    if (given === undefined) return [];
    const arn = roleArn(given, account);
    if (arn.startsWith(`arn:${account.partition}:iam::${account.id}:role/`)) return [[key, arn]];
    const message = `${given} is not a role of account ${account.id} in the partition ${account.partition}; write its name alone, or correct the ARN.`;
    problems.push(source.problem([...path, key], message));
    return [];
  });
  for (const [index, name] of (routes ?? []).entries()) {
    if (settings === undefined || settings.routes.some((route) => route.name === name)) continue;
    const known = settings.routes.map((route) => route.name).join(", ");
    problems.push(source.problem([...path, "routes", index], `There is no route ${name}; there are ${known}.`));
  }
  return { ...Object.fromEntries(roles), ...(externalId && { externalId }), ...(routes && { routes }) };
}

function roleArn(given: string, { id, partition }: PlacedAccount["account"]): string {
  return given.startsWith("arn:") ? given.replaceAll("{{account}}", id) : `arn:${partition}:iam::${id}:role/${given}`;
}
