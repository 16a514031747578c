import type { ExpectedAccount } from "./expected-state.ts";
import type { Settings } from "./settings.ts";

/** An account's expectations, with how far ahead of their breach plumbline.yml wants its users' keys to be told of. */
export function warnedAhead(account: ExpectedAccount, { thresholds: { warnDaysAhead } }: Settings): ExpectedAccount {
  const entities = account.entities.map((entity) => {
    if (entity.kind !== "user" || entity.accessKeys === undefined) return entity;
    return { ...entity, accessKeys: { ...entity.accessKeys, warnDaysAhead } };
  });
  return { ...account, entities };
}
