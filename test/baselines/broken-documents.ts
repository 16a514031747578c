import { type BrokenCase, edited, FIXTURE, type FixtureFiles } from "./fixture.ts";

const BASELINE = "policies/shop/baseline.yml";
const POLICY = "policies/shop/policy.json";
const OLD = "policies/shop/revisions/policy-1.json";
const DECLARED = "provenance: reconstructed\n    page: { title: Set up the shop }\n";

/** The fixture with more said of policy.json. */
const saying = (text: string, ...edits: readonly (readonly [string, string])[]): FixtureFiles =>
  edited(BASELINE, [DECLARED, `${DECLARED}${text}`], ...edits);
const revisions = (items: string): FixtureFiles => saying(`    revisions: [${items}]\n`);

/** What is wrong with the earlier versions of documents, and with what is said of their statements. */
export const BROKEN_DOCUMENTS: readonly BrokenCase[] = [
  {
    name: "a purpose of no statement",
    input: {
      ...saying("    purposes: { Reads: Reads the shop., Reds: Reads it. }\n"),
      ...edited(POLICY, ['{"Effect"', '{"Sid":"Reads","Effect"']),
    },
    expected: ['policies/shop/baseline.yml:24:41 "Reds" is not a Sid of policy.json; there are Reads.'],
  },
  {
    name: "purposes of a document without Sids",
    input: saying("    purposes: { Reads: Reads the shop. }\n"),
    expected: ['policies/shop/baseline.yml:24:17 "Reads" is not a Sid of policy.json; it has none.'],
  },
  {
    name: "an amendable document without the page's words",
    input: saying("    amendable: true\n"),
    expected: [
      "policies/shop/baseline.yml:24:16 documents[1].amendable must be a string, not the boolean true; write it in quotes.",
    ],
  },
  {
    name: "a revision that is declared and not there",
    input: revisions('{ file: revisions/policy-1.json, version: "1" }'),
    expected: [
      "policies/shop/baseline.yml:24:25 The revision revisions/policy-1.json of policy.json is missing: there is no file policies/shop/revisions/policy-1.json.",
    ],
  },
  {
    name: "a revision that is there and not declared",
    input: { [OLD]: FIXTURE[POLICY] },
    expected: [
      "policies/shop/revisions/policy-1.json:1:1 This document is not declared in policies/shop/baseline.yml; add it to documents or remove the file.",
    ],
  },
  {
    name: "a revision with neither version nor date",
    input: { ...revisions("{ file: revisions/policy-1.json }"), [OLD]: FIXTURE[POLICY] },
    expected: [
      "policies/shop/baseline.yml:24:17 The revision revisions/policy-1.json of policy.json needs a version or a date; add one.",
    ],
  },
  {
    name: "a revision outside its folder",
    input: revisions('{ file: ../shop/policy-1.json, version: "1" }'),
    expected: [
      'policies/shop/baseline.yml:24:25 documents[1].revisions[0].file must be the name of a .json file beside this one, or in a folder beside it, not "../shop/policy-1.json".',
    ],
  },
  {
    name: "a revision that is the document itself",
    input: revisions('{ file: policy.json, version: "1" }'),
    expected: [
      "policies/shop/baseline.yml:24:25 The file policy.json is declared already; each version has a file of its own.",
    ],
  },
  {
    name: "a revision twice",
    input: {
      ...revisions('{ file: revisions/policy-1.json, version: "1" }, { file: revisions/policy-1.json, version: "0" }'),
      [OLD]: FIXTURE[POLICY],
    },
    expected: [
      "policies/shop/baseline.yml:24:74 The file revisions/policy-1.json is declared already; each version has a file of its own.",
    ],
  },
  {
    name: "revisions with the oldest first",
    input: {
      ...revisions("{ file: revisions/policy-1.json, date: 2024-01-31 }, { file: old.json, date: 2025-01-31 }"),
      [OLD]: FIXTURE[POLICY],
      "policies/shop/old.json": FIXTURE[POLICY],
    },
    expected: [
      "policies/shop/baseline.yml:24:94 The revision of 2025-01-31 stands below what is from 2024-01-31; put the newest first.",
    ],
  },
  {
    name: "a revision that is no policy",
    input: { ...revisions('{ file: revisions/policy-1.json, version: "1" }'), [OLD]: '{\n"Statement": {}}' },
    expected: [
      "policies/shop/revisions/policy-1.json:2:14 Statement has neither Action nor NotAction.",
      "policies/shop/revisions/policy-1.json:2:14 Statement has neither Resource nor NotResource.",
      "policies/shop/revisions/policy-1.json:2:14 Statement has no Effect.",
    ],
  },
  {
    name: "a revision with a placeholder that is not declared",
    input: {
      ...revisions('{ file: revisions/policy-1.json, version: "1" }'),
      [OLD]: FIXTURE[POLICY]?.replace("{{bucket}}", "{{shop}}"),
    },
    expected: [
      "policies/shop/revisions/policy-1.json:2:78 {{shop}} is not a parameter; declare it, or correct its name.",
    ],
  },
  {
    name: "a revision that an account's values do not fit",
    input: {
      ...edited(
        BASELINE,
        [DECLARED, `${DECLARED}    revisions: [{ file: revisions/policy-1.json, version: "1" }]\n`],
        ["  bucket:\n", "  buckets: { type: list, items: bucket, default: [], description: Several. }\n  bucket:\n"],
      ),
      [OLD]: FIXTURE[POLICY]?.replace("{{bucket}}", "{{buckets}}"),
    },
    expected: [
      "policies/shop/revisions/policy-1.json:2:54 For account 111122223333: The lists here are empty and leave no value; give at least one.",
    ],
  },
];
