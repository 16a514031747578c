import type { Problem } from "./problem.ts";
import type { PlacedAccount, PlacedOrganization } from "./read-configuration.ts";
import type { YamlSource } from "./yaml-source.ts";

/** The accounts of plumbline.yml, and those that AWS Organizations lists. */
interface Accounts {
  readonly accounts: readonly PlacedAccount[];
  readonly organization: readonly PlacedOrganization[];
}

/** Everything that is wrong between accounts, or between the keys of one. */
export function checkAccountReferences({ accounts, organization }: Accounts, source: YamlSource): readonly Problem[] {
  return [
    ...checkRepeats(accounts, source),
    ...checkExternalIds({ accounts, organization }, source),
    ...checkSelectors(organization, source),
    ...checkExceptions({ accounts, organization }, source),
  ];
}

function checkRepeats(accounts: readonly PlacedAccount[], source: YamlSource): readonly Problem[] {
  return (["id", "alias"] as const).flatMap((key) =>
    repeated(accounts, ({ account }) => account[key]).map(({ path, account }) => {
      const name = key === "id" ? "account" : "alias";
      const message = `The ${name} ${account[key]} stands twice in this file; remove or correct one.`;
      return source.problem([...path, key], message);
    }),
  );
}

/** The items whose value an earlier one had already. */
function repeated<Item>(items: readonly Item[], keyOf: (item: Item) => string | undefined): readonly Item[] {
  const seen = new Set<string>();
  return items.filter((item) => {
    const value = keyOf(item);
    const again = value !== undefined && seen.has(value);
    if (value !== undefined) seen.add(value);
    return again;
  });
}

/**
 * An external id keeps one customer from reaching another's account through a third party; that works only while each account
 * has its own.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
function checkExternalIds({ accounts, organization }: Accounts, source: YamlSource): readonly Problem[] {
  const entries = [
    ...accounts.map(({ path, account }) => ({ path, ...account, many: false })),
    ...organization.map(({ path, entry }) => ({ path, ...entry, many: true })),
  ].map((entry) => ({ ...entry, path: [...entry.path, "externalId"] }));
  const shared = repeated(entries, ({ externalId }) => externalId).map(({ path, externalId }) => {
    const message = `The external id ${externalId} stands twice in this file; give each account one of its own.`;
    return source.problem(path, message);
  });
  const faults = entries.flatMap(({ path, externalId, many, readerRole, remediatorRole }) => {
    if (externalId === undefined) return [];
    if (readerRole === undefined && remediatorRole === undefined) {
      return [source.problem(path, "externalId is used for nothing without readerRole or remediatorRole; remove it.")];
    }
    if (many !== externalId.includes("{{account}}") || /[{}]/.test(externalId.replaceAll("{{account}}", ""))) {
      const message = many
        ? "externalId is for many accounts here; write {{account}} in it, and no other brace, so that each has its own."
        : "externalId may hold no brace here; write it out.";
      return [source.problem(path, message)];
    }
    return [];
  });
  return [...shared, ...faults];
}

function checkSelectors(organization: readonly PlacedOrganization[], source: YamlSource): readonly Problem[] {
  const unclear = organization
    .filter(({ entry }) => (entry.unit === undefined) === (entry.tag === undefined))
    .map(({ path }) =>
      source.problem(path, "This says which accounts by unit or by tag; give one of the two, and only one."),
    );
  const again = repeated(organization, ({ entry: { unit, tag } }) =>
    unit === undefined && tag === undefined ? undefined : JSON.stringify([unit, tag?.key, tag?.value]),
  ).map(({ path, entry }) => {
    const key = entry.unit === undefined ? "tag" : "unit";
    return source.problem([...path, key], `The same ${key} stands twice in this file; join the two or remove one.`);
  });
  return [...unclear, ...again];
}

function checkExceptions({ accounts, organization }: Accounts, source: YamlSource): readonly Problem[] {
  const listed = new Set(accounts.map(({ account }) => account.id));
  return organization.flatMap(({ path, entry }) =>
    entry.except.flatMap((id, index) => {
      const place = [...path, "except", index];
      if (listed.has(id)) {
        const message = `The account ${id} is listed under accounts, which leaves it out already; remove it here.`;
        return [source.problem(place, message)];
      }
      const again = entry.except.indexOf(id) < index;
      return again ? [source.problem(place, `The account ${id} is left out twice; remove one.`)] : [];
    }),
  );
}
