import type { EntityReference } from "../iam/entity-reference.ts";

/** How bad a drift is, mildest first. */
export const SEVERITIES = ["low", "medium", "high", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** `off`: alert only; `narrow`: only take away what is beyond the document; `full`: put back what is expected. */
export type RemediateMode = "off" | "narrow" | "full";

/** `exact`: decide alike; `at-least`: live grants all of the document; `at-most`: nothing beyond it. */
export type CompareMode = "exact" | "at-least" | "at-most";

/** A canonical document with an account's parameters filled in. */
export interface ExpectedDocument {
  /** The file under `policies/` (or the account's own text) it came from. */
  readonly source: string;
  /** `reconstructed`: rebuilt from prose, never written to an account. */
  readonly provenance: "verbatim" | "reconstructed";
  /** JSON text. */
  readonly text: string;
}

/** A role's or user's inline policies. `exact`: no others may be there; `at-least`: others are tolerated. */
export interface ExpectedInlinePolicies {
  readonly match: "exact" | "at-least";
  readonly documents: Readonly<Record<string, ExpectedDocument>>;
}

/** Managed policies attached to a role or user. `exact`: no others may be there; `at-least`: others are tolerated. */
export interface ExpectedAttachments {
  readonly match: "exact" | "at-least";
  readonly policyArns: readonly string[];
}

/** Rules for access keys; ages in whole days. */
export interface AccessKeyRules {
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
  readonly presence: "required" | "optional";
  readonly compare: CompareMode;
  readonly severity: Severity;
  readonly remediate: RemediateMode;
}

/** A role. An aspect that is left out is not watched. */
export interface ExpectedRole extends ExpectedBase {
  readonly kind: "role";
  readonly trust?: ExpectedDocument;
  readonly inlinePolicies?: ExpectedInlinePolicies;
  readonly attachments?: ExpectedAttachments;
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
  readonly console?: "forbidden" | "allowed" | "required";
  readonly accessKeys?: AccessKeyRules;
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
export type ExpectedEntity = ExpectedRole | ExpectedServiceLinkedRole | ExpectedUser | ExpectedPolicy | ExpectedRoot;

/** One account's expectations. */
export interface ExpectedAccount {
  /** Twelve digits. */
  readonly account: string;
  readonly partition: string;
  readonly alias?: string;
  readonly entities: readonly ExpectedEntity[];
}

/** plumbline.yml and `policies/`, compiled: what the bundles carry. */
export interface CompiledConfiguration {
  readonly version: 1;
  /** `sha256:` and 64 hexadecimal digits over everything below, printed by every alert. */
  readonly digest: string;
  readonly accounts: readonly ExpectedAccount[];
}
