import { describe, expect, it } from "vitest";
import type { Drift } from "../../shared/drift/drift.ts";
import { storedFinding } from "../../shared/ledger/stored-finding.ts";
import { drift, findingAfter } from "./fixtures.ts";

const DELTA: Drift["deltas"][number] = {
  effect: "gained",
  text: "`iam:PassRole` on `*`",
  canonicalPath: "Statement[0]",
  livePath: "Statement[1]",
  permits: "more",
  accessLevels: { Write: 1, "Permissions management": 2 },
  escalation: [{ action: "iam:PassRole", reason: "hands a role to a service" }],
  onlyDenies: true,
  latent: "not-that-resource",
};

const stored = (delta: object) =>
  JSON.parse(JSON.stringify({ ...findingAfter([drift({ deltas: [] })]), drift: { ...drift({}), deltas: [delta] } }));

describe("a stored delta", () => {
  it("is read back as it was written, with what a newer program has added", () => {
    const written = stored({ ...DELTA, addedLater: 1 });
    expect(storedFinding.parse(written)).toEqual(written);
    const bare = stored({ effect: "lost", text: "`s3:GetObject` on `*`" });
    expect(storedFinding.parse(bare)).toEqual(bare);
  });

  it.each([
    { name: "effect", delta: { ...DELTA, effect: "kept" } },
    { name: "permits", delta: { ...DELTA, permits: "as much" } },
    { name: "accessLevels", delta: { ...DELTA, accessLevels: { Secret: 1 } } },
    { name: "accessLevels", delta: { ...DELTA, accessLevels: { Write: "1" } } },
    { name: "escalation", delta: { ...DELTA, escalation: [{ action: "iam:PassRole" }] } },
    { name: "onlyDenies", delta: { ...DELTA, onlyDenies: false } },
    { name: "latent", delta: { ...DELTA, latent: "perhaps" } },
  ])("is refused for its $name: $delta", ({ name, delta }) => {
    const { error } = storedFinding.safeParse(stored(delta));
    expect(error?.issues.map(({ path }) => path.slice(0, 4))).toEqual([["drift", "deltas", 0, name]]);
  });
});
