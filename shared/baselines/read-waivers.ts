import { posix } from "node:path";
import { formatEntity } from "../iam/entity-reference.ts";
import { expectedAccountOf } from "./organization.ts";
import type { Problem } from "./problem.ts";
import type { ConfigurationText } from "./read-configuration.ts";
import { checkShape } from "./schema-problems.ts";
import { checkSecrets, withoutSecrets } from "./secrets-in-clear.ts";
import type { ConfiguredAccount, OrganizationTemplate } from "./settings.ts";
import {
  daysBetween,
  expiresWithin,
  MOST_WAIVER_DAYS,
  WAIVER_NOTICE_DAYS,
  type Waiver,
  waiverPhase,
} from "./waivers.ts";
import { type WaiverEntry, waiverEntry, waiversFile } from "./waivers-schema.ts";
import { type KeyPath, readYaml } from "./yaml-source.ts";

/** Where the waivers of a configuration are found: beside it. A configuration without that file has none. */
export function waiversPath(configurationFile: string): string {
  return posix.join(posix.dirname(configurationFile), "waivers.yml");
}

/** A waiver, and where waivers.yml says so. */
export interface PlacedWaiver {
  readonly waiver: Waiver;
  readonly place: Pick<Problem, "file" | "line" | "column">;
}

/** What waivers may be about. */
interface Watched {
  readonly accounts: readonly ConfiguredAccount[];
  readonly organization: readonly OrganizationTemplate[];
  /** How much of it could be made out: where that is not all, what seems missing may only be faulty. */
  readonly known: "all" | "accounts" | "not-all-accounts";
}

/** Reads waivers.yml and holds it to the accounts; what is wrong is added to `problems`. */
export function readWaivers(
  waivers: ConfigurationText,
  watched: Watched,
  problems: Problem[],
): readonly PlacedWaiver[] {
  const secrets = checkSecrets(waivers);
  const yaml = readYaml(waivers.file, waivers.text);
  if (yaml.status === "invalid") {
    problems.push(...withoutSecrets([...secrets, ...yaml.problems]));
    return [];
  }
  const { source } = yaml;
  const found: Problem[] = [...secrets];
  checkShape(waiversFile, source, source.value, [], found);
  const seen = new Set<string>();
  const read = listOf(source.value).flatMap((value, index): readonly PlacedWaiver[] => {
    const path = ["waivers", index];
    const entry = checkShape(waiverEntry, source, value, path, found);
    if (entry === undefined) return [];
    found.push(...faultsOf(entry, watched, seen).map(([key, message]) => source.problem([...path, ...key], message)));
    const { file, line, column } = source.problem(path, "");
    return [{ waiver: entry, place: { file, line, column } }];
  });
  problems.push(...withoutSecrets(found));
  return read;
}

function listOf(value: unknown): readonly unknown[] {
  const list: unknown = (value as Readonly<Record<string, unknown>> | null)?.waivers;
  return Array.isArray(list) ? list : [];
}

/** What is wrong with a waiver, each with the key at fault. */
function faultsOf(entry: WaiverEntry, watched: Watched, seen: Set<string>): readonly (readonly [KeyPath, string])[] {
  const { account, entity, fingerprint, from, until } = entry;
  const faults: (readonly [KeyPath, string])[] = [];
  const days = daysBetween(from, until);
  if (days < 0) {
    faults.push([["until"], `until: ${until} is before from: ${from}; correct one of the two.`]);
  }
  if (days > MOST_WAIVER_DAYS) {
    const message = `until: ${until} is ${days} days after from: ${from}; a waiver may last ${MOST_WAIVER_DAYS} days.`;
    faults.push([["until"], message]);
  }
  const drift = JSON.stringify([account, entity, fingerprint]);
  if (seen.has(drift)) faults.push([[], "Two waivers are of the same drift; keep one."]);
  seen.add(drift);
  faults.push(...strangers(entry, watched));
  return faults;
}

function strangers(
  { account, entity }: WaiverEntry,
  { accounts, organization, known }: Watched,
): readonly (readonly [KeyPath, string])[] {
  if (known === "not-all-accounts") return [];
  const listed = accounts.find((each) => each.account === account);
  const may = organization.filter(({ except }) => !except.includes(account));
  const possible = listed === undefined ? may.map((each) => expectedAccountOf(each, { id: account })) : [listed];
  if (possible.length === 0)
    return [[["account"], `plumbline.yml names no account ${account}; correct or remove this.`]];
  const entities = possible.flatMap((each) => each.entities.map((expected) => formatEntity(expected.entity)));
  if (known === "accounts" || entities.includes(entity)) return [];
  return [
    [["entity"], `${entity} is not an entity of account ${account}; there are ${[...new Set(entities)].join(", ")}.`],
  ];
}

/** A warning for each waiver that is over, and for each that ends within {@link WAIVER_NOTICE_DAYS} days. */
export function waiverNotices(waivers: readonly PlacedWaiver[], now: Date): readonly Problem[] {
  return waivers.flatMap(({ waiver, place }): readonly Problem[] => {
    const over = waiverPhase(waiver, now) === "over";
    if (!over && !expiresWithin(waiver, WAIVER_NOTICE_DAYS, now)) return [];
    const { account, entity, until, decidedBy } = waiver;
    const whose = `The waiver of ${entity} in account ${account} (decided by ${decidedBy})`;
    const message = over
      ? `${whose} ended on ${until} and waives nothing; remove it, or have it decided anew.`
      : `${whose} ends on ${until}; put the drift right by then, or have it decided anew.`;
    return [{ ...place, message, severity: "warning" }];
  });
}
