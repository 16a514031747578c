import { RULES } from "../drift/drift.ts";
import * as z from "../iam/schema.ts";
import { expiryOf, REMEDIATION_ATTEMPT_DAYS } from "../ledger/retention.ts";
import { GUARD_NAMES } from "../remediation/guard.ts";
import type { IamCall } from "../remediation/iam-call.ts";
import type { RemediationAttempt, RemediationHold, RemediationStore } from "../remediation/remediation-attempt.ts";
import {
  type DynamodbLedgerOptions,
  expiring,
  type Item,
  ledgerTable,
  partition,
  put,
  read,
  readAll,
} from "./ledger-table.ts";

const account = z.string().check(z.regex(/^\d{12}$/));

/** A call as it was planned: it is stored as IAM takes it, and only what this program planned is in the record. */
const call: z.ZodMiniType<IamCall> = z.custom<IamCall>(
  (value) => z.object({ action: z.string(), input: z.record(z.string(), z.unknown()) }).safeParse(value).success,
  "not an IAM call",
);

const repaired = { rule: z.enum(RULES), subject: z.string() };

const progress = {
  status: z.enum(["pending", "begun", "done", "failed", "skipped"]),
  at: z.iso.datetime(),
  error: z.optional(z.string()),
};

const step = z.looseObject({
  call,
  reversal: z.discriminatedUnion("reversible", [
    z.looseObject({ reversible: z.literal(true), inverse: z.array(call) }),
    z.looseObject({ reversible: z.literal(false), why: z.string() }),
  ]),
  repairs: z.array(z.looseObject(repaired)),
  ...progress,
  reversed: z.optional(z.looseObject(progress)),
});

/** Keys that are not listed are kept, so that an older program does not drop what a newer one has written. */
const storedAttempt: z.ZodMiniType<RemediationAttempt> = z.looseObject({
  remediationId: z.string(),
  account,
  entity: z.string(),
  findingId: z.string(),
  revision: z.int().check(z.positive()),
  requestedBy: z.union([z.literal("function"), z.looseObject({ arn: z.string() })]),
  configurationDigest: z.string(),
  status: z.enum(["started", "ended", "rolled-back", "undone"]),
  startedAt: z.iso.datetime(),
  tries: z.int().check(z.positive()),
  drifts: z.array(z.looseObject({ ...repaired, fingerprint: z.string() })),
  steps: z.array(step),
  outcome: z.optional(z.string()),
  guard: z.optional(z.enum(GUARD_NAMES)),
  undone: z.optional(z.looseObject({ by: z.string(), at: z.iso.datetime() })),
  version: z.int().check(z.positive()),
}) as z.ZodMiniType<RemediationAttempt>;

const storedHold: z.ZodMiniType<RemediationHold> = z.looseObject({
  account,
  entity: z.string(),
  remediationId: z.string(),
  until: z.iso.datetime(),
  version: z.int().check(z.positive()),
});

const ATTEMPT = "remediation#";
const HOLD = "remediating";

/**
 * Remediations, beside the findings they belong to: sort key `remediation#ID` in the ledger's table, and `remediating` for who is just at
 * the entity.
 */
export function createDynamodbRemediationStore(options: DynamodbLedgerOptions): RemediationStore {
  const ledger = ledgerTable(options);
  return {
    attempt: (account, entity, remediationId) =>
      read(ledger, partition(account, entity), `${ATTEMPT}${remediationId}`, storedAttempt),
    attemptsOf: (account, entity) => {
      const values = { ":pk": partition(account, entity), ":attempt": ATTEMPT };
      return readAll(ledger, { condition: "pk = :pk AND begins_with(sk, :attempt)", values }, storedAttempt);
    },
    writeAttempt: (attempt) => put(ledger, attemptItem(attempt), attempt.version),
    hold: (account, entity) => read(ledger, partition(account, entity), HOLD, storedHold),
    writeHold: (hold) => put(ledger, holdItem(hold), hold.version),
  };
}

function attemptItem(attempt: RemediationAttempt): Item {
  return {
    pk: { S: partition(attempt.account, attempt.entity) },
    sk: { S: `${ATTEMPT}${attempt.remediationId}` },
    status: { S: attempt.status },
    version: { N: String(attempt.version) },
    ...expiring(expiryOf(attempt.startedAt, REMEDIATION_ATTEMPT_DAYS)),
    body: { S: JSON.stringify(attempt) },
  };
}

function holdItem(hold: RemediationHold): Item {
  return {
    pk: { S: partition(hold.account, hold.entity) },
    sk: { S: HOLD },
    version: { N: String(hold.version) },
    ...expiring(expiryOf(hold.until, REMEDIATION_ATTEMPT_DAYS)),
    body: { S: JSON.stringify(hold) },
  };
}
