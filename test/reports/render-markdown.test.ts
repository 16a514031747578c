import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderMarkdown } from "../../shared/reports/render-markdown.ts";
import { checked, drift, EVERYTHING, entity, HOSTILE, HOSTILE_RESULT, withUnread } from "./render-fixture.ts";

/**
 * What is left of a report when code spans, fenced blocks and everything that the renderer itself writes around values is taken away:
 * only there could a value be read as anything but text.
 */
function outsideCode(markdown: string): string {
  return withoutBlocks(markdown)
    .split("\n")
    .map((line) => line.replace(/(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)/g, "CODE"))
    .join("\n");
}

function withoutBlocks(markdown: string): string {
  return markdown.replace(/^ *(`{3,})json\n[\s\S]*?\n *\1$/gm, "BLOCK");
}

/** Words, figures, and the marks of the renderer's own layout. */
const HARMLESS = /^(?:#{1,3} |\| | *- )?[\p{L}\p{N} .,:;?()"'’*|-]*$/u;

describe("renderMarkdown", () => {
  it("is as approved", async () => {
    await expect(renderMarkdown(EVERYTHING)).toMatchFileSnapshot("approved/everything.md");
  });

  it("is as approved where every text is hostile", async () => {
    await expect(renderMarkdown(HOSTILE_RESULT)).toMatchFileSnapshot("approved/hostile.md");
  });

  it("says that there is nothing to report, and lists no entity", () => {
    const report = renderMarkdown(checked(entity(), entity({ entity: "user/machine" })));
    expect(report).toContain("Nothing to report.");
    expect(report).toContain("Nothing to tell of 2 of 2 entities.");
    expect(report).not.toContain("machine");
  });

  it("counts by baseline and severity", () => {
    const lines = renderMarkdown(EVERYTHING).split("\n");
    expect(lines.filter((line) => line.startsWith("| "))).toEqual([
      "| Baseline | Entities | critical | high | medium | low | Undecided | Waived |",
      "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
      "| `sample` | 2 | 0 | 0 | 1 | 1 | 1 | 0 |",
      "| `other` | 1 | 0 | 1 | 0 | 1 | 0 | 1 |",
      "| All | 3 | 0 | 1 | 1 | 2 | 1 | 1 |",
    ]);
  });

  it("names the role that an account was read by", () => {
    const { accounts, ...rest } = checked(entity());
    const source = { kind: "live", role: "arn:aws-cn:iam::123456789012:role/Reader" } as const;
    const report = renderMarkdown({ ...rest, accounts: accounts.map((account) => ({ ...account, source })) });
    expect(report).toContain("Read live by `arn:aws-cn:iam::123456789012:role/Reader`. Nothing to tell of 1 of 1");
  });

  it("does not say that all is well where an account was not read", () => {
    const report = renderMarkdown(withUnread(checked(entity())));
    expect(report).toContain("\nSomething could not be read or told apart, ");
    expect(report).toMatch(/\n## Account `210987654321`\n\n\*\*Not read\*\*, `AccessDenied`: It cannot be read\.\n$/);
  });

  it("names the files of a snapshot", () => {
    const { accounts, ...rest } = checked(entity());
    const source = { kind: "snapshot", files: ["a.json", "b.csv"] } as const;
    const report = renderMarkdown({ ...rest, accounts: accounts.map((account) => ({ ...account, source })) });
    expect(report).toContain("Read from `a.json`, `b.csv`.");
  });

  it("shows access keys by their last four characters, also after a line break and in a witness", () => {
    const key = "AKIAIOSFODNN7EXAMPLE";
    const told = drift({
      subject: key,
      summary: `The key ${key} is old.`,
      witness: { action: "s3:Get", resource: `a\n${key}`, context: { [key]: key }, canonical: "none", live: "allow" },
    });
    const report = renderMarkdown(checked(entity({ drifts: [told] })));
    expect(report).not.toContain(key);
    expect(report).toContain("****MPLE");
  });

  it.each([
    ["@octocat"],
    ["<b>x</b>"],
    ["**bold**"],
    ["[a](http://evil.example)"],
    ["http://evil.example"],
    ["www.evil.example"],
    ["#12"],
    ["GH-12"],
    ["a|b"],
    ["a\\|b"],
    ["`"],
    ["a`b` c`"],
    ["```"],
    ["1. one"],
    ["- one"],
    ["# one"],
    ["---"],
    [":smile:"],
    ["&lt;"],
    ["a\n\n# b"],
    ["\u202eb"],
    ["!1 $2 ~bug %3 &4"],
    [HOSTILE],
  ])("reads %j as text wherever it stands", (text) => {
    expectHarmless(text);
  });

  it("reads any text as text wherever it stands", () => {
    const piece = fc.constantFrom(
      "@",
      "`",
      "``",
      "|",
      "\\",
      "<",
      ">",
      "*",
      "_",
      "[",
      "](",
      ")",
      "#",
      "\n",
      " ",
      "a",
      "1",
      ".",
      "-",
      "!",
      "&",
    );
    fc.assert(fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => expectHarmless(pieces.join(""))));
  });
});

function expectHarmless(text: string): void {
  const { accounts: _, ...rest } = checked();
  const told = drift({ summary: text, reason: text, deltas: [{ effect: "lost", text }] });
  const report = renderMarkdown({
    ...rest,
    accounts: [
      {
        account: text,
        alias: text,
        partition: "aws",
        source: { kind: "snapshot", files: [text] },
        entities: [
          entity({
            baseline: text,
            entity: text,
            drifts: [told],
            undecided: [{ rule: "tags-changed", reason: text }],
            waived: [{ drift: told, decidedBy: text, reason: text, until: text }],
          }),
        ],
      },
      { account: text, partition: "aws", source: { kind: "live", role: text }, entities: [] },
      {
        account: text,
        partition: "aws",
        source: { kind: "live" },
        entities: [],
        unreadable: { call: text, code: text, message: text },
      },
    ],
  });
  for (const line of outsideCode(report).split("\n")) expect(line).toMatch(HARMLESS);
  for (const row of report.split("\n").filter((line) => line.startsWith("| "))) {
    expect(row.match(/(?<!\\)\|/g)).toHaveLength(9);
    expect(row).not.toMatch(/\\\\\|/);
  }
}
