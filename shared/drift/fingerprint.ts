import { createHash } from "node:crypto";
import { fingerprintPolicy } from "../policy/canonicalise.ts";
import type { Policy } from "../policy/policy.ts";
import { WorkSpent } from "../policy/work.ts";
import type { RuleName } from "./drift.ts";

/**
 * What tells a drift from the same drift changed: 64 hexadecimal digits (SHA-256) over rule, subject and content. Times of
 * reading are no part of it, so what stays as it is never becomes news by waiting.
 */
export function driftFingerprint(rule: RuleName, subject: string, content: readonly string[]): string {
  return sha256(JSON.stringify([rule, subject, ...content]));
}

/**
 * The fingerprint of a document: 64 hexadecimal digits, blind to layout, Sids, order and spelling. A document built to be slow
 * to canonicalise is what it is to the letter.
 */
export function documentFingerprint(policy: Policy): string {
  try {
    return fingerprintPolicy([policy]);
  } catch (cause) {
    if (!(cause instanceof WorkSpent)) throw cause;
    return textFingerprint(policy.text);
  }
}

/** The fingerprint of a text that is not understood, and so is what it is to the letter. */
export function textFingerprint(text: string): string {
  return sha256(text);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
