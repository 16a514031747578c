/** A list element and whether it is its `Not…` form (`NotAction`, `NotResource`). */
export interface PatternList {
  readonly not: boolean;
  /** IAM globs: `*` any text, `?` one character. */
  readonly patterns: readonly string[];
}

/** The four kinds of principal, and `*` for the bare `"Principal": "*"`, which is not the same as `{"AWS": "*"}`. */
export type PrincipalType = "AWS" | "Service" | "Federated" | "CanonicalUser" | "*";

/** One principal. `value` is an ARN, an account id, a service host name, a provider, a canonical user id or `*`. */
export interface Principal {
  readonly type: PrincipalType;
  readonly value: string;
}

/** A `Principal` element; `not` for `NotPrincipal`, which nothing here evaluates. */
export interface PrincipalList {
  readonly not: boolean;
  readonly principals: readonly Principal[];
}

/** One operator on one key: `{"StringEquals": {"aws:username": ["a", "b"]}}`. Values are text, also `true` and `5`. */
export interface ConditionTest {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/**
 * One statement. A statement is a product: it speaks of every action with every resource and every principal, where
 * all its condition tests hold.
 */
export interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: PatternList;
  /** Absent in a trust policy. */
  readonly resources?: PatternList;
  /** Absent in an identity policy. */
  readonly principals?: PrincipalList;
  readonly conditions: readonly ConditionTest[];
  /** Whether `${…}` is a policy variable (Version 2012-10-17) or plain text (2008-10-17, and no Version at all). */
  readonly variables: boolean;
  /** Where it stands in its text: `Statement[1]`, or `Statement` for a bare object. Decides nothing. */
  readonly path: string;
}

/** A policy document as it was written, element by element. */
export interface Policy {
  /** Absent means 2008-10-17 to IAM. */
  readonly version?: "2008-10-17" | "2012-10-17";
  readonly statements: readonly Statement[];
  /** The document's JSON without layout, members in the order written: the same text means the same document. */
  readonly text: string;
}

/** One thing that is wrong with a policy's text. */
export interface PolicyProblem {
  /** `Statement[1].Condition.StringEquals`; empty for the document as a whole. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
  /** One plain sentence: what is wrong and what to write instead. */
  readonly message: string;
}

/** What {@link parsePolicy} in parse-policy.ts returns. */
export type ParsedPolicy =
  | { readonly status: "parsed"; readonly policy: Policy }
  | { readonly status: "invalid"; readonly problems: readonly PolicyProblem[] };
