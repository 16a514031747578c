import type { ExpectedAccount } from "../baselines/expected-state.ts";
import type { AccountCredentials } from "../observation/account-credentials.ts";
import type { RootState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { ReportedCredentials } from "../observation/reported-credentials.ts";
import { type StandingKey, standKey } from "./key-standing.ts";
import { describeUnreadable } from "./rule.ts";

/** The account's root user. */
export interface RootKeys {
  /** Whether it has an access key. */
  readonly accessKeys:
    | {
        readonly status: "read";
        readonly present: boolean;
        /** Why IAM did not say so itself, where it was asked: it is as of the credential report then. */
        readonly unconfirmed?: string;
      }
    | { readonly status: "unreadable"; readonly reason: string };
  /** The baselines that forbid one. */
  readonly forbiddenBy: readonly string[];
  /** Those that the credential report tells of: nothing else does. */
  readonly keys: readonly StandingKey[];
  /** Absent where there is no credential report, or it has no row of the root user. */
  readonly credentials?: ReportedCredentials;
}

/** What an account's root user has of keys. */
export function accountRootKeys({
  account,
  credentials: { report, root },
  now,
}: {
  readonly account: ExpectedAccount;
  readonly credentials: AccountCredentials;
  readonly now: Date;
}): RootKeys {
  const reported = report.status === "complete" ? report.report : undefined;
  const present = presentOf(root?.observation as Observation<RootState> | undefined, reported?.rootAccessKeys);
  const forbiddenBy = account.entities.filter(({ kind }) => kind === "root").map(({ baseline }) => baseline);
  const row = reported?.root;
  // What IAM said later, of the root user alone, outranks the report.
  const isGone = present.status === "read" && !present.present;
  const keys = row?.accessKeys.status === "present" && !isGone ? row.accessKeys.state : [];
  return {
    accessKeys: present,
    forbiddenBy: [...new Set(forbiddenBy)],
    keys: keys.map((key) => standKey(key, { status: "no-rule", baselines: [] }, now)),
    ...(row === undefined ? {} : { credentials: row.credentials }),
  };
}

function presentOf(
  live: Observation<RootState> | undefined,
  reported: Observation<boolean> | undefined,
): RootKeys["accessKeys"] {
  const asked = live?.status === "present" ? live.state.accessKeysPresent : live;
  const known = asked?.status === "present" ? asked : (reported ?? asked);
  if (known?.status === "present") {
    const unconfirmed = asked?.status === "unreadable" ? { unconfirmed: describeUnreadable(asked.reason) } : {};
    return { status: "read", present: known.state as boolean, ...unconfirmed };
  }
  const reason = known?.status === "unreadable" ? describeUnreadable(known.reason) : "nothing was said of it";
  return { status: "unreadable", reason };
}
