import * as z from "../shared/iam/schema.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { accountId, eventBusName, tableName } from "./variables.ts";

/** What every function that reads the account is told by its environment. */
export interface AccountConfig {
  /** The account it runs in, which it enters as it is; any other by a role. */
  readonly accountId: string;
  readonly ledgerTable: string;
  readonly driftBusName: string;
}

/** The variables that say so. */
export const accountVariables = z.object({
  ACCOUNT_ID: accountId,
  LEDGER_TABLE: tableName,
  DRIFT_BUS_NAME: eventBusName,
});

/** What these variables say. */
export function accountConfigOf(read: z.infer<typeof accountVariables>): AccountConfig {
  return { accountId: read.ACCOUNT_ID, ledgerTable: read.LEDGER_TABLE, driftBusName: read.DRIFT_BUS_NAME };
}

/** @throws PlumblineError `InvalidEnvironment` that names every missing or wrong variable. */
export function loadAccountConfig(environment: Environment): AccountConfig {
  return accountConfigOf(readEnvironment(accountVariables, environment));
}
