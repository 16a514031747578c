import { type BrokenCase, edited, type FixtureFiles } from "./fixture.ts";

const CONFIGURATION = "plumbline.yml";
const BASELINE = "policies/shop/baseline.yml";
const POLICY = "policies/shop/policy.json";
const RESOURCE = '"arn:{{partition}}:s3:::{{bucket}}/$' + '{aws:username}/*"';

const declared = (text: string): FixtureFiles =>
  edited(BASELINE, ["  bucket:\n    type: bucket\n", `  bucket:\n${text}`]);
const asList = declared("    type: list\n    items: bucket\n");
const given = (text: string): FixtureFiles => edited(CONFIGURATION, ["bucket: shop-bucket", `bucket: ${text}`]);

/** What is wrong with parameters that are lists, may hold wildcards, or stand where they may not. */
export const BROKEN_PARAMETERS: readonly BrokenCase[] = [
  {
    name: "a list that does not say of what",
    input: declared("    type: list\n"),
    expected: ["policies/shop/baseline.yml:13:11 parameters.bucket is a list; say under items of what type."],
  },
  {
    name: "items of what is no list",
    input: declared("    type: bucket\n    items: string\n"),
    expected: ["policies/shop/baseline.yml:14:5 parameters.bucket.items belongs to type: list; remove it."],
  },
  {
    name: "wildcards in a type that has none",
    input: declared("    type: bucket\n    wildcard: true\n"),
    expected: [
      "policies/shop/baseline.yml:14:5 parameters.bucket.wildcard belongs to strings, ARNs and lists of them; remove it.",
    ],
  },
  {
    name: "a default that is no list",
    input: declared("    type: list\n    items: bucket\n    default: shop\n"),
    expected: [
      "policies/shop/baseline.yml:15:14 parameters.bucket.default must be a list, also where it has one value.",
    ],
  },
  {
    name: "a default that is a list of the wrong things",
    input: declared("    type: list\n    items: bucket\n    default: [shop, Shop, shop]\n"),
    expected: [
      "policies/shop/baseline.yml:15:21 parameters.bucket.default[1] must be a bucket's name of 3 to 63 lower-case letters, digits, dots and hyphens.",
      "policies/shop/baseline.yml:15:27 parameters.bucket.default[2] stands in its list twice; remove one.",
    ],
  },
  {
    name: "a list for a parameter of one value",
    input: given("[shop-bucket]"),
    expected: ["plumbline.yml:8:19 The parameter bucket must be one value, not a list."],
  },
  {
    name: "one value for a list",
    input: asList,
    expected: ["plumbline.yml:8:19 The parameter bucket must be a list, also where it has one value."],
  },
  {
    name: "wrong values in a list",
    input: { ...asList, ...given("[shop-bucket, Shop, shop-bucket]") },
    expected: [
      "plumbline.yml:8:33 The parameter bucket[1] must be a bucket's name of 3 to 63 lower-case letters, digits, dots and hyphens.",
      "plumbline.yml:8:39 The parameter bucket[2] stands in its list twice; remove one.",
    ],
  },
  {
    name: "a number in a list",
    input: { ...asList, ...given("[111122223333]") },
    expected: [
      "plumbline.yml:8:19 accounts[0].baselines[0].parameters.bucket must be a string or a list of strings, with what looks like a number in quotes, not a list.",
    ],
  },
  {
    name: "a list that leaves nothing in a document",
    input: { ...asList, ...given("[]") },
    expected: [
      "policies/shop/policy.json:2:54 For account 111122223333: The lists here are empty and leave no value; give at least one.",
    ],
  },
  {
    name: "a wildcard in a value that may hold none",
    input: given('"*"'),
    expected: ['plumbline.yml:8:19 The parameter bucket may not contain "*".'],
  },
  {
    name: "a placeholder outside a string",
    input: edited(POLICY, [RESOURCE, "{{bucket}}"]),
    expected: ['policies/shop/policy.json:2:54 {{bucket}} stands outside a string; write "{{bucket}}".'],
  },
  {
    name: "a placeholder in a member's name",
    input: edited(POLICY, ['"Resource"', '"{{bucket}}"']),
    expected: ["policies/shop/policy.json:2:44 {{bucket}} may not stand in a member's name; write the name out."],
  },
  {
    name: "two lists in one string",
    input: { ...asList, ...given("[shop]"), ...edited(POLICY, ["{{bucket}}", "{{bucket}}-{{bucket}}"]) },
    expected: [
      "policies/shop/policy.json:2:54 Two lists stand in this string, {{bucket}} and {{bucket}}; give each a string of its own.",
    ],
  },
  {
    name: "a list where an element is a word",
    input: { ...asList, ...given("[shop]"), ...edited(POLICY, ['"Allow"', '"{{bucket}}"']) },
    expected: ['policies/shop/policy.json:2:11 Effect must be "Allow" or "Deny", in that spelling.'],
  },
  {
    name: "a list in a name",
    input: {
      ...edited(
        BASELINE,
        ["  bucket:\n    type: bucket\n", "  bucket:\n    type: list\n    items: bucket\n"],
        ["- name: shop", '- name: "{{bucket}}"'],
      ),
      ...given("[shop]"),
    },
    expected: [
      "policies/shop/baseline.yml:36:17 {{bucket}} is a list, and here is room for one text; write forEach: bucket, or use a parameter of one text.",
    ],
  },
  {
    name: "a parameter that no baseline of the account has",
    input: edited(CONFIGURATION, ["    alias: one\n", "    parameters: { buckets: shop, account: x }\n"]),
    expected: [
      "plumbline.yml:3:19 buckets is not a parameter of any baseline that this account uses; correct its name or remove it.",
      "plumbline.yml:3:34 The parameter account is built in; remove it here.",
    ],
  },
  {
    name: "a wrong value for all of an account's baselines",
    input: edited(CONFIGURATION, [
      "    alias: one\n    baselines:\n      - baseline: shop\n        remediate: narrow\n        parameters:\n          bucket: shop-bucket\n",
      "    parameters: { bucket: Shop }\n    baselines:\n      - baseline: shop\n",
    ]),
    expected: [
      "plumbline.yml:3:27 The parameter bucket must be a bucket's name of 3 to 63 lower-case letters, digits, dots and hyphens.",
    ],
  },
];
