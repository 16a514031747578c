import { type BrokenCase, edited, type FixtureFiles } from "./fixture.ts";

const BASELINE = "policies/shop/baseline.yml";
const CONFIGURATION = "plumbline.yml";
const POLICY = "policies/shop/policy.json";
const DECLARED = "provenance: reconstructed\n    page: { title: Set up the shop }\n";

const amendable = edited(BASELINE, [DECLARED, `${DECLARED}    amendable: You may change it.\n`]);
const amended = (keys: string, documents = ""): FixtureFiles =>
  edited(CONFIGURATION, [
    "        remediate: narrow\n",
    `        remediate: narrow\n${documents}        amendments:\n          - { reason: Ours., ${keys} }\n`,
  ]);
const mine = (text: string): FixtureFiles => ({
  ...amendable,
  ...amended("document: policy.json, add: mine.json"),
  "mine.json": text,
});
const ADDED =
  '{"Version":"2012-10-17","Statement":{"Sid":"Mine","Effect":"Allow","Action":"s3:PutObject","Resource":"*"}}';

/** What is wrong with an account's amendments. */
export const BROKEN_AMENDMENTS: readonly BrokenCase[] = [
  {
    name: "an amendment of a document that its page does not let change",
    input: amended("document: policy.json, remove: [s3:GetObject]"),
    expected: [
      "plumbline.yml:8:40 The baseline shop does not let an account amend policy.json; accept its drift in waivers.yml instead.",
    ],
  },
  {
    name: "an amendment of no document",
    input: { ...amendable, ...amended("document: polity.json, remove: [s3:GetObject]") },
    expected: [
      "plumbline.yml:8:40 polity.json is not a document of the baseline shop; there are trust.json, policy.json.",
    ],
  },
  {
    name: "an amendment that does nothing",
    input: { ...amendable, ...amended("document: policy.json") },
    expected: ["plumbline.yml:8:13 This amendment of policy.json does nothing; give add or remove."],
  },
  {
    name: "an amendment of a document that the account replaced",
    input: {
      ...amendable,
      ...amended("document: policy.json, remove: [s3:GetObject]", "        documents: { policy.json: mine.json }\n"),
      "mine.json": ADDED,
    },
    expected: [
      "plumbline.yml:9:40 policy.json is replaced under documents by a file of your own; make the change in that file.",
    ],
  },
  {
    name: "a removal of actions that are not there, and of one twice",
    input: {
      ...amendable,
      ...amended("document: policy.json, remove: [s3:GetObjects, s3:GetObject, S3:getobject]"),
      ...edited(POLICY, ['"s3:GetObject"', '["s3:GetObject","s3:ListBucket"]']),
    },
    expected: [
      "plumbline.yml:8:62 No statement of policy.json that allows anything lists s3:GetObjects; correct its name or remove it.",
      "plumbline.yml:8:91 The action S3:getobject stands twice; remove one.",
    ],
  },
  {
    name: "a removal from a statement that denies",
    input: {
      ...amendable,
      ...amended("document: policy.json, remove: [s3:GetObject]"),
      ...edited(POLICY, ['"Allow"', '"Deny"']),
    },
    expected: [
      "plumbline.yml:8:62 No statement of policy.json that allows anything lists s3:GetObject; correct its name or remove it.",
    ],
  },
  {
    name: "a removal of a statement's last action",
    input: { ...amendable, ...amended("document: policy.json, remove: [s3:GetObject]") },
    expected: ["plumbline.yml:8:61 This leaves Statement[0] of policy.json without actions; keep one of them."],
  },
  {
    name: "a removal of the last action of a statement with a name",
    input: {
      ...amendable,
      ...amended("document: policy.json, remove: [s3:GetObject]"),
      ...edited(POLICY, ['{"Effect"', '{"Sid":"Reads","Effect"']),
    },
    expected: ["plumbline.yml:8:61 This leaves the statement Reads of policy.json without actions; keep one of them."],
  },
  {
    name: "an addition from a file that is not there",
    input: { ...amendable, ...amended("document: policy.json, add: mine.json") },
    expected: ["plumbline.yml:8:58 There is no file mine.json; put the document there or correct its path."],
  },
  {
    name: "an addition that is no policy of this kind",
    input: mine('{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"sts:AssumeRole"}}'),
    expected: [
      "mine.json:1:37 Statement has neither Resource nor NotResource.",
      "mine.json:1:55 An identity policy has no Principal; remove it.",
    ],
  },
  {
    name: "an addition with a placeholder",
    input: mine(ADDED.replace('"*"', '"{{bucket}}"')),
    expected: ["mine.json:1:104 An account's own document is used as it is; write the value in place of {{…}}."],
  },
  {
    name: "an addition in another version of the language",
    input: mine(ADDED.replace("2012-10-17", "2008-10-17")),
    expected: [
      "mine.json:1:1 Its Version must be that of policy.json and its revisions, 2012-10-17, so that it means there what it means here.",
    ],
  },
  {
    name: "an addition with a Sid that is there already",
    input: { ...mine(ADDED), ...edited(POLICY, ['{"Effect"', '{"Sid":"Mine","Effect"']) },
    expected: ["mine.json:1:1 The Sid Mine stands in policy.json already; choose another."],
  },
];
