import { createHash } from "node:crypto";
import type { RuleName } from "../drift/drift.ts";

/**
 * The identity of a drift: the same baseline, entity, rule and subject in the same account are the same finding,
 * however often it comes and goes.
 * @param entity As `formatEntity` writes it.
 * @returns 32 hexadecimal digits.
 */
export function findingId(account: string, baseline: string, entity: string, rule: RuleName, subject: string): string {
  const identity = JSON.stringify([account, baseline, entity, rule, subject]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 32);
}
