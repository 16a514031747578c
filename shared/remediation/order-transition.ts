import type { IamCall } from "./iam-call.ts";
import type { PermissionMove } from "./order-steps.ts";
import { heldInline } from "./plan-permissions.ts";
import type { RemediationStep } from "./remediation-plan.ts";

/** For how many inline policies a transitional text is tried, one at a time. */
const MOST_ALONE = 5;

/**
 * The same moves, with some of them made in two: first a transitional text that says what the inline policy said before and what it is to
 * say, then the text itself. Policies that have each other's texts cannot be put right otherwise: whichever were put first would take away
 * what only that one gives. Lists with one policy's change in two come first, then one with all; whether any is safe, the order tells.
 */
export function transitionsOf(moves: readonly PermissionMove[]): readonly (readonly PermissionMove[])[] {
  const halves = new Map(moves.map((move) => [move, inTwo(move)]));
  const divided = moves.filter((move) => halves.get(move) !== undefined);
  if (divided.length < 2) return [];
  const divide = (some: readonly PermissionMove[]) =>
    moves.flatMap((move) => (some.includes(move) ? (halves.get(move) ?? [move]) : [move]));
  return [...divided.slice(0, MOST_ALONE).map((move) => divide([move])), divide(divided)];
}

/** Both halves, in their order; `undefined` where it is no inline policy that is changed, or its texts cannot be joined. */
function inTwo(move: PermissionMove): readonly PermissionMove[] | undefined {
  const [step, ...others] = move.steps;
  if (step === undefined || others.length > 0 || move.effect.of !== "policy") return undefined;
  const { call, reversal } = step;
  const [before] = reversal.reversible ? reversal.inverse : [];
  if (before === undefined || !isPut(call) || !isPut(before)) return undefined;
  const text = joined(before.input.PolicyDocument, call.input.PolicyDocument);
  if (text === undefined) return undefined;
  const both = withDocument(call, text);
  const first: PermissionMove = {
    steps: [{ ...step, call: both }],
    effect: { ...move.effect, held: heldInline(text) },
  };
  const last: RemediationStep = { ...step, reversal: { reversible: true, inverse: [both] } };
  return [first, { ...move, steps: [last], after: first }];
}

type PutCall = Extract<IamCall, { readonly action: "PutRolePolicy" | "PutUserPolicy" | "PutGroupPolicy" }>;

function isPut(call: IamCall): call is PutCall {
  return call.action === "PutRolePolicy" || call.action === "PutUserPolicy" || call.action === "PutGroupPolicy";
}

function withDocument(call: PutCall, PolicyDocument: string): PutCall {
  switch (call.action) {
    case "PutRolePolicy":
      return { action: call.action, input: { ...call.input, PolicyDocument } };
    case "PutUserPolicy":
      return { action: call.action, input: { ...call.input, PolicyDocument } };
    case "PutGroupPolicy":
      return { action: call.action, input: { ...call.input, PolicyDocument } };
  }
}

/** A policy of all the statements of two; `undefined` where these are of different versions of the language, or cannot be read. */
function joined(one: string, other: string): string | undefined {
  const [first, second] = [documentOf(one), documentOf(other)];
  if (first === undefined || second === undefined || first.version !== second.version) return undefined;
  const Statement = [...first.statements, ...second.statements];
  return JSON.stringify({ ...(first.version === undefined ? {} : { Version: first.version }), Statement });
}

interface ReadDocument {
  readonly version: unknown;
  readonly statements: readonly object[];
}

/** What decides in a policy's text. Sids do not, and each may stand but once. */
function documentOf(text: string): ReadDocument | undefined {
  const document = parse(text);
  if (!isObject(document) || !("Statement" in document)) return undefined;
  const { Statement } = document;
  const listed: readonly unknown[] = Array.isArray(Statement) ? Statement : [Statement];
  const statements = listed.filter(isObject);
  if (statements.length !== listed.length) return undefined;
  return {
    version: "Version" in document ? document.Version : undefined,
    statements: statements.map((statement) =>
      Object.fromEntries(Object.entries(statement).filter(([key]) => key !== "Sid")),
    ),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (fault) {
    // What stands there may be anybody's text.
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
