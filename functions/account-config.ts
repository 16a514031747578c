import * as z from "zod";
import { type Environment, readEnvironment } from "./environment.ts";
import { accountId, eventBusName, tableName } from "./variables.ts";

/** What every function that reads the account is told by its environment. */
export interface AccountConfig {
  /** The account it runs in, and the only one it reads or writes. */
  readonly accountId: string;
  readonly ledgerTable: string;
  readonly driftBusName: string;
}

/** @throws PlumblineError `InvalidEnvironment` that names every missing or wrong variable. */
export function loadAccountConfig(environment: Environment): AccountConfig {
  const schema = z.object({ ACCOUNT_ID: accountId, LEDGER_TABLE: tableName, DRIFT_BUS_NAME: eventBusName });
  const { ACCOUNT_ID, LEDGER_TABLE, DRIFT_BUS_NAME } = readEnvironment(schema, environment);
  return { accountId: ACCOUNT_ID, ledgerTable: LEDGER_TABLE, driftBusName: DRIFT_BUS_NAME };
}
