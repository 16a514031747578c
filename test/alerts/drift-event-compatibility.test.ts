import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { driftEventDetail } from "../../shared/alerts/drift-event.ts";

/** What version 1 had to say from its first day. Nothing is taken from this list, and nothing in it changes. */
const VERSION_1 = {
  version: "number",
  findingId: "string",
  revision: "integer",
  account: "string",
  baseline: "string",
  entity: "string",
  rule: "string",
  severity: "string",
  summary: "string",
  at: "string",
  configurationDigest: "string",
} as const;

/** An event as it was published before anything was added. */
const PUBLISHED = {
  version: 1,
  findingId: "0123456789abcdef0123456789abcdef",
  revision: 2,
  account: "000000000000",
  baseline: "matillion-agent",
  entity: "role/matillion-task",
  rule: "attachment-unexpected",
  severity: "critical",
  summary: "Role matillion-task has a policy attached that its baseline does not name.",
  at: "2026-01-01T09:00:00.000Z",
  configurationDigest: "sha256:abc",
};

interface Schema {
  readonly properties: Readonly<Record<string, { readonly type?: string; readonly const?: unknown }>>;
  readonly required: readonly string[];
  readonly additionalProperties?: unknown;
}

const file = new URL("../../docs/schema/drift-event.schema.json", import.meta.url);
const schema = JSON.parse(await readFile(file, "utf8")) as Schema;

describe("version 1 of the drift event", () => {
  it("has everything that it ever had, of the same type, and requires nothing else", () => {
    expect(schema.required.toSorted()).toEqual(Object.keys(VERSION_1).toSorted());
    const types = Object.keys(VERSION_1).map((name) => {
      const { type, const: value } = schema.properties[name] ?? {};
      return [name, type ?? typeof value];
    });
    expect(Object.fromEntries(types)).toEqual(VERSION_1);
  });

  it.each([
    { name: "an old program reads what a newer one adds", event: { ...PUBLISHED, added: { later: true } } },
    { name: "a newer program reads what an old one published", event: PUBLISHED },
  ])("$name", ({ event }) => {
    expect(driftEventDetail.parse(event)).toEqual(event);
    expect(z.fromJSONSchema(schema as never).parse(event)).toEqual(event);
  });

  it.each(Object.keys(VERSION_1))("is refused without its %s", (name) => {
    const { [name as keyof typeof PUBLISHED]: _, ...rest } = PUBLISHED;
    expect(driftEventDetail.safeParse(rest).success).toBe(false);
  });
});
