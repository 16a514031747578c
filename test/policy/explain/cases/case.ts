import type { PolicyKind } from "../../../../shared/policy/comparison.ts";
import type { Written } from "../explain.ts";

/** Two sides, and everything that is to be said of their difference. */
export interface Case {
  readonly name: string;
  readonly canonical: readonly Written[];
  readonly live: readonly Written[];
  /** Every delta in order, as `line` in explain.ts writes it; none for what is no drift. */
  readonly expected: readonly string[];
}

/** Cases that are about one thing. */
export interface Topic {
  /** `identity` unless told. */
  readonly kind?: PolicyKind;
  readonly cases: readonly Case[];
}

type Some = string | readonly string[];

export const allow = (Action: Some, Resource: Some = "*", Condition?: object): Written => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
export const deny = (Action: Some, Resource: Some = "*", Condition?: object): Written => ({
  ...allow(Action, Resource, Condition),
  Effect: "Deny",
});
export const trust = (Principal: object | string, Condition?: object, Action: Some = "sts:AssumeRole"): Written => ({
  Effect: "Allow",
  Principal,
  Action,
  ...(Condition && { Condition }),
});

export const OBJECTS = "arn:aws:s3:::b/*";
export const BUCKET = "arn:aws:s3:::b";
export const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };
