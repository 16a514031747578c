import type { ExpectedAccount, Severity } from "./expected-state.ts";

/** How an account is entered, and who hears of it. */
export interface AccountAccess {
  /** The ARN of the role to assume for reading; absent: Plumbline runs in the account itself. */
  readonly readerRole?: string;
  /** The ARN of the role to assume for repairs. */
  readonly remediatorRole?: string;
  /** What both roles ask for in `sts:ExternalId`; no two accounts share one. */
  readonly externalId?: string;
  /** The names of the routes that take news of the account; absent: every route may. */
  readonly routes?: readonly string[];
}

/** An account that plumbline.yml lists. */
export interface ConfiguredAccount extends ExpectedAccount, AccountAccess {}

/** Which accounts of AWS Organizations are meant: those at or below a unit (or the root), or those with a tag. */
export type OrganizationSelector =
  | { readonly unit: string }
  | { readonly tag: { readonly key: string; readonly value: string } };

/**
 * What is expected of every account that AWS Organizations lists for a selector. An account that plumbline.yml lists itself is
 * none of them.
 */
export interface OrganizationTemplate {
  readonly selector: OrganizationSelector;
  /** Account ids that are left out; those that plumbline.yml lists itself are among them. */
  readonly except: readonly string[];
  /** With `{{account}}` wherever the account's id belongs. See `expectedAccountOf`. */
  readonly account: ConfiguredAccount;
}

/** How much a route tells; `summary` leaves out witnesses, e-mail addresses and source addresses. */
export const DETAILS = ["link", "summary", "full"] as const;
export type Detail = (typeof DETAILS)[number];

/** Where a secret is kept; Plumbline is only ever told where. */
export interface SecretReference {
  readonly store: "ssm" | "secretsmanager";
  /** The name of the parameter, or the ARN of the parameter or secret. */
  readonly id: string;
}

/** One way that news takes to people. */
export interface Route {
  readonly name: string;
  /** The ARN of an SNS topic; absent: Plumbline's own alert topic. */
  readonly topic?: string;
  readonly detail: Detail;
  /** The mildest severity that it takes. */
  readonly minimumSeverity: Severity;
  /** Absent: every baseline. */
  readonly baselines?: readonly string[];
  /** Account ids. Absent: every account. */
  readonly accounts?: readonly string[];
  /** Whether it goes to Plumbline's chat topic as well, for Amazon Q Developer in chat applications. */
  readonly chat?: boolean;
  readonly slack?: {
    /** A channel's id or its name with `#`. */
    readonly channel: string;
    readonly secret: SecretReference;
  };
}

/** What plumbline.yml says beside its accounts, every default filled in. */
export interface Settings {
  readonly thresholds: {
    /** How many days before a key is in breach its owner is told, farthest first. */
    readonly warnDaysAhead: readonly number[];
    /** After how many days without news an open drift is told of again. */
    readonly remindAfterDays: Readonly<Record<Severity, number>>;
    /** How many repairs there may be within an hour. */
    readonly maximumRemediationsPerHour: { readonly entity: number; readonly account: number };
  };
  /** Never empty. */
  readonly routes: readonly Route[];
  /** Schedule expressions of EventBridge. */
  readonly schedules: { readonly sweep: string; readonly keysReport: string };
  /** The name of the SSM parameter that stops every repair. */
  readonly killSwitch: string;
}

/** What holds where plumbline.yml says nothing. */
export const DEFAULT_SETTINGS: Settings = {
  thresholds: {
    warnDaysAhead: [14, 7, 1],
    remindAfterDays: { critical: 1, high: 3, medium: 7, low: 30 },
    maximumRemediationsPerHour: { entity: 3, account: 20 },
  },
  routes: [{ name: "default", detail: "summary", minimumSeverity: "low" }],
  schedules: { sweep: "rate(1 day)", keysReport: "cron(0 6 1 * ? *)" },
  killSwitch: "/plumbline/kill-switch",
};
