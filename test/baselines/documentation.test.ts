import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { documentEntry, wholeBaselineFile } from "../../shared/baselines/baseline-schema.ts";
import { type Compilation, compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import { baselineUse } from "../../shared/baselines/configuration-schema.ts";
import { ENTITY_ENTRIES, entityEntry } from "../../shared/baselines/entity-schema.ts";
import { parameterEntry } from "../../shared/baselines/parameter-schema.ts";
import { formatProblem } from "../../shared/baselines/problem.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";

const page = await readFile(new URL("../../docs/baselines.md", import.meta.url), "utf8");

interface Snippet {
  /** What stands on the line above: a file, or `In` and the part of a file. */
  readonly label: string;
  readonly text: string;
}

const snippets = [...page.matchAll(/^(.*)\n\n```\w+\n([\s\S]*?)^```$/gm)].map(
  ([, label = "", text = ""]): Snippet => ({ label, text }),
);
const files = new Map(
  snippets.flatMap(({ label, text }): [string, string][] => {
    const file = /^`([^`]+)`:$/.exec(label)?.[1];
    return file === undefined ? [] : [[file, text]];
  }),
);

/** What each labelled part of a file is held to. */
const PARTS: Readonly<Record<string, z.ZodType>> = {
  "In `entities`:": z.array(entityEntry),
  "In `documents`:": z.array(documentEntry),
  "In `parameters`:": z.record(z.string(), parameterEntry),
  "In `baselines`:": z.array(baselineUse),
  "In `baseline.yml`:": wholeBaselineFile.partial(),
};

function compile(): Compilation {
  const configuration = { file: "plumbline.yml", text: files.get("plumbline.yml") ?? "" };
  return compileConfiguration({ configuration, files });
}

describe("docs/baselines.md", () => {
  it("has no snippet that nothing checks", () => {
    expect(snippets).toHaveLength([...page.matchAll(/^```\w+$/gm)].length);
    const unchecked = snippets.filter(({ label }) => !/^`([^`]+)`:$/.test(label) && PARTS[label] === undefined);
    expect(unchecked).toEqual([]);
  });

  it("shows a baseline that compiles to what it says", () => {
    const compilation = compile();
    expect(compilation.status === "invalid" ? compilation.problems.map(formatProblem) : []).toEqual([]);
    if (compilation.status === "invalid") return;
    const [policy, role] = compilation.configuration.accounts[0]?.entities ?? [];
    expect([policy, role].map((each) => each && formatEntity(each.entity))).toEqual([
      "policy/acme-backup",
      "role/acme-backup",
    ]);
    const document = policy?.kind === "policy" ? policy.document.text : "";
    expect(JSON.parse(document).Statement[0].Resource).toEqual([
      "arn:aws:s3:::invoices",
      "arn:aws:s3:::letters",
      "arn:aws:s3:::invoices/*",
      "arn:aws:s3:::letters/*",
    ]);
    expect(role).toMatchObject({
      maximumSessionSeconds: 7200,
      attachments: { policyArns: ["arn:aws:iam::111122223333:policy/acme-backup"] },
    });
  });

  it.each(snippets.filter(({ label }) => PARTS[label] !== undefined))(
    "shows a part that is right: $label",
    (snippet) => {
      expect(PARTS[snippet.label]?.safeParse(parse(snippet.text)).error).toBeUndefined();
    },
  );

  it("names every key there is", () => {
    const keys = [
      ...Object.values(ENTITY_ENTRIES).flatMap(({ shape }) => Object.keys(shape)),
      ...Object.keys(documentEntry.shape),
      ...Object.keys(parameterEntry.shape),
      ...Object.keys(wholeBaselineFile.shape),
    ];
    const unnamed = [...new Set(keys)].filter((key) => !page.includes(`\`${key}\``) && !page.includes(`\n${key}:`));
    expect(unnamed).toEqual([]);
  });
});
