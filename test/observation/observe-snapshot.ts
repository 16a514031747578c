import { expect } from "vitest";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import type { SnapshotText } from "../../shared/observation/snapshot.ts";
import { request } from "../aws/observe-scripted.ts";
import { type SnapshotTexts, snapshotOf } from "./take-snapshot.ts";

export const TAKEN_AT = new Date("2026-11-22T10:00:00Z");
export const present = (state: unknown) => ({ status: "present", state });
export const ABSENT = { status: "absent" };
export const unreadable = (message: string, code = "NotHeld") => ({
  status: "unreadable",
  reason: { call: "snapshot", code, message: expect.stringContaining(message) },
});

export async function observe(texts: SnapshotTexts, entity: string, path = "/"): Promise<Observation<EntityState>> {
  return (await (await snapshotOf(texts)).reader(TAKEN_AT).observe(request(entity, path))).observation;
}

/** A text with one thing in it changed. */
export const edited = ({ file, text }: SnapshotText, from: string | RegExp, to: string) => ({
  file,
  text: text.replace(from, to),
});
