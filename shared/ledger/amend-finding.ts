import { PlumblineError } from "../iam/errors.ts";
import type { Finding, NewsKind, RemediationRecord } from "./finding.ts";
import type { LedgerStore } from "./ledger-store.ts";
import { tell } from "./news.ts";
import { WRITE_ATTEMPTS } from "./record-detection.ts";

/** Which finding. */
export interface FindingKey {
  readonly account: string;
  /** As `formatEntity` writes it. */
  readonly entity: string;
  readonly id: string;
}

/**
 * Changes a finding, reading it again and deciding again whenever somebody else has written it in between.
 * @param known The finding as last read, or its key where it was not read yet.
 * @param change Returns the finding with its next version, or `undefined` where nothing is to be changed.
 * @returns The finding as the ledger now holds it.
 * @throws PlumblineError `InvalidEvent`, retryable, where the ledger holds no such finding; `LedgerConflict`, retryable,
 * where others kept writing.
 */
export async function amendFinding(
  store: LedgerStore,
  known: Finding | FindingKey,
  change: (finding: Finding) => Finding | undefined,
): Promise<Finding> {
  let finding = "version" in known ? known : await held(store, known);
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
    const changed = change(finding);
    if (changed === undefined) return finding;
    if ((await store.write(changed)) === "written") return changed;
    finding = await held(store, known);
  }
  throw new PlumblineError(
    "LedgerConflict",
    `Finding ${known.id} of ${known.entity} in account ${known.account} was written by others ${WRITE_ATTEMPTS} times running; it is tried again.`,
    { retryable: true },
  );
}

async function held(store: LedgerStore, key: FindingKey): Promise<Finding> {
  const finding = await store.finding(key.account, key.entity, key.id);
  if (finding !== undefined) return finding;
  throw new PlumblineError(
    "InvalidEvent",
    `The ledger holds no finding ${key.id} of ${key.entity} in account ${key.account}.`,
    { retryable: true },
  );
}

/** What became of one remediation. */
export interface RemediationInput extends FindingKey {
  readonly kind: Extract<
    NewsKind,
    "IAM Drift Remediated" | "IAM Drift Remediation Refused" | "IAM Drift Remediation Failed"
  >;
  readonly remediation: RemediationRecord;
  readonly now: () => Date;
}

/**
 * Adds what became of a remediation to its finding's news. The finding stays as it is: only a reading resolves it. The same
 * remediation told as the same kind again changes nothing.
 * @returns The finding as the ledger now holds it, its news not yet delivered.
 * @throws PlumblineError as {@link amendFinding} does.
 */
export async function recordRemediation(store: LedgerStore, input: RemediationInput): Promise<Finding> {
  const { account, entity, id, kind, remediation } = input;
  return await amendFinding(store, { account, entity, id }, (finding) => {
    const told = finding.news.some(
      (news) => news.kind === kind && news.remediation?.remediationId === remediation.remediationId,
    );
    return told ? undefined : tell(finding, { kind, drift: finding.drift, remediation }, input.now());
  });
}
