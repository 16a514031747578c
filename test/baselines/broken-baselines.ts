import { BROKEN_AMENDMENTS } from "./broken-amendments.ts";
import { BROKEN_DOCUMENTS } from "./broken-documents.ts";
import { BROKEN_ENTITIES } from "./broken-entities.ts";
import { BROKEN_PARAMETERS } from "./broken-parameters.ts";
import { type BrokenCase, edited, FIXTURE, type FixtureFiles } from "./fixture.ts";

const BASELINE = "policies/shop/baseline.yml";
const POLICY = "policies/shop/policy.json";
const TRUST = "policies/shop/trust.json";

const longPolicy = JSON.stringify({
  Version: "2012-10-17",
  Statement: Array.from({ length: 120 }, (_, index) => ({
    Effect: "Allow",
    Action: "s3:GetObject",
    Resource: `arn:{{partition}}:s3:::{{bucket}}/${index}/\${aws:username}`,
  })),
});

const user = `
  - kind: user
    name: clerk
    presence: required
    compare: exact
    severity: low
    remediate: off
`;

const managedPolicy = `
  - kind: policy
    name: stock
    presence: required
    compare: exact
    severity: low
    remediate: off
    document: policy.json
`;

const root = `
  - kind: root
    severity: critical
    accessKeys: forbidden
`;

const appended = (path: string, text: string): FixtureFiles => ({
  [path]: `${FIXTURE[path]}${text.replace(/^\n/, "")}`,
});

/** What is wrong with a baseline or its documents. */
export const BROKEN_BASELINES: readonly BrokenCase[] = [
  ...BROKEN_PARAMETERS,
  ...BROKEN_DOCUMENTS,
  ...BROKEN_ENTITIES,
  ...BROKEN_AMENDMENTS,
  {
    name: "a folder without a baseline.yml",
    input: { [BASELINE]: undefined },
    expected: [
      "policies/shop/baseline.yml:1:1 This file is missing; every folder under policies/ is a baseline and needs one.",
    ],
  },
  {
    name: "a baseline.yml that is a list",
    input: { [BASELINE]: "- baseline: shop\n" },
    expected: ["policies/shop/baseline.yml:1:1 This file must be a mapping of keys to values, not a list."],
  },
  {
    name: "another name than its folder's",
    input: edited(BASELINE, ["baseline: shop", "baseline: store"]),
    expected: ["policies/shop/baseline.yml:1:11 baseline must be shop, the name of its folder."],
  },
  {
    name: "an unknown key at the top of a baseline",
    input: edited(BASELINE, ["title: Shop", "title: Shop\ncolour: red"]),
    expected: [
      'policies/shop/baseline.yml:3:1 "colour" is not a key of this file; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "a missing title",
    input: edited(BASELINE, ["title: Shop\n", ""]),
    expected: ['policies/shop/baseline.yml:1:1 The key "title" is missing from this file; add it.'],
  },
  {
    name: "a page without https",
    input: edited(BASELINE, ["https://example.com/shop", "http://example.com/shop"]),
    expected: ['policies/shop/baseline.yml:5:8 page.url must be an https address, not "http://example.com/shop".'],
  },
  {
    name: "no entity",
    input: { [BASELINE]: `${FIXTURE[BASELINE]?.split("entities:")[0]}entities: []\n` },
    expected: ["policies/shop/baseline.yml:24:11 entities must name at least one entity."],
  },
  {
    name: "an unknown kind",
    input: edited(BASELINE, ["kind: role", "kind: rol"]),
    expected: [
      'policies/shop/baseline.yml:25:11 entities[0].kind must be one of role, service-linked-role, user, group, policy, root, not "rol".',
    ],
  },
  {
    name: "an entity without a severity",
    input: edited(BASELINE, ["    severity: high\n", ""]),
    expected: ['policies/shop/baseline.yml:25:5 The key "severity" is missing from entities[0]; add it.'],
  },
  {
    name: "a key of another kind",
    input: edited(BASELINE, ["trust: trust.json", "trust: trust.json\n    console: forbidden"]),
    expected: [
      'policies/shop/baseline.yml:32:5 "console" is not a key of entities[0]; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "a comparison that does not exist",
    input: edited(BASELINE, ["compare: exact", "compare: roughly"]),
    expected: [
      'policies/shop/baseline.yml:28:14 entities[0].compare must be one of exact, at-least, at-most, not "roughly".',
    ],
  },
  {
    name: "an unknown parameter type",
    input: edited(BASELINE, ["type: bucket", "type: buckets"]),
    expected: [
      'policies/shop/baseline.yml:13:11 parameters.bucket.type must be one of string, account-id, arn, bucket, region, list, not "buckets".',
    ],
  },
  {
    name: "a parameter with a built-in name",
    input: edited(BASELINE, ["  bucket:\n", "  account:\n    type: string\n    description: x\n  bucket:\n"]),
    expected: ["policies/shop/baseline.yml:12:3 The parameter account is built in; remove it from parameters."],
  },
  {
    name: "a parameter's name with a hyphen",
    input: edited(BASELINE, ["  bucket:\n", "  the-bucket:\n    type: string\n    description: x\n  bucket:\n"]),
    expected: [
      'policies/shop/baseline.yml:12:3 "the-bucket" is not a parameter\'s name; write a small letter, then letters and digits.',
      "policies/shop/baseline.yml:12:3 The parameter the-bucket is used nowhere; use it or remove it.",
    ],
  },
  {
    name: "a parameter that nobody uses",
    input: edited(BASELINE, ["  bucket:\n", "  spare:\n    type: string\n    description: x\n  bucket:\n"]),
    expected: ["policies/shop/baseline.yml:12:3 The parameter spare is used nowhere; use it or remove it."],
  },
  {
    name: "a default against its own pattern",
    input: edited(BASELINE, ["default: shop-role", "default: shop role"]),
    expected: ["policies/shop/baseline.yml:9:14 parameters.roleName.default must match the pattern [\\w-]{1,32}."],
  },
  {
    name: "a pattern that is no regular expression",
    input: edited(BASELINE, ["'[\\w-]{1,32}'", "'['"]),
    expected: [
      "policies/shop/baseline.yml:10:14 parameters.roleName.pattern is not a regular expression: Invalid regular expression: /^(?:[)$/u: Unterminated character class.",
    ],
  },
  {
    name: "a placeholder in a name that is not declared",
    input: edited(BASELINE, ['"{{roleName}}"', '"{{roleName}}-{{stage}}"']),
    expected: ["policies/shop/baseline.yml:26:11 {{stage}} is not a parameter; declare it, or correct its name."],
  },
  {
    name: "a placeholder in a document that is not declared",
    input: edited(POLICY, ["{{bucket}}", "{{bucket}}/{{folder}}"]),
    expected: ["policies/shop/policy.json:2:89 {{folder}} is not a parameter; declare it, or correct its name."],
  },
  {
    name: "braces that are no placeholder",
    input: edited(POLICY, ["{{bucket}}", "{{bucket}}{{"]),
    expected: ["policies/shop/policy.json:2:88 This {{ begins no placeholder; write {{name}}, or take it out."],
  },
  {
    name: "a document that is declared and not there",
    input: { [POLICY]: undefined },
    expected: [
      "policies/shop/baseline.yml:21:11 The document policy.json is missing: there is no file policies/shop/policy.json.",
    ],
  },
  {
    name: "a document that is there and not declared",
    input: { "policies/shop/old.json": "{}" },
    expected: [
      "policies/shop/old.json:1:1 This document is not declared in policies/shop/baseline.yml; add it to documents or remove the file.",
    ],
  },
  {
    name: "a document that no entity uses",
    input: edited(BASELINE, ["    trust: trust.json\n", ""]),
    expected: ["policies/shop/baseline.yml:16:5 The document trust.json is used by no entity; use it or remove it."],
  },
  {
    name: "a document that an entity uses and nobody declares",
    input: edited(BASELINE, ["trust: trust.json", "trust: thrust.json"]),
    expected: [
      "policies/shop/baseline.yml:16:5 The document trust.json is used by no entity; use it or remove it.",
      "policies/shop/baseline.yml:31:12 The document thrust.json is not declared; add it to documents.",
    ],
  },
  {
    name: "a document declared twice",
    input: edited(BASELINE, [
      "entities:\n",
      "  - file: policy.json\n    provenance: verbatim\n    page: { title: Again }\nentities:\n",
    ]),
    expected: ["policies/shop/baseline.yml:24:11 The document policy.json is declared twice; remove one."],
  },
  {
    name: "a document outside its folder",
    input: edited(BASELINE, ["file: policy.json", "file: ../policy.json"]),
    expected: [
      'policies/shop/baseline.yml:21:11 documents[1].file must be the name of a .json file beside this one, not "../policy.json".',
    ],
  },
  {
    name: "an unknown provenance",
    input: edited(BASELINE, ["provenance: reconstructed", "provenance: guessed"]),
    expected: [
      'policies/shop/baseline.yml:22:17 documents[1].provenance must be one of verbatim, reconstructed, not "guessed".',
    ],
  },
  {
    name: "a version that YAML takes for a number",
    input: edited(BASELINE, ['version: "2"', "version: 2.0"]),
    expected: [
      "policies/shop/baseline.yml:19:14 documents[0].version must be a string, not the number 2; write it in quotes.",
    ],
  },
  {
    name: "a date that is none",
    input: edited(BASELINE, ["2025-01-31", "2025-02-31"]),
    expected: [
      'policies/shop/baseline.yml:20:11 documents[0].date must be a date such as 2025-05-16, not "2025-02-31".',
    ],
  },
  {
    name: "a document that is not JSON",
    input: edited(POLICY, ['"Action":', '"Action"']),
    expected: ['policies/shop/policy.json:2:27 Expected ":" after the member name, found "\\"".'],
  },
  {
    name: "a document with a repeated key",
    input: edited(POLICY, ['"Effect":"Allow",', '"Effect":"Deny","Effect":"Allow",']),
    expected: ['policies/shop/policy.json:2:18 "Effect" stands here a second time; keep one of the two.'],
  },
  {
    name: "a malformed document, behind a placeholder of its line",
    input: edited(POLICY, ['/*"}', '/*","Resources":"*"}']),
    expected: [
      'policies/shop/policy.json:2:108 "Resources" is not an element of a policy here; there are Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition.',
    ],
  },
  {
    name: "a trust policy where permissions belong",
    input: edited(
      BASELINE,
      ["document: policy.json", "document: trust.json"],
      ["trust: trust.json", "trust: policy.json"],
    ),
    expected: [
      "policies/shop/policy.json:2:1 Statement[0] has no Principal.",
      "policies/shop/policy.json:2:43 A trust policy has no Resource; remove it.",
      "policies/shop/trust.json:2:1 Statement[0] has neither Resource nor NotResource.",
      "policies/shop/trust.json:2:19 An identity policy has no Principal; remove it.",
    ],
  },
  {
    name: "two entities with one name",
    input: appended(BASELINE, `${user}${user.replace(/^\n/, "").replace("clerk", "Clerk")}`),
    expected: [
      "policies/shop/baseline.yml:48:11 The entity user/Clerk is described twice; join the two or rename one.",
    ],
  },
  {
    name: "the root user twice",
    input: appended(BASELINE, `${root}${root.replace(/^\n/, "")}`),
    expected: ["policies/shop/baseline.yml:44:5 The entity root is described twice; join the two or rename one."],
  },
  {
    name: "a name that IAM does not take",
    input: appended(BASELINE, user.replace("clerk", "the clerk")),
    expected: [
      'policies/shop/baseline.yml:42:11 "the clerk" is not a name that IAM takes; write letters, digits and any of _+=,.@-, without spaces.',
    ],
  },
  {
    name: "a name that is too long",
    input: appended(BASELINE, user.replace("clerk", "c".repeat(65))),
    expected: [
      'policies/shop/baseline.yml:42:11 The name "ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc" is longer than the 64 characters that IAM takes.',
    ],
  },
  {
    name: "a path without its last slash",
    input: appended(BASELINE, `${user}    path: /staff\n`),
    expected: ['policies/shop/baseline.yml:47:11 entities[1].path must begin and end with /, not "/staff".'],
  },
  {
    name: "an attachment that is no ARN",
    input: edited(BASELINE, ['"arn:{{partition}}:iam::aws:policy/ReadOnlyAccess"', "ReadOnlyAccess"]),
    expected: [
      'policies/shop/baseline.yml:40:11 "ReadOnlyAccess" is not the ARN of a managed policy; write arn:{{partition}}:iam::{{account}}:policy/NAME.',
    ],
  },
  {
    name: "an attachment of another account's policy",
    input: edited(BASELINE, ["iam::aws:policy", "iam::999999999999:policy"]),
    expected: [
      "policies/shop/baseline.yml:40:11 The policy arn:aws:iam::999999999999:policy/ReadOnlyAccess belongs to another account, which IAM cannot attach; write {{account}} for its owner.",
    ],
  },
  {
    name: "an attachment twice",
    input: edited(BASELINE, ['        - "arn:', '        - arn:aws:iam::aws:policy/ReadOnlyAccess\n        - "arn:']),
    expected: [
      "policies/shop/baseline.yml:41:11 The attachment arn:aws:iam::aws:policy/ReadOnlyAccess stands twice; remove one.",
    ],
  },
  {
    name: "an inline policy twice",
    input: edited(BASELINE, [
      "document: policy.json\n",
      "document: policy.json\n        - { name: shop, document: policy.json }\n",
    ]),
    expected: ["policies/shop/baseline.yml:37:19 The inline policy shop stands twice; remove one."],
  },
  {
    name: "access-key rules out of bounds",
    input: appended(
      BASELINE,
      `${user}    accessKeys: { breachAtDays: 0, breachSource: vendor, maximumActive: 3, overlapDays: 1.5 }\n`,
    ),
    expected: [
      "policies/shop/baseline.yml:47:33 entities[1].accessKeys.breachAtDays must be at least 1, not the number 0.",
      "policies/shop/baseline.yml:47:73 entities[1].accessKeys.maximumActive must be 0, 1 or 2, not the number 3.",
      "policies/shop/baseline.yml:47:89 entities[1].accessKeys.overlapDays must be a whole number, not the number 1.5.",
    ],
  },
  {
    name: "a service-linked role with a path",
    input: appended(
      BASELINE,
      `${user.replace("kind: user", "kind: service-linked-role").replace("clerk", "AWSServiceRoleForShop")}    service: shop.amazonaws.com\n    path: /x/\n`,
    ),
    expected: [
      'policies/shop/baseline.yml:48:5 "path" is not a key of entities[1]; correct its spelling, or remove it if it does not belong there.',
    ],
  },
  {
    name: "inline policies over IAM's limit",
    input: { [POLICY]: longPolicy },
    expected: [
      "policies/shop/policy.json:1:1 For role/shop-role in account 111122223333 this is 12,048 characters without white space, more than the 10,240 that IAM takes in a role's inline policies together; shorten it.",
    ],
  },
  {
    name: "a managed policy over IAM's limit",
    input: { ...appended(BASELINE, managedPolicy), [POLICY]: longPolicy },
    expected: [
      "policies/shop/policy.json:1:1 For policy/stock in account 111122223333 this is 12,048 characters without white space, more than the 6,144 that IAM takes in a customer managed policy; shorten it.",
      "policies/shop/policy.json:1:1 For role/shop-role in account 111122223333 this is 12,048 characters without white space, more than the 10,240 that IAM takes in a role's inline policies together; shorten it.",
    ],
  },
  {
    name: "a trust policy over IAM's limit",
    input: edited(TRUST, [
      '"arn:{{partition}}:iam::{{account}}:root"',
      JSON.stringify(Array.from({ length: 100 }, (_, index) => `arn:aws:iam::{{account}}:role/somebody-${index}`)),
    ]),
    expected: [
      "policies/shop/trust.json:1:1 For role/shop-role in account 111122223333 this is 4,595 characters without white space, more than the 4,096 that IAM takes in a trust policy; shorten it.",
    ],
  },
];
