import type { AlertContext } from "../shared/alerts/alert-context.ts";
import type { CompiledConfiguration, ExpectedEntity } from "../shared/baselines/expected-state.ts";
import { formatEntity } from "../shared/iam/entity-reference.ts";
import { PlumblineError } from "../shared/iam/errors.ts";
import type { Finding } from "../shared/ledger/finding.ts";
import type { AccountFinder } from "./account-directory.ts";

/** What the configuration says of the account that an alert is about. */
export interface AlertedAccount {
  readonly context: AlertContext;
  /** The names of the routes that take news of it; absent: every route. */
  readonly routes?: readonly string[];
  /** Each once. */
  readonly baselines: readonly string[];
}

/**
 * What the configuration says of a finding's account.
 * @throws PlumblineError `UnknownAccount` where the configuration does not name the account; `LedgerUnavailable`, retryable.
 */
export async function alertedAccount(
  { account: id, entity }: Pick<Finding, "account" | "entity">,
  { digest }: CompiledConfiguration,
  accounts: AccountFinder,
): Promise<AlertedAccount> {
  const account = await accounts.find(id);
  if (account === undefined) {
    throw new PlumblineError(
      "UnknownAccount",
      `The drift event is about account ${id}, which plumbline.yml does not name; no alert was sent.`,
      { retryable: false },
    );
  }
  const expected = account.entities.find((each) => formatEntity(each.entity) === entity);
  const { partition, alias, routes } = account;
  return {
    context: {
      partition,
      configurationDigest: digest,
      ...(alias === undefined ? {} : { alias }),
      ...(expected === undefined ? {} : { path: expected.path, repair: repairOf(expected) }),
    },
    ...(routes === undefined ? {} : { routes }),
    baselines: [...new Set(account.entities.map(({ baseline }) => baseline))],
  };
}

function repairOf({ remediate, approval, owner }: ExpectedEntity): NonNullable<AlertContext["repair"]> {
  return {
    remediate,
    ...(approval === undefined ? {} : { approval }),
    ...(owner === undefined ? {} : { owner }),
  };
}
