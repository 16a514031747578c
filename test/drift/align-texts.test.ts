import { describe, expect, it } from "vitest";
import { alignTexts } from "../../shared/drift/align-texts.ts";

const trust = (...services: readonly string[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" }],
  });

const texts = (canonical: string | undefined, live: string) =>
  alignTexts(canonical, live, "trust")?.flatMap((row) =>
    row.kind === "line" && row.mark === "changed" ? [[row.left?.text.trim(), row.right?.text.trim()]] : [],
  );

describe("alignTexts", () => {
  it("lays what differs beside one another", () => {
    expect(texts(trust("a.amazonaws.com"), trust("b.amazonaws.com"))).toEqual([
      ['"Service": "a.amazonaws.com"', '"Service": "b.amazonaws.com"'],
    ]);
  });

  it("has all of the live policy alone where there is no other", () => {
    const rows = texts(undefined, trust("a.amazonaws.com"));
    expect(rows).toContainEqual([undefined, '"Service": "a.amazonaws.com"']);
    expect(rows?.every(([left]) => left === undefined)).toBe(true);
  });

  it.each([
    { name: "no JSON", canonical: trust("a"), live: "{" },
    {
      name: "a policy of another kind",
      canonical: trust("a"),
      live: trust("a").replace('"Principal"', '"Resource":"*","NotPrincipal"'),
    },
    { name: "a canonical text that is none", canonical: "[]", live: trust("a") },
  ])("is undefined for what is no such policy: $name", ({ canonical, live }) => {
    expect(alignTexts(canonical, live, "trust")).toBeUndefined();
  });
});
