import type { Detection, Drift } from "../drift/drift.ts";
import type { ClaimedActor } from "../iam/actor.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import { PlumblineError } from "../iam/errors.ts";
import type { Finding } from "./finding.ts";
import { advance } from "./latest-reading.ts";
import type { LatestReading, LedgerStore } from "./ledger-store.ts";
import { settle } from "./settle.ts";

/** How often a write is decided anew before the conflict is handed to the queue. */
export const WRITE_ATTEMPTS = 10;

/** What recording one detection came to. */
export interface Recorded {
  /** The findings this recording told something of; the last of each one's news is what it told. */
  readonly written: readonly Finding[];
  /** Every finding of the entity under every baseline, as the ledger now holds them. */
  readonly findings: readonly Finding[];
}

/** A detection with who is said to have caused it. */
export interface RecordInput {
  readonly detection: Detection;
  readonly actor?: ClaimedActor;
  readonly now: () => Date;
  /** See {@link settle}; what was read is written down whether it is waived or not. */
  readonly waived?: (drift: Drift) => boolean;
}

/**
 * Settles a detection in the ledger.
 *
 * What the rules decided is written down first, unless a later reading was; then the findings are made to agree with what
 * is written there. Whoever has written a finding looks whether a later reading has come in meanwhile, and if so
 * makes them agree once more. So the last one to finish leaves them as the latest reading said, whatever the order, and
 * a crash in between is made good by the next reading of the entity.
 * @throws PlumblineError `LedgerConflict`, retryable, where others kept writing; `LedgerUnavailable` from the store.
 */
export async function recordDetection(store: LedgerStore, input: RecordInput): Promise<Recorded> {
  const written = new Map<string, Finding>();
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt += 1) {
    const latest = await takeIn(store, input);
    if (latest === "conflict") continue;
    const findings = await agree(store, input, latest, written);
    if (findings !== "overtaken") return { written: [...written.values()], findings };
  }
  const { account, entity } = input.detection;
  throw new PlumblineError(
    "LedgerConflict",
    `The findings of ${formatEntity(entity)} in account ${account} were written by others ${WRITE_ATTEMPTS} times running; it is tried again.`,
    { retryable: true },
  );
}

/** Writes down what the rules decided, where that is the latest; answers what is written there now. */
async function takeIn(store: LedgerStore, input: RecordInput): Promise<LatestReading | undefined | "conflict"> {
  const latest = await latestOf(store, input.detection);
  const advanced = advance(latest, input.detection, input.actor);
  if (advanced === undefined || advanced === latest) return latest;
  return (await store.writeLatestReading(advanced)) === "conflict" ? "conflict" : advanced;
}

/** Makes the findings agree with the latest reading; answers them, unless somebody else has written in between. */
async function agree(
  store: LedgerStore,
  input: RecordInput,
  latest: LatestReading | undefined,
  written: Map<string, Finding>,
): Promise<readonly Finding[] | "overtaken"> {
  const { account, entity } = input.detection;
  const findings = await store.findingsOf(account, formatEntity(entity));
  if (latest === undefined) return findings;
  const waived = input.waived === undefined ? {} : { waived: input.waived };
  const changed = settle({ reading: latest, findings, now: input.now(), ...waived });
  const revisions = new Map(findings.map(({ id, revision }) => [id, revision]));
  for (const finding of changed) {
    if ((await store.write(finding)) === "conflict") return "overtaken";
    const silent = finding.revision === (revisions.get(finding.id) ?? 0);
    if (!silent) written.set(finding.id, finding);
  }
  if (changed.length > 0 && (await latestOf(store, input.detection))?.version !== latest.version) return "overtaken";
  const replaced = new Set(changed.map(({ id }) => id));
  return [...findings.filter(({ id }) => !replaced.has(id)), ...changed];
}

async function latestOf(store: LedgerStore, detection: Detection): Promise<LatestReading | undefined> {
  return await store.latestReading(detection.account, formatEntity(detection.entity), detection.baseline);
}
