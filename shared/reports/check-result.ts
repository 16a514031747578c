import type { Drift, RuleName } from "../drift/drift.ts";

/** What one check found, whatever it was read from: what every format of `plumbline check` shows. */
export interface CheckResult {
  readonly version: 1;
  /** ISO 8601. */
  readonly checkedAt: string;
  /** The digest of the configuration that the accounts were held to. */
  readonly configurationDigest: string;
  readonly accounts: readonly CheckedAccount[];
}

/** One account and every entity that is expected of it. */
export interface CheckedAccount {
  /** Twelve digits. */
  readonly account: string;
  readonly alias?: string;
  readonly partition: string;
  readonly source: CheckSource;
  /** In the order of the baselines; none where the account could not be read. */
  readonly entities: readonly CheckedEntity[];
  /** Why nothing of the account could be read; absent where it was. */
  readonly unreadable?: UnreadableAccount;
}

/** Why an account could not be read. */
export interface UnreadableAccount {
  /** The API call that failed, or would have been made, such as `AssumeRole`. */
  readonly call: string;
  /** AWS's error code, such as `AccessDenied`; `NoReaderRole` and `OtherPartition` where nothing was asked of AWS. */
  readonly code: string;
  /** One sentence that says what to do. */
  readonly message: string;
}

/** Where the state came from. `live`: by that role, where one was assumed. `snapshot`: files, named as they were given. */
export type CheckSource =
  | { readonly kind: "live"; readonly role?: string }
  | { readonly kind: "snapshot"; readonly files: readonly string[] };

/** One entity, held to one baseline. */
export interface CheckedEntity {
  readonly baseline: string;
  /** As `formatEntity` writes it. */
  readonly entity: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  /** Without those that are waived. */
  readonly drifts: readonly Drift[];
  readonly waived: readonly WaivedDrift[];
  /** Rules that could not decide, beside what the rule `unreadable` says in `drifts`. */
  readonly undecided: readonly { readonly rule: RuleName; readonly reason: string }[];
  /** The documents that its drifts, also those that are waived, are about; absent where they are about none. */
  readonly documents?: readonly ComparedDocument[];
  /** Of a user whose keys its baseline has rules for, and that is there; absent for any other entity. */
  readonly accessKeys?: CheckedAccessKeys;
}

/** A user's access keys, drifting or not, and how old its baseline lets them become; ages in whole days. */
export type CheckedAccessKeys = {
  /** An active key this old is too old. */
  readonly maximumDays: number;
  /** An active key this old is due for replacement; absent where the baseline does not ask for such a warning. */
  readonly warningDays?: number;
} & (
  | { readonly status: "read"; readonly keys: readonly CheckedAccessKey[] }
  | { readonly status: "unreadable"; readonly reason: string }
);

/** One access key. */
export interface CheckedAccessKey {
  /** All of its id that is ever shown. */
  readonly lastFour: string;
  readonly status: "Active" | "Inactive";
  /** ISO 8601. */
  readonly createdAt: string;
  /** When the check was made. */
  readonly ageInDays: number;
  /** `none`: IAM has no record of a use. `at` is ISO 8601. */
  readonly lastUsed:
    | { readonly status: "used"; readonly at: string }
    | { readonly status: "none" }
    | { readonly status: "unreadable"; readonly reason: string };
}

/** A policy that a drift is about, as it should be and as it is. With rule and subject it belongs to one drift of its entity. */
export interface ComparedDocument {
  readonly rule: RuleName;
  readonly subject: string;
  readonly kind: "identity" | "trust";
  /** Absent where the baseline names no such document. */
  readonly canonical?: {
    /** The file it came from. */
    readonly source: string;
    /** JSON text, with the account's parameters filled in. */
    readonly text: string;
  };
  /** JSON text. */
  readonly live: string;
}

/** A drift that somebody has accepted. */
export interface WaivedDrift {
  readonly drift: Drift;
  readonly decidedBy: string;
  readonly reason: string;
  /** The waiver's last day, such as `2026-03-31`. */
  readonly until: string;
}

/**
 * `clean`: nothing to report; `drift`: something found; `trouble`: something could not be read or told apart, which outranks a drift.
 */
export type CheckOutcome = "clean" | "drift" | "trouble";

/** The outcome of a check: what its exit code says. */
export function checkOutcome({ accounts }: CheckResult): CheckOutcome {
  const entities = accounts.flatMap((account) => account.entities);
  const troubled = ({ drifts, undecided }: CheckedEntity): boolean =>
    undecided.length > 0 || drifts.some(({ rule, verdict }) => rule === "unreadable" || verdict === "unknown");
  if (accounts.some(({ unreadable }) => unreadable !== undefined) || entities.some(troubled)) return "trouble";
  return entities.some(({ drifts }) => drifts.length > 0) ? "drift" : "clean";
}
