import { lowerAscii } from "../lower-ascii.ts";
import { plausibleActions } from "../plausible-names.ts";
import type { Request } from "../request.ts";
import type { CompiledStatement } from "./compiled-statement.ts";

/** The request with its action and condition keys spelt as the documents spell them. */
export function spellWitness(request: Request, statements: readonly CompiledStatement[]): Request {
  const context = Object.entries(request.context).map(([key, value]) => [spellKey(key, statements), value] as const);
  return { ...request, action: spellAction(request.action, statements), context: Object.fromEntries(context) };
}

function spellAction(action: string, statements: readonly CompiledStatement[]): string {
  for (const { written } of statements) {
    const spelt = written.actions.patterns.find(
      (pattern) => pattern.length === action.length && lowerAscii(pattern) === action,
    );
    if (spelt !== undefined) return spelt;
  }
  return plausibleActions(action.split(":")[0]).find((name) => lowerAscii(name) === action) ?? action;
}

function spellKey(key: string, statements: readonly CompiledStatement[]): string {
  for (const { written } of statements) {
    const test = written.conditions.find((each) => each.key.length === key.length && lowerAscii(each.key) === key);
    if (test !== undefined) return test.key;
  }
  return key;
}
