import { type BrokenCase, edited, FIXTURE, type FixtureFiles } from "./fixture.ts";

const CONFIGURATION = "plumbline.yml";
const BASELINE = "policies/shop/baseline.yml";

/** A use of the baseline, shortest. */
const USE = "baselines: [{baseline: shop, parameters: {bucket: other-bucket}}]";

/** The fixture with more at its end. */
function extended(text: string): FixtureFiles {
  return { [CONFIGURATION]: `${FIXTURE[CONFIGURATION]}${text}` };
}

/** The fixture with more keys in its account. */
function withKeys(...keys: readonly string[]): FixtureFiles {
  return edited(CONFIGURATION, ["alias: one", ["alias: one", ...keys].join("\n    ")]);
}

/** The fixture with something to say of one entity. */
function ofEntity(said: string): FixtureFiles {
  return edited(CONFIGURATION, ["remediate: narrow", `entities: {role/shop-role: ${said}}`]);
}

/** What is wrong with accounts, how they are entered, and what they say of one entity. */
export const BROKEN_ACCOUNTS: readonly BrokenCase[] = [
  {
    name: "a role to assume that is no role",
    input: withKeys("readerRole: arn:aws:iam::111122223333:user/reader"),
    expected: [
      'plumbline.yml:4:17 accounts[0].readerRole must be the name or the ARN of a role, not "arn:aws:iam::111122223333:user/reader".',
    ],
  },
  {
    name: "roles of another account, and of another partition",
    input: withKeys(
      "readerRole: arn:aws:iam::222233334444:role/Reader",
      "remediatorRole: arn:aws-cn:iam::111122223333:role/Remediator",
    ),
    expected: [
      "plumbline.yml:4:17 arn:aws:iam::222233334444:role/Reader is not a role of account 111122223333 in the partition aws; write its name alone, or correct the ARN.",
      "plumbline.yml:5:21 arn:aws-cn:iam::111122223333:role/Remediator is not a role of account 111122223333 in the partition aws; write its name alone, or correct the ARN.",
    ],
  },
  {
    name: "an external id that no role asks for",
    input: withKeys("externalId: abc"),
    expected: ["plumbline.yml:4:17 externalId is used for nothing without readerRole or remediatorRole; remove it."],
  },
  {
    name: "an external id with a brace",
    input: withKeys("readerRole: Reader", 'externalId: "abc-{{account}}"'),
    expected: ["plumbline.yml:5:17 externalId may hold no brace here; write it out."],
  },
  {
    name: "an external id with a blank",
    input: withKeys("readerRole: Reader", "externalId: a b"),
    expected: [
      'plumbline.yml:5:17 accounts[0].externalId must be 2 to 1,224 letters, digits and any of _+=,.@:/-, not "a b".',
    ],
  },
  {
    name: "an external id of two accounts",
    input: extended(`    readerRole: Reader
    externalId: abc
  - {id: "222233334444", readerRole: Reader, externalId: abc, ${USE}}
`),
    expected: ["plumbline.yml:11:58 The external id abc stands twice in this file; give each account one of its own."],
  },
  {
    name: "a parameter of the account that none of its baselines has",
    input: withKeys("parameters: {buckets: shop-bucket, account: x}"),
    expected: [
      "plumbline.yml:4:18 buckets is not a parameter of any baseline that this account uses; correct its name or remove it.",
      "plumbline.yml:4:40 The parameter account is built in; remove it here.",
    ],
  },
  {
    name: "a parameter of the account of the wrong type",
    input: {
      ...edited(CONFIGURATION, [
        "\n        parameters:\n          bucket: shop-bucket",
        "\n    parameters: {bucket: Shop_Bucket}",
      ]),
    },
    expected: [
      "plumbline.yml:7:26 The parameter bucket must be a bucket's name of 3 to 63 lower-case letters, digits, dots and hyphens.",
    ],
  },
  {
    name: "an account without any route",
    input: withKeys("routes: []"),
    expected: ["plumbline.yml:4:13 accounts[0].routes must name at least one route."],
  },
  {
    name: "an unknown route",
    input: withKeys("routes: [on-call]"),
    expected: ["plumbline.yml:4:14 There is no route on-call; there are default."],
  },
  {
    name: "an unknown key of an entity",
    input: ofEntity("{remedy: off}"),
    expected: [
      'plumbline.yml:6:37 "remedy" is not a key of accounts[0].baselines[0].entities.role/shop-role; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "approval that is not required",
    input: ofEntity("{approval: none}"),
    expected: [
      'plumbline.yml:6:47 accounts[0].baselines[0].entities.role/shop-role.approval must be required, not "none".',
    ],
  },
  {
    name: "approval of repairs that the baseline does not permit",
    input: {
      ...ofEntity("{approval: required}"),
      ...edited(BASELINE, ["remediate: narrow", "remediate: off"]),
    },
    expected: ["plumbline.yml:6:47 The baseline shop permits no repair of role/shop-role; remove approval."],
  },
  {
    name: "a severity below the baseline's",
    input: ofEntity("{severity: medium}"),
    expected: [
      "plumbline.yml:6:47 severity: medium is milder than the high of the baseline shop for role/shop-role; an account can only raise it.",
    ],
  },
  {
    name: "a presence laxer than the baseline's",
    input: ofEntity("{presence: optional}"),
    expected: [
      "plumbline.yml:6:47 presence: optional is not what the baseline shop says of role/shop-role, which is required there; an account can only require what is optional.",
    ],
  },
  {
    name: "a presence beside retirement",
    input: {
      ...ofEntity("{presence: required}"),
      ...edited(BASELINE, ["presence: required", "presence: retired\n    retiredSince: 2025-05-16"]),
    },
    expected: [
      "plumbline.yml:6:47 presence: required is not what the baseline shop says of role/shop-role, which is retired there; an account can only require what is optional.",
    ],
  },
  {
    name: "an owner that there is not",
    input: ofEntity("{owner: nobody}"),
    expected: [
      'plumbline.yml:6:44 accounts[0].baselines[0].entities.role/shop-role.owner must be one of cloudformation, terraform, console, not "nobody".',
    ],
  },
  {
    name: "one baseline that retires what another describes",
    input: {
      ...edited(CONFIGURATION, [
        "      - baseline: shop\n",
        "      - baseline: mart\n        parameters: {bucket: b12}\n      - baseline: shop\n",
      ]),
      "policies/mart/baseline.yml": FIXTURE[BASELINE]
        ?.replace("baseline: shop", "baseline: mart")
        .replace("presence: required", "presence: retired\n    retiredSince: 2025-05-16"),
      "policies/mart/policy.json": FIXTURE["policies/shop/policy.json"],
      "policies/mart/trust.json": FIXTURE["policies/shop/trust.json"],
    },
    expected: [
      "plumbline.yml:7:19 role/shop-role is retired by the baseline mart and still described by the baseline shop; remove one.",
    ],
  },
  {
    name: "an amendment without a reason",
    input: edited(CONFIGURATION, [
      "remediate: narrow",
      "amendments: [{document: policy.json, remove: ['s3:GetObject']}]",
    ]),
    expected: ['plumbline.yml:6:22 The key "reason" is missing from accounts[0].baselines[0].amendments[0]; add it.'],
  },
  {
    name: "an amendment with an absolute path",
    input: edited(CONFIGURATION, [
      "remediate: narrow",
      "amendments: [{document: policy.json, reason: why, add: /etc/passwd.json}]",
    ]),
    expected: [
      'plumbline.yml:6:64 accounts[0].baselines[0].amendments[0].add must be the path of a .json file, relative to this file, not "/etc/passwd.json".',
    ],
  },
  {
    name: "an organization that is no list",
    input: extended("organization: all\n"),
    expected: ['plumbline.yml:9:15 organization must be a list, not "all".'],
  },
  {
    name: "accounts of an organization by neither unit nor tag, and by both",
    input: extended(`organization:
  - {${USE}}
  - {unit: ou-ab12-cdefgh34, tag: {key: team, value: media}, ${USE}}
`),
    expected: [
      "plumbline.yml:10:5 This says which accounts by unit or by tag; give one of the two, and only one.",
      "plumbline.yml:11:5 This says which accounts by unit or by tag; give one of the two, and only one.",
    ],
  },
  {
    name: "an organizational unit by its name",
    input: extended(`organization: [{unit: Media, ${USE}}]\n`),
    expected: [
      'plumbline.yml:9:23 organization[0].unit must be an organizational unit such as ou-ab12-cdefgh34, or the root such as r-ab12, not "Media".',
    ],
  },
  {
    name: "the same accounts of an organization twice",
    input: extended(`organization:
  - {unit: ou-ab12-cdefgh34, ${USE}}
  - {unit: ou-ab12-cdefgh34, ${USE}}
  - {tag: {key: team, value: media}, ${USE}}
  - {tag: {value: media, key: team}, ${USE}}
`),
    expected: [
      "plumbline.yml:11:12 The same unit stands twice in this file; join the two or remove one.",
      "plumbline.yml:13:11 The same tag stands twice in this file; join the two or remove one.",
    ],
  },
  {
    name: "one external id for many accounts",
    input: extended(`organization: [{unit: r-ab12, readerRole: Reader, externalId: abc, ${USE}}]\n`),
    expected: [
      "plumbline.yml:9:63 externalId is for many accounts here; write {{account}} in it, and no other brace, so that each has its own.",
    ],
  },
  {
    name: "an account that is listed and excepted, and one excepted twice",
    input: extended(
      `organization: [{unit: r-ab12, except: ["111122223333", "222233334444", "222233334444"], ${USE}}]\n`,
    ),
    expected: [
      "plumbline.yml:9:40 The account 111122223333 is listed under accounts, which leaves it out already; remove it here.",
      "plumbline.yml:9:72 The account 222233334444 is left out twice; remove one.",
    ],
  },
  {
    name: "a role of one account for many",
    input: extended(`organization: [{unit: r-ab12, readerRole: "arn:aws:iam::222233334444:role/Reader", ${USE}}]\n`),
    expected: [
      "plumbline.yml:9:43 arn:aws:iam::222233334444:role/Reader is not a role of account {{account}} in the partition aws; write its name alone, or correct the ARN.",
    ],
  },
  {
    name: "an inherited baseline with faults",
    input: extended(
      `organization: [{unit: r-ab12, parameters: {bucket: B, box: x}, baselines: [{baseline: shop}, {baseline: mart}]}]\n`,
    ),
    expected: [
      "plumbline.yml:9:52 The parameter bucket must be a bucket's name of 3 to 63 lower-case letters, digits, dots and hyphens.",
      "plumbline.yml:9:105 There is no baseline mart; there are plumbline, shop.",
    ],
  },
  {
    name: "a baseline that no account of an organization could have",
    input: {
      ...extended(`organization: [{unit: r-ab12, partition: aws-cn, ${USE}}]\n`),
      ...edited(BASELINE, ["arn:{{partition}}", "arn:aws"]),
    },
    expected: [
      "policies/shop/baseline.yml:40:11 For account {{account}}: The policy arn:aws:iam::aws:policy/ReadOnlyAccess is in another partition than the account; write {{partition}}.",
    ],
  },
];
