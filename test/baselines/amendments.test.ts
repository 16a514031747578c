import { describe, expect, it } from "vitest";
import { type Compilation, compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import type { ExpectedDocument } from "../../shared/baselines/expected-state.ts";
import { formatProblem } from "../../shared/baselines/problem.ts";
import { edited, FIXTURE, type FixtureFiles, sourcesOf } from "./fixture.ts";

const BASELINE = "policies/shop/baseline.yml";
const DECLARED = "provenance: reconstructed\n    page: { title: Set up the shop }\n";
const POLICY = {
  Version: "2012-10-17",
  Statement: [
    { Sid: "Reads", Effect: "Allow", Action: ["s3:GetObject", "s3:ListBucket"], Resource: "arn:aws:s3:::{{bucket}}/*" },
    { Effect: "Allow", Action: ["s3:PutObject", "s3:GetObject", "s3:Get*"], Resource: "*" },
    { Effect: "Deny", Action: ["s3:GetObject"], Resource: "*" },
  ],
};
const OLD = {
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::{{bucket}}/*" },
};
const MINE = {
  Version: "2012-10-17",
  Statement: { Sid: "Mine", Effect: "Allow", Action: "s3:PutObjectAcl", Resource: "*" },
};

function files(amendments: string): FixtureFiles {
  return {
    ...edited(BASELINE, [
      DECLARED,
      `${DECLARED}    amendable: You may change it.\n    purposes: { Reads: Reads the shop. }\n    revisions: [{ file: old.json, version: "1" }]\n`,
    ]),
    ...edited("plumbline.yml", [
      "        remediate: narrow\n",
      `        remediate: narrow\n        amendments: ${amendments}\n`,
    ]),
    "policies/shop/policy.json": JSON.stringify(POLICY),
    "policies/shop/old.json": JSON.stringify(OLD),
    "own/mine.json": JSON.stringify(MINE),
  };
}

function documentOf(compilation: Compilation): ExpectedDocument {
  if (compilation.status === "invalid") throw new Error(compilation.problems.map(formatProblem).join("\n"));
  const [role] = compilation.configuration.accounts[0]?.entities ?? [];
  const document = role?.kind === "role" ? role.inlinePolicies?.documents.shop : undefined;
  if (document === undefined) throw new Error("The fixture has a role with the inline policy shop.");
  return document;
}

function amended(amendments: string): ExpectedDocument {
  return documentOf(compileConfiguration(sourcesOf(files(amendments))));
}

const statements = (text = '{"Statement":[]}'): readonly unknown[] =>
  (JSON.parse(text) as { Statement: unknown[] }).Statement;

describe("an amended document", () => {
  it("has lost an action from every statement that allows and lists it, and nothing else", () => {
    const { text, revisions } = amended("[{ document: policy.json, reason: Nobody reads., remove: [S3:getobject] }]");
    expect(statements(text)).toEqual([
      { Sid: "Reads", Effect: "Allow", Action: ["s3:ListBucket"], Resource: "arn:aws:s3:::shop-bucket/*" },
      { Effect: "Allow", Action: ["s3:PutObject", "s3:Get*"], Resource: "*" },
      { Effect: "Deny", Action: ["s3:GetObject"], Resource: "*" },
    ]);
    // The earlier version has that action alone, so nothing is left of its statement.
    expect(revisions?.map((revision) => statements(revision.text))).toEqual([[]]);
  });

  it("has the added statements after its own, and so have its earlier versions", () => {
    const { text, revisions } = amended("[{ document: policy.json, reason: We share., add: own/mine.json }]");
    expect(statements(text)).toHaveLength(4);
    expect(statements(text).at(-1)).toEqual(MINE.Statement);
    expect(revisions).toEqual([
      {
        version: "1",
        source: "policies/shop/old.json",
        text: JSON.stringify({
          ...OLD,
          Statement: [{ ...OLD.Statement, Resource: "arn:aws:s3:::shop-bucket/*" }, MINE.Statement],
        }),
      },
    ]);
  });

  it("keeps its source, provenance and purposes, and says why it differs, once for each amendment", () => {
    const document = amended(
      "[{ document: policy.json, reason: We share., add: own/mine.json }, { document: policy.json, reason: Not so., remove: [s3:ListBucket] }]",
    );
    expect(document).toMatchObject({
      source: "policies/shop/policy.json",
      provenance: "reconstructed",
      purposes: { Reads: "Reads the shop." },
      amendments: ["We share.", "Not so."],
    });
  });

  it("may take an action away and give it back otherwise in one amendment", () => {
    const own = { ...MINE, Statement: { ...MINE.Statement, Action: "s3:ListBucket" } };
    const sources = sourcesOf({
      ...files("[{ document: policy.json, reason: Ours., remove: [s3:ListBucket], add: own/mine.json }]"),
      "own/mine.json": JSON.stringify(own),
    });
    expect(statements(documentOf(compileConfiguration(sources)).text).at(-1)).toEqual(own.Statement);
  });

  it("changes the digest, and a document without amendments says nothing of them", () => {
    const digestOf = (changes: FixtureFiles) => {
      const compilation = compileConfiguration(sourcesOf(changes));
      return compilation.status === "compiled" && compilation.configuration.digest;
    };
    const amendment = "[{ document: policy.json, reason: We share., add: own/mine.json }]";
    expect(digestOf(files(amendment))).not.toBe(digestOf(files("[]")));
    expect(digestOf(files(amendment))).not.toBe(digestOf(files(amendment.replace("share", "like"))));
    expect(amended("[]")).not.toHaveProperty("amendments");
    expect(documentOf(compileConfiguration(sourcesOf({ ...FIXTURE })))).not.toHaveProperty("revisions");
  });
});
