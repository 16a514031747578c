import { type BrokenCase, edited, FIXTURE, type FixtureFiles } from "./fixture.ts";

const BASELINE = "policies/shop/baseline.yml";
const CONFIGURATION = "plumbline.yml";
const COMMON = "presence: required, compare: exact, severity: low, remediate: off";

const entity = (keys: string): FixtureFiles => ({ [BASELINE]: `${FIXTURE[BASELINE]}  - {${keys}, ${COMMON}}\n` });
const user = (keys: string): FixtureFiles => entity(`kind: user, name: clerk, ${keys}`);
const withClerks = (keys: string, items = "{ type: list, items: string, description: The clerks. }"): FixtureFiles => ({
  ...edited(BASELINE, ["  bucket:\n", `  clerks: ${items}\n  bucket:\n`]),
  [BASELINE]: `${edited(BASELINE, ["  bucket:\n", `  clerks: ${items}\n  bucket:\n`])[BASELINE]}  - {${keys}, ${COMMON}}\n`,
});
const clerks = (names: string): FixtureFiles =>
  edited(CONFIGURATION, ["bucket: shop-bucket", `bucket: shop-bucket\n          clerks: ${names}`]);
const keys = (text: string): string =>
  `accessKeys: { ${text}, breachSource: vendor, maximumActive: 1, overlapDays: 7 }`;
const separated = (sets: string): FixtureFiles =>
  edited(BASELINE, ["entities:\n", `separatePolicies: ${sets}\nentities:\n`]);

const longInline = JSON.stringify({
  Version: "2012-10-17",
  Statement: Array.from({ length: 60 }, (_, index) => ({
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: `arn:{{partition}}:s3:::{{bucket}}/${index}/\${aws:username}`,
  })),
});

/** What is wrong with an entity's keys, with what they say of each other, and with what IAM would not take. */
export const BROKEN_ENTITIES: readonly BrokenCase[] = [
  {
    name: "retired, and nobody knows since when",
    input: edited(BASELINE, ["presence: required", "presence: retired"]),
    expected: [
      "policies/shop/baseline.yml:27:15 presence: retired needs the day since when; add retiredSince: YYYY-MM-DD.",
    ],
  },
  {
    name: "retired since a day, and still required",
    input: edited(BASELINE, ["presence: required", "presence: required\n    retiredSince: 2025-01-31"]),
    expected: [
      "policies/shop/baseline.yml:28:5 retiredSince belongs to presence: retired, not to presence: required; remove one of the two.",
    ],
  },
  {
    name: "present in a way that there is not",
    input: edited(BASELINE, ["presence: required", "presence: sometimes"]),
    expected: [
      'policies/shop/baseline.yml:27:15 entities[0].presence must be required, optional or retired, or {{name}} of a parameter that says required or optional, not "sometimes".',
    ],
  },
  {
    name: "present as a parameter has it that is neither required nor optional by default",
    input: edited(BASELINE, ["presence: required", 'presence: "{{roleName}}"']),
    expected: [
      'policies/shop/baseline.yml:27:15 presence is "shop-role" here; its parameter must be required or optional, also by default.',
    ],
  },
  {
    name: "retired as an account has it",
    input: {
      ...edited(
        BASELINE,
        ["presence: required", 'presence: "{{there}}"'],
        ["  bucket:\n", "  there: { type: string, default: optional, description: Whether it is there. }\n  bucket:\n"],
      ),
      ...edited(CONFIGURATION, ["bucket: shop-bucket", "bucket: shop-bucket\n          there: retired"]),
    },
    expected: [
      'policies/shop/baseline.yml:28:15 For account 111122223333: presence is "retired" here; its parameter must be required or optional, also by default.',
    ],
  },
  {
    name: "retired since no day",
    input: edited(BASELINE, ["presence: required", "presence: retired\n    retiredSince: last year"]),
    expected: [
      'policies/shop/baseline.yml:28:19 entities[0].retiredSince must be a date such as 2025-05-16, not "last year".',
    ],
  },
  {
    name: "an approval by halves",
    input: edited(BASELINE, ["remediate: narrow", "remediate: narrow\n    approval: maybe"]),
    expected: ['policies/shop/baseline.yml:31:15 entities[0].approval must be required, not "maybe".'],
  },
  {
    name: "an owner that nobody knows",
    input: edited(BASELINE, ["remediate: narrow", "remediate: narrow\n    owner: pulumi"]),
    expected: [
      'policies/shop/baseline.yml:31:12 entities[0].owner must be one of cloudformation, terraform, console, not "pulumi".',
    ],
  },
  {
    name: "a session shorter and a session longer than IAM has",
    input: {
      [BASELINE]: `${edited(BASELINE, ["compare: exact", "compare: exact\n    maximumSessionSeconds: 60"])[BASELINE]}  - {kind: role, name: other, maximumSessionSeconds: 90000, ${COMMON}}\n`,
    },
    expected: [
      "policies/shop/baseline.yml:29:28 entities[0].maximumSessionSeconds must be from 3600 to 43200, not the number 60.",
      "policies/shop/baseline.yml:42:54 entities[1].maximumSessionSeconds must be from 3600 to 43200, not the number 90000.",
    ],
  },
  {
    name: "a boundary that is no ARN",
    input: user("permissionsBoundary: nobody"),
    expected: [
      'policies/shop/baseline.yml:41:52 "nobody" is not the ARN of a managed policy; write arn:{{partition}}:iam::{{account}}:policy/NAME.',
    ],
  },
  {
    name: "a boundary of another account",
    input: user('permissionsBoundary: "arn:{{partition}}:iam::999999999999:policy/x"'),
    expected: [
      "policies/shop/baseline.yml:41:52 The policy arn:aws:iam::999999999999:policy/x belongs to another account, which IAM cannot attach; write {{account}} for its owner.",
    ],
  },
  {
    name: "a boundary for a group",
    input: entity("kind: group, name: clerks, permissionsBoundary: none"),
    expected: [
      'policies/shop/baseline.yml:41:33 "permissionsBoundary" is not a key of entities[1]; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "tags that IAM does not take",
    input: user(`tags: { aws:stack: x, "so<": x, Team: x, team: x, Note: "a;b", ${"k".repeat(129)}: x }`),
    expected: [
      "policies/shop/baseline.yml:41:50 Only AWS sets tags that begin with aws:; remove aws:stack.",
      'policies/shop/baseline.yml:41:60 "so<" is not a tag\'s key; IAM takes 1 to 128 letters, digits and any of _.:/=+-@.',
      "policies/shop/baseline.yml:41:78 IAM takes Team and team for one tag's key; remove one.",
      'policies/shop/baseline.yml:41:87 "a;b" is not a tag\'s value; IAM takes 256 letters, digits and any of _.:/=+-@.',
      'policies/shop/baseline.yml:41:225 "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk" is not a tag\'s key; IAM takes 1 to 128 letters, digits and any of _.:/=+-@.',
    ],
  },
  {
    name: "more tags than IAM takes",
    input: user(`tags: { ${Array.from({ length: 51 }, (_, index) => `t${index}: x`).join(", ")} }`),
    expected: ["policies/shop/baseline.yml:41:37 IAM takes at most 50 tags, not 51."],
  },
  {
    name: "tags on a service-linked role",
    input: entity("kind: service-linked-role, name: AWSServiceRoleForX, service: x.amazonaws.com, tags: { a: b }"),
    expected: [
      'policies/shop/baseline.yml:41:85 "tags" is not a key of entities[1]; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "a service-linked role of another name",
    input: entity("kind: service-linked-role, name: RoleForX, service: x.amazonaws.com"),
    expected: ['policies/shop/baseline.yml:41:39 entities[1].name must begin with AWSServiceRoleFor, not "RoleForX".'],
  },
  {
    name: "groups with a wrong name, twice, and too many",
    input: user(`groups: { match: exact, names: [the clerks, a, a, b, c, d, e, f, g, h, i, j] }`),
    expected: [
      "policies/shop/baseline.yml:41:62 IAM puts a user into at most 10 groups, not 12.",
      'policies/shop/baseline.yml:41:63 "the clerks" is not a name that IAM takes; write letters, digits and any of _+=,.@-, without spaces.',
      "policies/shop/baseline.yml:41:78 The group a stands twice; remove one.",
    ],
  },
  {
    name: "a group with a name that is too long and more policies than IAM attaches",
    input: entity(
      `kind: group, name: ${"g".repeat(129)}, attachments: { match: exact, policies: [${Array.from({ length: 11 }, (_, index) => `"arn:{{partition}}:iam::aws:policy/P${index}"`).join(", ")}] }`,
    ),
    expected: [
      'policies/shop/baseline.yml:41:25 The name "ggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggggg" is longer than the 128 characters that IAM takes.',
      "policies/shop/baseline.yml:41:195 IAM attaches at most 10 policies, not 11.",
    ],
  },
  {
    name: "a group with more inline policies than IAM takes",
    input: {
      ...entity(
        "kind: group, name: clerks, inlinePolicies: { match: exact, policies: [{ name: x, document: policy.json }] }",
      ),
      "policies/shop/policy.json": longInline,
    },
    expected: [
      "policies/shop/policy.json:1:1 For group/clerks in account 111122223333 this is 6,028 characters without white space, more than the 5,120 that IAM takes in a group's inline policies together; shorten it.",
    ],
  },
  {
    name: "a warning that comes too late",
    input: user(keys("warnAtDays: 90, breachAtDays: 90")),
    expected: [
      "policies/shop/baseline.yml:41:57 warnAtDays: 90 must be less than breachAtDays: 90, or nobody is warned in time.",
    ],
  },
  {
    name: "days that are none",
    input: user(keys("warnAtDays: 0, unusedDays: 0, breachAtDays: 90")),
    expected: [
      "policies/shop/baseline.yml:41:57 entities[1].accessKeys.warnAtDays must be at least 1, not the number 0.",
      "policies/shop/baseline.yml:41:72 entities[1].accessKeys.unusedDays must be at least 1, not the number 0.",
    ],
  },
  {
    name: "a path that is longer than IAM takes",
    input: user(`path: /${"p".repeat(511)}/`),
    expected: [
      `policies/shop/baseline.yml:41:37 The path "/${"p".repeat(511)}/" is longer than the 512 characters that IAM takes.`,
    ],
  },
  {
    name: "forEach of nothing",
    input: entity('kind: user, forEach: clerks, name: "{{roleName}}"'),
    expected: ["policies/shop/baseline.yml:41:27 clerks is not a parameter; declare it, or correct its name."],
  },
  {
    name: "forEach of what is no list",
    input: entity('kind: user, forEach: roleName, name: "{{roleName}}"'),
    expected: ["policies/shop/baseline.yml:41:27 The parameter roleName is not a list; name one that is."],
  },
  {
    name: "forEach whose name is always the same",
    input: { ...withClerks('kind: user, forEach: clerks, name: clerk, path: "/{{clerks}}/"'), ...clerks("[a, b]") },
    expected: [
      "policies/shop/baseline.yml:42:41 The name must hold {{clerks}}, or all entities of forEach: clerks would have one name.",
    ],
  },
  {
    name: "forEach of the root user",
    input: { [BASELINE]: `${FIXTURE[BASELINE]}  - {kind: root, forEach: x, severity: low, accessKeys: forbidden}\n` },
    expected: [
      'policies/shop/baseline.yml:41:18 "forEach" is not a key of entities[1]; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "forEach with names that IAM does not take",
    input: { ...withClerks('kind: user, forEach: clerks, name: "{{clerks}}"'), ...clerks("[the clerk, b]") },
    expected: [
      'policies/shop/baseline.yml:42:41 For account 111122223333: "the clerk" is not a name that IAM takes; write letters, digits and any of _+=,.@-, without spaces.',
    ],
  },
  {
    name: "one entity in two lists",
    input: {
      [BASELINE]: `${withClerks('kind: user, forEach: clerks, name: "{{clerks}}"')[BASELINE]}  - {kind: user, name: clerk, ${COMMON}}\n`,
      ...clerks("[clerk]"),
    },
    expected: [
      "plumbline.yml:5:19 user/clerk is described twice by the baseline shop in this account; change a name or remove one.",
    ],
  },
  {
    name: "a list of policies, and one of them attached twice",
    input: {
      ...withClerks(
        'kind: user, name: clerk, attachments: { match: exact, policies: ["{{clerks}}", "arn:{{partition}}:iam::aws:policy/A"] }',
        "{ type: list, items: arn, description: Policies. }",
      ),
      ...clerks('["arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B"]'),
    },
    expected: [
      "policies/shop/baseline.yml:42:85 For account 111122223333: The attachment arn:aws:iam::aws:policy/A stands twice; remove one.",
    ],
  },
  {
    name: "one policy to be kept apart",
    input: separated("[[arn:aws:iam::aws:policy/A]]"),
    expected: ["policies/shop/baseline.yml:24:20 separatePolicies[0] must name at least two policies."],
  },
  {
    name: "policies to be kept apart that are none",
    input: separated('[[nobody, "arn:{{partition}}:iam::aws:role/A"]]'),
    expected: [
      "policies/shop/baseline.yml:24:21 nobody is neither the ARN of a managed policy nor the name of one of this baseline's policies.",
      'policies/shop/baseline.yml:24:29 "arn:aws:iam::aws:role/A" is not the ARN of a managed policy; write arn:{{partition}}:iam::{{account}}:policy/NAME.',
    ],
  },
  {
    name: "a policy to be kept apart from itself",
    input: separated("[[arn:aws:iam::aws:policy/A, arn:aws:iam::aws:policy/A]]"),
    expected: ["policies/shop/baseline.yml:24:48 The policy arn:aws:iam::aws:policy/A stands twice; remove one."],
  },
  {
    name: "a role with both of two policies that are kept apart",
    input: {
      [BASELINE]: `${separated("[[arn:aws:iam::aws:policy/A, arn:aws:iam::aws:policy/B]]")[BASELINE]}  - {kind: role, name: both, attachments: { match: exact, policies: [arn:aws:iam::aws:policy/A, arn:aws:iam::aws:policy/B] }, ${COMMON}}\n`,
    },
    expected: [
      "policies/shop/baseline.yml:42:69 This role attaches arn:aws:iam::aws:policy/A and arn:aws:iam::aws:policy/B, which separatePolicies puts on separate roles.",
    ],
  },
  {
    name: "policies to be kept apart where there is no role",
    input: {
      [BASELINE]: `baseline: shop\ntitle: Shop\npage: { title: Set up the shop }\nseparatePolicies: [[arn:aws:iam::aws:policy/A, arn:aws:iam::aws:policy/B]]\nentities:\n  - {kind: user, name: clerk, ${COMMON}}\n`,
      "policies/shop/policy.json": undefined,
      "policies/shop/trust.json": undefined,
      "plumbline.yml": "accounts: []\n",
    },
    expected: ["policies/shop/baseline.yml:4:1 separatePolicies is about roles, and no role is described here."],
  },
];
