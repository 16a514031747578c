import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import { formatProblem } from "../../shared/baselines/problem.ts";
import { waiverNotices } from "../../shared/baselines/read-waivers.ts";
import { daysBetween, expiresWithin, waiverPhase } from "../../shared/baselines/waivers.ts";
import { WAIVER, waivers } from "./broken-waivers.ts";
import { FIXTURE, type FixtureFiles, sourcesOf } from "./fixture.ts";

function compiled(changes: FixtureFiles) {
  const result = compileConfiguration(sourcesOf(changes));
  if (result.status === "invalid") throw new Error(result.problems.map(formatProblem).join("\n"));
  return result;
}

const FINGERPRINT = "0123456789abcdef".repeat(4);

describe("waivers.yml", () => {
  it("may be missing, or empty", () => {
    expect(compiled({}).configuration.waivers).toEqual([]);
    expect(compiled({ "waivers.yml": "waivers: []\n" }).configuration).toEqual(compiled({}).configuration);
  });

  it("is compiled with the configuration, and is part of the digest; its layout is not", () => {
    const { configuration } = compiled(waivers({ rule: "trust-changed", subject: '""' }));
    expect(configuration.waivers).toEqual([
      {
        account: "111122223333",
        entity: "role/shop-role",
        rule: "trust-changed",
        subject: "",
        fingerprint: FINGERPRINT,
        decidedBy: "Ada",
        reason: "needed until the migration is over",
        from: "2026-01-01",
        until: "2026-04-01",
      },
    ]);
    const { digest } = compiled(waivers({})).configuration;
    expect(digest).not.toBe(compiled({}).configuration.digest);
    expect(compiled(waivers({ until: "2026-03-31" })).configuration.digest).not.toBe(digest);
    const { "waivers.yml": text } = waivers({});
    expect(compiled({ "waivers.yml": `# because\n\n${text}` }).configuration.digest).toBe(digest);
  });

  it("may waive two states of one entity, and the same drift in two accounts", () => {
    const second = FIXTURE["plumbline.yml"]?.replace("accounts:\n", "").replace("111122223333", "222233334444");
    const { configuration } = compiled({
      ...waivers({}, { fingerprint: `"${"f".repeat(64)}"` }, { account: '"222233334444"' }),
      "plumbline.yml": `${FIXTURE["plumbline.yml"]}${second?.replace("alias: one", "alias: two")}`,
    });
    expect(configuration.waivers).toHaveLength(3);
  });

  it("may name an account that only an organization has", () => {
    const organization = `organization:
  - unit: ou-ab12-cdefgh34
    baselines: [{baseline: shop, parameters: {bucket: bucket, roleName: "role-of-unit"}}]
`;
    const { configuration } = compiled({
      ...waivers({ account: '"222233334444"', entity: "role/role-of-unit" }),
      "plumbline.yml": `${FIXTURE["plumbline.yml"]}${organization}`,
    });
    expect(configuration.waivers).toHaveLength(1);
  });
});

describe("a notice of a waiver's end", () => {
  const result = compiled(waivers({ from: "2026-03-01", until: "2026-03-31" }));
  const notices = (at: string) => waiverNotices(result.waivers, new Date(at)).map(formatProblem);
  const whose = "waivers.yml:2:5 warning: The waiver of role/shop-role in account 111122223333 (decided by Ada)";

  it.each([
    { name: "before it begins", at: "2026-02-28T23:59:59Z", expected: [] },
    { name: "fifteen days before its last", at: "2026-03-16T23:59:59Z", expected: [] },
    {
      name: "fourteen days before its last",
      at: "2026-03-17T00:00:00Z",
      expected: [`${whose} ends on 2026-03-31; put the drift right by then, or have it decided anew.`],
    },
    {
      name: "on its last day",
      at: "2026-03-31T23:59:59Z",
      expected: [`${whose} ends on 2026-03-31; put the drift right by then, or have it decided anew.`],
    },
    {
      name: "after its last day",
      at: "2026-04-01T00:00:00Z",
      expected: [`${whose} ended on 2026-03-31 and waives nothing; remove it, or have it decided anew.`],
    },
  ])("$name", ({ at, expected }) => {
    expect(notices(at)).toEqual(expected);
  });
});

describe("a waiver's days", () => {
  const date = fc
    .date({ min: new Date("2000-01-01"), max: new Date("2100-01-01"), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10));

  it("count from one date to another, over every change of month and year", () => {
    expect(daysBetween("2026-01-01", "2026-04-01")).toBe(90);
    expect(daysBetween("2024-02-28", "2024-03-01")).toBe(2);
    expect(daysBetween("2026-01-02", "2025-12-31")).toBe(-2);
    fc.assert(
      fc.property(date, date, (one, other) => {
        expect(daysBetween(one, other) + daysBetween(other, one)).toBe(0);
      }),
    );
  });

  it("are ahead, then in force, then over, and never in force for more than 91 days", () => {
    const moment = fc.date({ min: new Date("2025-12-01"), max: new Date("2026-06-01"), noInvalidDate: true });
    fc.assert(
      fc.property(moment, moment, (one, other) => {
        const [earlier, later] = one < other ? [one, other] : [other, one];
        const phases = ["ahead", "in-force", "over"];
        const [before, after] = [earlier, later].map((at) => phases.indexOf(waiverPhase(WAIVER, at)));
        expect(before).toBeLessThanOrEqual(after ?? -1);
        if (before === 1 && after === 1) expect(later.getTime() - earlier.getTime()).toBeLessThan(91 * 86_400_000);
      }),
    );
  });

  it("end soon only while they are in force", () => {
    const waiver = { ...WAIVER, account: "111122223333", fingerprint: FINGERPRINT };
    expect(expiresWithin(waiver, 14, new Date("2026-04-01T23:00:00Z"))).toBe(true);
    expect(expiresWithin(waiver, 14, new Date("2026-04-02T00:00:00Z"))).toBe(false);
    expect(expiresWithin(waiver, 365, new Date("2025-12-31T00:00:00Z"))).toBe(false);
  });
});
