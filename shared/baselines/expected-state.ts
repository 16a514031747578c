import type { EntityReference } from "../iam/entity-reference.ts";
import type { ConfiguredAccount, OrganizationTemplate, Settings } from "./settings.ts";
import type { Waiver } from "./waivers.ts";

/** How bad a drift is, mildest first. */
export const SEVERITIES = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** `off`: alert only; `narrow`: only take away what is beyond the document; `full`: put back what is expected. */
export type RemediateMode = "off" | "narrow" | "full";

/** `exact`: decide alike; `at-least`: live grants all of the document; `at-most`: nothing beyond it. */
export type CompareMode = "exact" | "at-least" | "at-most";

/** Who makes and changes an entity: what repairs it where that is not Plumbline. */
export const OWNERS = ["cloudformation", "terraform", "console"] as const;
export type Owner = (typeof OWNERS)[number];

/** An earlier published version of a canonical document, filled in for the account. */
export interface DocumentRevision {
  /** The vendor's own name of the version, or the date of its page. */
  readonly version: string;
  /** The file under `policies/` it came from. */
  readonly source: string;
  /** JSON text. */
  readonly text: string;
}

/** A canonical document with an account's parameters filled in. */
export interface ExpectedDocument {
  /** The file under `policies/` (or the account's own text) it came from. */
  readonly source: string;
  /** `reconstructed`: rebuilt from prose, never written to an account. */
  readonly provenance: "verbatim" | "reconstructed";
  /** JSON text, with the account's amendments in it. */
  readonly text: string;
  /** What the vendor published before, newest first: live text that decides like one of these is outdated, not tampered with. */
  readonly revisions?: readonly DocumentRevision[];
  /** Why the account departs from the vendor's text, one reason for each amendment; absent where it does not. */
  readonly amendments?: readonly string[];
  /** What the vendor's page says statements are for, by their Sid; absent where it says nothing, or the text is the account's own. */
  readonly purposes?: Readonly<Record<string, string>>;
}

/** A role's, user's or group's inline policies. `exact`: no others may be there; `at-least`: others are tolerated. */
export interface ExpectedInlinePolicies {
  readonly match: "exact" | "at-least";
  readonly documents: Readonly<Record<string, ExpectedDocument>>;
}

/** Managed policies attached to a role, user or group. `exact`: no others may be there; `at-least`: others are tolerated. */
export interface ExpectedAttachments {
  readonly match: "exact" | "at-least";
  readonly policyArns: readonly string[];
}

/** The groups that a user is in. `exact`: no others; `at-least`: others are tolerated. */
export interface ExpectedGroups {
  readonly match: "exact" | "at-least";
  readonly names: readonly string[];
}

/** Rules for access keys; ages in whole days. */
export interface AccessKeyRules {
  /** A key this old is announced as due; less than `breachAtDays`. */
  readonly warnAtDays?: number;
  /** How many days before `breachAtDays` a key is announced as due, farthest first: plumbline.yml's `warnDaysAhead`. */
  readonly warnDaysAhead?: readonly number[];
  /** A key that was not used for this long is a drift. */
  readonly unusedDays?: number;
  /** A key this old, or older, is a breach. */
  readonly breachAtDays: number;
  /** Where the number of days comes from: a vendor's page, or us. */
  readonly breachSource: "vendor" | "plumbline";
  /** More active keys than this is a drift … */
  readonly maximumActive: number;
  /** … except that one more is tolerated while the newest key is younger than this: rotating needs two for a while. */
  readonly overlapDays: number;
}

interface ExpectedBase {
  /** The baseline's folder name under `policies/`. */
  readonly baseline: string;
  readonly entity: EntityReference;
  /** Begins and ends with `/`. */
  readonly path: string;
  /** `retired`: the vendor withdrew it, and that it is there is the drift. */
  readonly presence: "required" | "optional" | "retired";
  /** A date such as `2025-05-16`; only where `presence` is `retired`. */
  readonly retiredSince?: string;
  readonly compare: CompareMode;
  readonly severity: Severity;
  readonly remediate: RemediateMode;
  /** `required`: a person approves each repair. */
  readonly approval?: "required";
  /** Absent: nobody is declared to own it. */
  readonly owner?: Owner;
  /** Tags that must be there with these values; others are tolerated. Only on roles, users and policies. */
  readonly tags?: Readonly<Record<string, string>>;
}

/** A role. An aspect that is left out is not watched. */
export interface ExpectedRole extends ExpectedBase {
  readonly kind: "role";
  readonly trust?: ExpectedDocument;
  readonly inlinePolicies?: ExpectedInlinePolicies;
  readonly attachments?: ExpectedAttachments;
  /** The ARN of the policy that bounds it; `none`: there may be no boundary. */
  readonly permissionsBoundary?: string;
  /** Exactly this many seconds. */
  readonly maximumSessionSeconds?: number;
  /** Sets of managed policies' ARNs of which the role may hold one at most: they belong on separate roles. */
  readonly separatePolicies?: readonly (readonly string[])[];
}

/** A service-linked role: IAM makes it, and nobody can edit it. */
export interface ExpectedServiceLinkedRole extends ExpectedBase {
  readonly kind: "service-linked-role";
  /** e.g. `ivs.amazonaws.com`. */
  readonly service: string;
  readonly trust?: ExpectedDocument;
  readonly inlinePolicies?: ExpectedInlinePolicies;
  readonly attachments?: ExpectedAttachments;
}

/** A user. */
export interface ExpectedUser extends ExpectedBase {
  readonly kind: "user";
  readonly inlinePolicies?: ExpectedInlinePolicies;
  readonly attachments?: ExpectedAttachments;
  /** The ARN of the policy that bounds it; `none`: there may be no boundary. */
  readonly permissionsBoundary?: string;
  readonly groups?: ExpectedGroups;
  readonly console?: "forbidden" | "allowed" | "required";
  readonly accessKeys?: AccessKeyRules;
}

/** A group. What it grants, all of its members have. */
export interface ExpectedGroup extends ExpectedBase {
  readonly kind: "group";
  readonly inlinePolicies?: ExpectedInlinePolicies;
  readonly attachments?: ExpectedAttachments;
}

/** A customer managed policy, judged by its default version. */
export interface ExpectedPolicy extends ExpectedBase {
  readonly kind: "policy";
  readonly document: ExpectedDocument;
}

/** The account's root user. */
export interface ExpectedRoot extends ExpectedBase {
  readonly kind: "root";
  readonly accessKeys: "forbidden";
}

/** What a baseline, with an account's parameters filled in, says of one entity. */
export type ExpectedEntity =
  | ExpectedRole
  | ExpectedServiceLinkedRole
  | ExpectedUser
  | ExpectedGroup
  | ExpectedPolicy
  | ExpectedRoot;

/** One account's expectations. */
export interface ExpectedAccount {
  /** Twelve digits. */
  readonly account: string;
  readonly partition: string;
  readonly alias?: string;
  readonly entities: readonly ExpectedEntity[];
}

/** plumbline.yml, waivers.yml and `policies/`, compiled: what the bundles carry. */
export interface CompiledConfiguration {
  readonly version: 1;
  /** `sha256:` and 64 hexadecimal digits over everything below, printed by every alert. */
  readonly digest: string;
  readonly accounts: readonly ConfiguredAccount[];
  /** What is expected of the accounts that AWS Organizations lists. */
  readonly organization: readonly OrganizationTemplate[];
  /** In the order of waivers.yml, also those that are over. */
  readonly waivers: readonly Waiver[];
  readonly settings: Settings;
}
