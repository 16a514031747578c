import { type BrokenCase, edited, FIXTURE } from "./fixture.ts";

const CONFIGURATION = "plumbline.yml";
const BASELINE = "policies/shop/baseline.yml";
const POLICY = "policies/shop/policy.json";
const TRUST = "policies/shop/trust.json";

/** What is wrong with the configuration file. */
export const BROKEN_CONFIGURATIONS: readonly BrokenCase[] = [
  {
    name: "an empty file",
    input: { [CONFIGURATION]: "" },
    expected: ["plumbline.yml:1:1 This file must be a mapping of keys to values, and is empty."],
  },
  {
    name: "not YAML",
    input: { [CONFIGURATION]: "accounts: [\n" },
    expected: [
      "plumbline.yml:2:1 This is not well-formed YAML: Flow sequence in block collection must be sufficiently indented and end with a ].",
    ],
  },
  {
    name: "two documents in one file",
    input: { [CONFIGURATION]: "accounts: []\n---\naccounts: []\n" },
    expected: ["plumbline.yml:2:1 A second YAML document begins here; keep one in a file."],
  },
  {
    name: "a repeated key",
    input: { [CONFIGURATION]: "accounts: []\naccounts: []\n" },
    expected: ["plumbline.yml:2:1 This key stands twice in its mapping; remove one of the two."],
  },
  {
    name: "an unknown tag",
    input: { [CONFIGURATION]: "accounts: !secret []\n" },
    expected: ["plumbline.yml:1:11 This is not well-formed YAML: Unresolved tag: !secret."],
  },
  {
    name: "an alias bomb",
    input: {
      [CONFIGURATION]: `a: &a [x, x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]\naccounts: [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]\n`,
    },
    expected: [
      "plumbline.yml:1:1 The aliases (*name) of this file expand to more than Plumbline takes; write the values out.",
    ],
  },
  {
    name: "nesting without end",
    input: { [CONFIGURATION]: `accounts: ${"[".repeat(20_000)}` },
    expected: ["plumbline.yml:1:1 This file is nested too deeply to be read; flatten it."],
  },
  {
    name: "an unknown key at the top",
    input: { [CONFIGURATION]: "accounts: []\nacounts: []\n" },
    expected: [
      'plumbline.yml:2:1 "acounts" is not a key of this file; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "accounts that are no list",
    input: { [CONFIGURATION]: "accounts: none\n" },
    expected: ['plumbline.yml:1:11 accounts must be a list, not "none".'],
  },
  {
    name: "an account id without quotes",
    input: edited(CONFIGURATION, ['"111122223333"', "111122223333"]),
    expected: ["plumbline.yml:2:9 accounts[0].id must be a string, not the number 111122223333; write it in quotes."],
  },
  {
    name: "an account id of eleven digits",
    input: edited(CONFIGURATION, ['"111122223333"', '"11112222333"']),
    expected: ['plumbline.yml:2:9 accounts[0].id must be an account id of twelve digits, not "11112222333".'],
  },
  {
    name: "an account without an id",
    input: edited(CONFIGURATION, ['id: "111122223333"\n    ', ""]),
    expected: ['plumbline.yml:2:5 The key "id" is missing from accounts[0]; add it.'],
  },
  {
    name: "an account without baselines",
    input: { [CONFIGURATION]: 'accounts:\n  - id: "111122223333"\n    baselines: []\n' },
    expected: ["plumbline.yml:3:16 accounts[0].baselines must name at least one baseline."],
  },
  {
    name: "baselines left empty",
    input: { [CONFIGURATION]: 'accounts:\n  - id: "111122223333"\n    baselines:\n' },
    expected: ["plumbline.yml:3:15 accounts[0].baselines must be a list, and is empty."],
  },
  {
    name: "an account id and an alias twice",
    input: { [CONFIGURATION]: `${FIXTURE[CONFIGURATION]}${FIXTURE[CONFIGURATION]?.replace("accounts:\n", "")}` },
    expected: [
      "plumbline.yml:9:9 The account 111122223333 stands twice in this file; remove or correct one.",
      "plumbline.yml:10:12 The alias one stands twice in this file; remove or correct one.",
    ],
  },
  {
    name: "an unknown baseline",
    input: edited(CONFIGURATION, ["baseline: shop", "baseline: shopp"]),
    expected: ["plumbline.yml:5:19 There is no baseline shopp; there are plumbline, shop."],
  },
  {
    name: "an unknown key in a baseline's use",
    input: edited(CONFIGURATION, ["remediate: narrow", "remedy: narrow"]),
    expected: [
      'plumbline.yml:6:9 "remedy" is not a key of accounts[0].baselines[0]; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "an unknown repair",
    input: edited(CONFIGURATION, ["remediate: narrow", "remediate: on"]),
    expected: ['plumbline.yml:6:20 accounts[0].baselines[0].remediate must be one of off, narrow, full, not "on".'],
  },
  {
    name: "a repair beyond what the baseline permits",
    input: edited(CONFIGURATION, ["remediate: narrow", "remediate: full"]),
    expected: ["plumbline.yml:6:20 remediate: full is more than the baseline shop permits; write narrow or less."],
  },
  {
    name: "a repair of one entity beyond what the baseline permits",
    input: edited(CONFIGURATION, ["remediate: narrow", "entities: {role/shop-role: {remediate: full}}"]),
    expected: [
      "plumbline.yml:6:48 remediate: full is more than the baseline shop permits for role/shop-role; write narrow or less.",
    ],
  },
  {
    name: "a repair of an entity that is not there",
    input: edited(CONFIGURATION, ["remediate: narrow", "entities: {role/other: {remediate: off}}"]),
    expected: ["plumbline.yml:6:20 role/other is not an entity of the baseline shop here; there are role/shop-role."],
  },
  {
    name: "an unknown parameter",
    input: edited(CONFIGURATION, ["bucket: shop-bucket", "bucket: shop-bucket\n          buckets: x"]),
    expected: ["plumbline.yml:9:11 buckets is not a parameter of the baseline shop; there are roleName, bucket."],
  },
  {
    name: "a built-in parameter",
    input: edited(CONFIGURATION, ["bucket: shop-bucket", "bucket: shop-bucket\n          account: x"]),
    expected: ["plumbline.yml:9:11 The parameter account is built in; remove it here."],
  },
  {
    name: "a missing parameter",
    input: edited(CONFIGURATION, ["\n        parameters:\n          bucket: shop-bucket", ""]),
    expected: [
      "plumbline.yml:5:19 The parameter bucket of the baseline shop has no default; give it under parameters. The bucket.",
    ],
  },
  {
    name: "a parameter that is no text",
    input: edited(CONFIGURATION, ["bucket: shop-bucket", "bucket: [a, b]"]),
    expected: ["plumbline.yml:8:19 The parameter bucket must be one value, not a list."],
  },
  {
    name: "a parameter of the wrong type",
    input: edited(CONFIGURATION, ["bucket: shop-bucket", "bucket: Shop_Bucket"]),
    expected: [
      "plumbline.yml:8:19 The parameter bucket must be a bucket's name of 3 to 63 lower-case letters, digits, dots and hyphens.",
    ],
  },
  {
    name: "a parameter against its pattern",
    input: edited(CONFIGURATION, ["bucket: shop-bucket", "bucket: shop-bucket\n          roleName: a.b"]),
    expected: ["plumbline.yml:9:21 The parameter roleName must match the pattern [\\w-]{1,32}."],
  },
  {
    name: "a parameter with a wildcard",
    input: edited(CONFIGURATION, ["bucket: shop-bucket", 'bucket: "shop-*"']),
    expected: ['plumbline.yml:8:19 The parameter bucket may not contain "*".'],
  },
  {
    name: "an own document for one that the baseline has not",
    input: edited(CONFIGURATION, ["remediate: narrow", "documents: {other.json: mine.json}"]),
    expected: [
      "plumbline.yml:6:21 other.json is not a document of the baseline shop; there are trust.json, policy.json.",
    ],
  },
  {
    name: "an own document that is missing",
    input: edited(CONFIGURATION, ["remediate: narrow", "documents: {policy.json: mine.json}"]),
    expected: ["plumbline.yml:6:34 There is no file mine.json; put the document there or correct its path."],
  },
  {
    name: "an own document with an absolute path",
    input: edited(CONFIGURATION, ["remediate: narrow", "documents: {policy.json: /etc/mine.json}"]),
    expected: [
      'plumbline.yml:6:34 accounts[0].baselines[0].documents.policy.json must be the path of a .json file, relative to this file, not "/etc/mine.json".',
    ],
  },
  {
    name: "an own document with a placeholder",
    input: {
      ...edited(CONFIGURATION, ["remediate: narrow", "documents: {policy.json: mine.json}"]),
      "mine.json": FIXTURE[POLICY],
    },
    expected: ["mine.json:2:59 An account's own document is used as it is; write the value in place of {{…}}."],
  },
  {
    name: "an own document that is no policy",
    input: {
      ...edited(CONFIGURATION, ["remediate: narrow", "documents: {policy.json: mine.json}"]),
      "mine.json": "{}",
    },
    expected: ["mine.json:1:1 The policy has no Statement."],
  },
  {
    name: "a parameter that makes a name IAM does not take",
    input: {
      ...edited(CONFIGURATION, ["bucket: shop-bucket", "bucket: shop-bucket\n          roleName: my role"]),
      ...edited(BASELINE, ["    pattern: '[\\w-]{1,32}'\n", ""]),
    },
    expected: [
      'policies/shop/baseline.yml:25:11 For account 111122223333: "my role" is not a name that IAM takes; write letters, digits and any of _+=,.@-, without spaces.',
    ],
  },
  {
    name: "an attachment from another partition",
    input: {
      ...edited(CONFIGURATION, ["alias: one", "partition: aws-cn"]),
      ...edited(BASELINE, ["arn:{{partition}}", "arn:aws"]),
    },
    expected: [
      "policies/shop/baseline.yml:40:11 For account 111122223333: The policy arn:aws:iam::aws:policy/ReadOnlyAccess is in another partition than the account; write {{partition}}.",
    ],
  },
  {
    name: "a value that makes a document no policy",
    input: {
      ...edited(CONFIGURATION, ["bucket: shop-bucket", "bucket: shop-bucket\n          roleName: Deny-it"]),
      ...edited(POLICY, ['"Allow"', '"{{roleName}}"']),
      ...edited(BASELINE, ["default: shop-role", "default: Allow"]),
    },
    expected: [
      'policies/shop/policy.json:2:11 For account 111122223333: Effect must be "Allow" or "Deny", in that spelling.',
    ],
  },
  {
    name: "two repeated keys",
    input: { [CONFIGURATION]: "accounts: []\naccounts: []\naccounts: []\n" },
    expected: [
      "plumbline.yml:2:1 This key stands twice in its mapping; remove one of the two.",
      "plumbline.yml:3:1 This key stands twice in its mapping; remove one of the two.",
    ],
  },
  {
    name: "one entity in two baselines",
    input: {
      ...edited(CONFIGURATION, [
        "      - baseline: shop\n",
        "      - baseline: mart\n        parameters: {bucket: b12}\n      - baseline: shop\n",
      ]),
      "policies/mart/baseline.yml": FIXTURE[BASELINE]
        ?.replace("baseline: shop", "baseline: mart")
        .replace("default: shop-role", "default: Shop-Role"),
      "policies/mart/policy.json": FIXTURE[POLICY],
      "policies/mart/trust.json": FIXTURE[TRUST],
    },
    expected: [
      "plumbline.yml:7:19 role/shop-role is described by the baselines mart and shop in this account; change a name or remove one.",
    ],
  },
  {
    name: "faults in several places at once",
    input: {
      ...edited(CONFIGURATION, ["alias: one", "alais: one"], ["remediate: narrow", "remediate: maybe"]),
      ...edited(BASELINE, ["severity: high", "severity: grave"]),
      ...edited(POLICY, ['"Allow"', '"allow"']),
    },
    expected: [
      'plumbline.yml:3:5 "alais" is not a key of accounts[0]; correct its spelling, or remove it if it does not belong there.',
      'plumbline.yml:6:20 accounts[0].baselines[0].remediate must be one of off, narrow, full, not "maybe".',
      'policies/shop/baseline.yml:29:15 entities[0].severity must be one of low, medium, high, critical, not "grave".',
      'policies/shop/policy.json:2:11 Effect must be "Allow" or "Deny", in that spelling.',
    ],
  },
  {
    name: "faults that stand behind others in the same account and the same baseline",
    input: edited(
      CONFIGURATION,
      ["alias: one", "alias: o n e"],
      ["remediate: narrow", "remediate: maybe\n        entities: {role/other: {severity: high}}"],
    ),
    expected: [
      'plumbline.yml:3:12 accounts[0].alias must be 1 to 63 letters, digits, dots, hyphens and underscores, not "o n e".',
      'plumbline.yml:6:20 accounts[0].baselines[0].remediate must be one of off, narrow, full, not "maybe".',
      "plumbline.yml:7:20 role/other is not an entity of the baseline shop here; there are role/shop-role.",
    ],
  },
];
