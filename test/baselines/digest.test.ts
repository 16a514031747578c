import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import { canonicalJson, digestOf } from "../../shared/baselines/digest.ts";
import { edited, FIXTURE, sourcesOf } from "./fixture.ts";

/** The same data with the keys of every object in reverse. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

function digestWith(changes: Parameters<typeof sourcesOf>[0]): string {
  const result = compileConfiguration(sourcesOf(changes));
  if (result.status === "invalid") throw new Error(JSON.stringify(result.problems));
  return result.configuration.digest;
}

describe("the digest", () => {
  it("is sha256 over one way of writing the data", () => {
    expect(canonicalJson({ b: [1, { d: undefined, c: "x" }], a: null })).toBe('{"a":null,"b":[1,{"c":"x"}]}');
    expect(digestOf({})).toBe("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
  });

  it("does not depend on the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(digestOf(reversed(value))).toBe(digestOf(value));
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("depends on every value and on the order of lists", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (left, right) => {
        const same = JSON.stringify(sortKeys(left)) === JSON.stringify(sortKeys(right));
        expect(digestOf(left) === digestOf(right)).toBe(same);
        if (!same) expect(digestOf([left, right])).not.toBe(digestOf([right, left]));
      }),
    );
  });

  it("stays the same when a file's keys or layout change, and changes with their meaning", () => {
    const before = digestWith({});
    const [head, parameters] = ["remediate: narrow", "parameters:\n          bucket: shop-bucket"];
    expect(before).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(
      digestWith({
        "plumbline.yml": FIXTURE["plumbline.yml"]?.replace(
          `${head}\n        ${parameters}`,
          `${parameters}\n        ${head}`,
        ),
      }),
    ).toBe(before);
    expect(digestWith(edited("policies/shop/policy.json", ["[\n{", "[ {"]))).toBe(before);
    expect(digestWith(edited("plumbline.yml", ["shop-bucket", "shop-bucket2"]))).not.toBe(before);
    expect(digestWith(edited("policies/shop/policy.json", ["s3:GetObject", "s3:PutObject"]))).not.toBe(before);
    expect(digestWith(edited("policies/shop/baseline.yml", ["severity: high", "severity: low"]))).not.toBe(before);
  });
});

/** An independent notion of "the same but for the order of keys". */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return ["list", ...value.map(sortKeys)];
  if (typeof value !== "object" || value === null) return value === 0 ? 0 : value;
  const members = Object.entries(value).map(([key, member]) => [key, sortKeys(member)] as const);
  return { members: members.toSorted(([left], [right]) => (left < right ? -1 : 1)) };
}
