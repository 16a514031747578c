import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import { accountKeys } from "../shared/drift/account-keys.ts";
import { credentialsInFiles } from "../shared/observation/account-credentials.ts";
import { readSnapshot } from "../shared/observation/read-snapshot.ts";
import type { Snapshot } from "../shared/observation/snapshot.ts";
import { type KeyReport, keyReport } from "../shared/reports/key-report.ts";
import { askedAccount } from "./check-expected.ts";
import { expectedAccount } from "./keys-accounts.ts";
import { piecesOf, snapshotText } from "./snapshot-source.ts";
import { usageError } from "./usage-error.ts";

/** What a report is made of that reads files alone. */
export interface KeysInFiles {
  readonly configuration: CompiledConfiguration;
  readonly configurationFile: string;
  /** An id or an alias, where one account alone is asked for. */
  readonly account: string | undefined;
  readonly credentialReport: string;
  /** The account's authorization details, which have the users' tags; none where the owners do not matter. */
  readonly snapshot: readonly string[];
  readonly now: () => Date;
}

/**
 * The key-rotation report of the one account that a credential report is of. Nothing in it can be confirmed with IAM.
 * @throws PlumblineError `UsageError` where a file cannot be read, is not what it is given as, or is of another account than is asked for
 */
export async function keysInFiles(input: KeysInFiles): Promise<KeyReport> {
  const { configuration, configurationFile, credentialReport, now } = input;
  const asked = askedAccount(input.account, configuration, configurationFile);
  const snapshot = await snapshotOf(input.snapshot);
  const reading = await credentialsInFiles(await snapshotText(credentialReport), snapshot);
  if (reading.status === "invalid") throw usageError(reading.problem);
  const { account: address } = reading.report;
  if (asked !== undefined && asked !== address.account) {
    throw usageError(`${credentialReport} is of account ${address.account}, not ${asked}; nothing was read.`);
  }
  const account = expectedAccount(address, configuration, configurationFile);
  const at = now();
  const keys = accountKeys({ account, credentials: reading.credentials, now: at });
  const { alias } = account;
  const named = { ...address, ...(alias === undefined ? {} : { alias }) };
  const source = { kind: "files", files: [credentialReport, ...input.snapshot] } as const;
  return keyReport({
    madeAt: at.toISOString(),
    configurationDigest: configuration.digest,
    accounts: [{ ...named, status: "read", source, ...keys }],
    unlisted: [],
    inactive: [],
  });
}

async function snapshotOf(files: readonly string[]): Promise<Snapshot | undefined> {
  if (files.length === 0) return undefined;
  const details = files.map((file) => ({ file, pieces: piecesOf(file) }));
  const reading = await readSnapshot({ details }, { keep: ({ kind }) => kind === "user" });
  if (reading.status === "invalid") throw usageError(reading.problem);
  return reading.snapshot;
}
