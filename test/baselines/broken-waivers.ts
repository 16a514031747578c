import { type BrokenCase, edited, FIXTURE, type FixtureFiles } from "./fixture.ts";

const WAIVERS = "waivers.yml";
const FINGERPRINT = "0123456789abcdef".repeat(4);

/** One waiver that is as it should be. */
export const WAIVER = {
  account: '"111122223333"',
  entity: "role/shop-role",
  fingerprint: `"${FINGERPRINT}"`,
  decidedBy: "Ada",
  reason: "needed until the migration is over",
  from: "2026-01-01",
  until: "2026-04-01",
};

/** waivers.yml with these waivers, each the good one with some keys otherwise, or (`undefined`) left out. */
export function waivers(...changes: readonly Readonly<Record<string, string | undefined>>[]): FixtureFiles {
  const items = changes.map((change) =>
    Object.entries({ ...WAIVER, ...change })
      .flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${value}`]))
      .join("\n    "),
  );
  return { [WAIVERS]: `waivers:\n${items.map((item) => `  - ${item}\n`).join("")}` };
}

/** What is wrong with waivers.yml. */
export const BROKEN_WAIVERS: readonly BrokenCase[] = [
  {
    name: "an empty waivers file",
    input: { [WAIVERS]: "" },
    expected: ["waivers.yml:1:1 This file must be a mapping of keys to values, and is empty."],
  },
  {
    name: "a waivers file that is no YAML",
    input: { [WAIVERS]: "waivers: [" },
    expected: [
      "waivers.yml:1:11 This is not well-formed YAML: Flow sequence in block collection must be sufficiently indented and end with a ].",
    ],
  },
  {
    name: "an unknown key of the waivers file",
    input: { [WAIVERS]: "waivers: []\nwaiver: []\n" },
    expected: [
      'waivers.yml:2:1 "waiver" is not a key of this file; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "waivers that are a bare list",
    input: { [WAIVERS]: "[]\n" },
    expected: ["waivers.yml:1:1 This file must be a mapping of keys to values, not a list."],
  },
  {
    name: "an unknown key of a waiver",
    input: waivers({ owner: "Ada" }),
    expected: [
      'waivers.yml:9:5 "owner" is not a key of waivers[0]; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "a waiver that nobody decided, for no reason, without an end",
    input: waivers({ decidedBy: undefined, reason: '" "', until: undefined }),
    expected: [
      'waivers.yml:2:5 The key "decidedBy" is missing from waivers[0]; add it.',
      'waivers.yml:2:5 The key "until" is missing from waivers[0]; add it.',
      'waivers.yml:5:13 waivers[0].reason must say something, not " ".',
    ],
  },
  {
    name: "a waiver of an account id without quotes",
    input: waivers({ account: "111122223333" }),
    expected: [
      "waivers.yml:2:14 waivers[0].account must be a string, not the number 111122223333; write it in quotes.",
    ],
  },
  {
    name: "a waiver in another account",
    input: waivers({ account: '"222233334444"' }),
    expected: ["waivers.yml:2:14 plumbline.yml names no account 222233334444; correct or remove this."],
  },
  {
    name: "a waiver of another entity",
    input: waivers({ entity: "role/other" }),
    expected: ["waivers.yml:3:13 role/other is not an entity of account 111122223333; there are role/shop-role."],
  },
  {
    name: "a waiver of an entity by its ARN",
    input: waivers({ entity: "arn:aws:iam::1:role/x" }),
    expected: [
      'waivers.yml:3:13 waivers[0].entity must be a reference such as role/NAME, not "arn:aws:iam::1:role/x".',
    ],
  },
  {
    name: "a waiver of a rule in other words",
    input: waivers({ rule: "Trust changed" }),
    expected: ['waivers.yml:9:11 waivers[0].rule must be a rule such as trust-changed, not "Trust changed".'],
  },
  {
    name: "a waiver of what cannot be read",
    input: waivers({ rule: "unreadable" }),
    expected: [
      'waivers.yml:9:11 waivers[0].rule must be another rule: what could not be read can be accepted by nobody, not "unreadable".',
    ],
  },
  {
    name: "a short fingerprint",
    input: waivers({ fingerprint: '"0123"' }),
    expected: [
      'waivers.yml:4:18 waivers[0].fingerprint must be the 64 hexadecimal digits that the drift was told with, not "0123".',
    ],
  },
  {
    name: "a fingerprint in capitals",
    input: waivers({ fingerprint: `"${FINGERPRINT.toUpperCase()}"` }),
    expected: [
      'waivers.yml:4:18 waivers[0].fingerprint must be the 64 hexadecimal digits that the drift was told with, not "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF".',
    ],
  },
  {
    name: "a day that there is not",
    input: waivers({ until: "2026-02-30" }),
    expected: ['waivers.yml:8:12 waivers[0].until must be a date such as 2026-01-31, not "2026-02-30".'],
  },
  {
    name: "an end before the beginning",
    input: waivers({ until: "2025-12-31" }),
    expected: ["waivers.yml:8:12 until: 2025-12-31 is before from: 2026-01-01; correct one of the two."],
  },
  {
    name: "91 days",
    input: waivers({ until: "2026-04-02" }),
    expected: ["waivers.yml:8:12 until: 2026-04-02 is 91 days after from: 2026-01-01; a waiver may last 90 days."],
  },
  {
    name: "two waivers of one drift",
    input: waivers({}, { from: "2026-04-02", until: "2026-05-02", rule: "trust-changed" }),
    expected: ["waivers.yml:9:5 Two waivers are of the same drift; keep one."],
  },
  {
    name: "a waiver with a secret in its reason",
    input: waivers({ reason: "xoxp-1234-5678", owner: "xoxp-1234-5678" }),
    expected: [
      "waivers.yml:6:13 This looks like a Slack token or webhook, which may not stand in a file; revoke it, put the new one into SSM or Secrets Manager, and name that place here.",
      'waivers.yml:9:5 "owner" is not a key of waivers[0]; correct its spelling, or remove it if it does not belong there.',
      "waivers.yml:9:12 This looks like a Slack token or webhook, which may not stand in a file; revoke it, put the new one into SSM or Secrets Manager, and name that place here.",
    ],
  },
  {
    name: "a waiver of an account that an organization may not have",
    input: {
      ...waivers(
        { account: '"222233334444"' },
        { account: '"333344445555"' },
        { account: '"444455556666"', entity: "role/x" },
      ),
      "plumbline.yml": `${FIXTURE["plumbline.yml"]}organization:
  - unit: ou-ab12-cdefgh34
    except: ["222233334444"]
    baselines: [{baseline: shop, parameters: {bucket: bucket}}]
`,
    },
    expected: [
      "waivers.yml:2:14 plumbline.yml names no account 222233334444; correct or remove this.",
      "waivers.yml:17:13 role/x is not an entity of account 444455556666; there are role/shop-role.",
    ],
  },
  {
    name: "waivers beside a faulty baseline",
    input: {
      ...waivers({ account: '"222233334444"' }, { entity: "role/other" }),
      ...edited("plumbline.yml", ["baseline: shop", "baseline: shopp"]),
    },
    expected: [
      "plumbline.yml:5:19 There is no baseline shopp; there are plumbline, shop.",
      "waivers.yml:2:14 plumbline.yml names no account 222233334444; correct or remove this.",
    ],
  },
];
