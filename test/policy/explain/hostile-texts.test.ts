import { describe, expect, it } from "vitest";
import type { Covers } from "../../../shared/policy/explain/coverage.ts";
import { exactCoverage } from "../../../shared/policy/explain/exact-coverage.ts";
import { explainDifference } from "../../../shared/policy/explain/explain-difference.ts";
import { WorkSpent } from "../../../shared/policy/work.ts";
import { readPolicy } from "../read-policy.ts";
import { explain, line } from "./explain.ts";
import { smallTable } from "./small-table.ts";

const allow = (Action: string | readonly string[], Resource: string | readonly string[] = "*") => ({
  Effect: "Allow",
  Action,
  Resource,
});

describe("a difference explained, in bounds", () => {
  it.each([
    { name: "a line break", text: "a\nb", shown: "a\\u{a}b" },
    { name: "a terminal's escape", text: "\u001b[2Jb", shown: "\\u{1b}[2Jb" },
    { name: "a character that turns the direction of reading", text: "a\u202eb", shown: "a\\u{202e}b" },
    { name: "a line separator", text: "a\u2028b", shown: "a\\u{2028}b" },
    { name: "a backtick, which would end the quotation", text: "a` on `b", shown: "a\\u{60} on \\u{60}b" },
    { name: "markup, which is plain text here", text: "<b>&amp;*x*</b>", shown: "<b>&amp;*x*</b>" },
  ])("shows $name in a resource", ({ text, shown }) => {
    const deltas = explain([], [allow("s3:GetObject", `arn:aws:s3:::b/${text}`)]);
    expect(deltas.map((delta) => delta.text)).toEqual([`\`s3:GetObject\` on \`arn:aws:s3:::b/${shown}\``]);
  });

  it("shows none of it in an action, a condition key, a value or a principal either", () => {
    const bad = "\u001b\n`";
    const statement = { ...allow(`s3:${bad}*`), Condition: { StringEquals: { [`aws:${bad}`]: [bad] } } };
    const changed = { ...statement, Condition: { StringEquals: { [`aws:${bad}`]: [`${bad}${bad}`] } } };
    const trusted = { Effect: "Allow", Principal: { Federated: bad }, Action: "sts:AssumeRole" };
    const texts = [explain([], [statement]), explain([statement], [changed]), explain([], [trusted], "trust")]
      .flat()
      .map(({ text }) => text);
    expect(texts).toHaveLength(4);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that there are none is what is tested
    expect(texts.filter((text) => /[\u0000-\u001f]/.test(text))).toEqual([]);
  });

  it("cuts long names and long texts off", () => {
    const long = Array.from({ length: 5 }, (_, index) => `arn:aws:s3:::b${index}/${"𝒳".repeat(300)}`);
    const [delta] = explain([], [allow("s3:GetObject", long)]);
    expect([...(delta?.text ?? "")].length).toBeLessThanOrEqual(600);
    expect(delta?.text).toContain("𝒳…");
    expect(delta?.text.isWellFormed()).toBe(true);
  });

  it("counts the deltas that are too many to write out, the gravest written out", () => {
    const many = Array.from({ length: 30 }, (_, index) => allow("s3:GetObject", `arn:aws:s3:::b${index}/*`));
    const lost = Array.from({ length: 3 }, (_, index) => allow("s3:GetObject", `arn:aws:s3:::c${index}/*`));
    const deltas = explain(lost, [...many, allow("iam:PassRole")]);
    expect(deltas).toHaveLength(22);
    expect(deltas.map(line)).toEqual([
      "gained `iam:PassRole` on `*` [more, 1 Write, escalation iam:PassRole] ->[30]",
      ...deltas.slice(1, 20).map(line),
      "gained 11 more [more] ->-",
      "lost 3 more [less] ->-",
    ]);
  });

  it("says so where it cannot say it all", () => {
    const statements = [allow("s3:GetObject"), allow("sqs:SendMessage")];
    const [canonical, live] = [statements.slice(0, 1), statements].map((written) => {
      return [readPolicy({ Version: "2012-10-17", Statement: written })];
    });
    let answers = 0;
    const tiring: Covers = () => {
      answers += 1;
      if (answers > 1) throw new WorkSpent("The bound on the work is reached.");
      return false;
    };
    const deltas = explainDifference({ canonical: canonical ?? [], live: live ?? [] }, smallTable, tiring);
    expect(deltas).toEqual([{ effect: "gained", text: "perhaps more: the policies are too laborious to say it all" }]);
  });

  it("says so, too, where the policies are too laborious to be put into their normal form", () => {
    const long = (action: string) =>
      allow(
        action,
        Array.from({ length: 40 }, (_, index) => `arn:aws:s3:::${`*a${index}`.repeat(600)}*`),
      );
    const deltas = explain([long("s3:GetObject")], [long("s3:PutObject"), allow("iam:PassRole")]);
    expect(deltas).toEqual([{ effect: "gained", text: "perhaps more: the policies are too laborious to say it all" }]);
  });

  it.each([
    { name: "an empty NotAction", statement: { Effect: "Allow", NotAction: [], Resource: "*" } },
    { name: "an empty NotResource", statement: { Effect: "Allow", Action: "s3:*", NotResource: [] } },
    { name: "the denial of an empty NotAction", statement: { Effect: "Deny", NotAction: [], Resource: "*" } },
  ])("says nothing of $name that stands on both sides, and takes nothing away for it", ({ statement }) => {
    const deltas = explain([statement, allow("s3:GetObject")], [statement, allow("iam:PassRole")]);
    expect(deltas.map(line)).toEqual([
      "gained `iam:PassRole` on `*` [more, 1 Write, escalation iam:PassRole] ->[1]",
      expect.stringMatching(/^lost `s3:GetObject` on `\*`.* \[less, 1 Read\] \[1\]>-$/),
    ]);
  });

  it("lets no fault pass for that", () => {
    const canonical = [readPolicy({ Version: "2012-10-17", Statement: [allow("s3:GetObject")] })];
    const live = [readPolicy({ Version: "2012-10-17", Statement: [allow("s3:*")] })];
    const broken: Covers = () => {
      throw new RangeError("broken");
    };
    expect(() => explainDifference({ canonical, live }, smallTable, broken)).toThrow(RangeError);
  });

  it("asks a bounded number of questions of policies with many crossing patterns", () => {
    const crossing = (letter: string) =>
      Array.from({ length: 60 }, (_, index) => `arn:aws:s3:::*${letter}*${index}*${letter}*/*a*b*c*d*e*f*${index}`);
    const [canonical, live] = ["x", "y"].map((letter) => {
      return [readPolicy({ Version: "2012-10-17", Statement: [allow("s3:*", crossing(letter))] })];
    });
    const exact = exactCoverage();
    let asked = 0;
    const counting: Covers = (statement, others) => {
      asked += 1;
      return exact(statement, others);
    };
    const deltas = explainDifference({ canonical: canonical ?? [], live: live ?? [] }, smallTable, counting);
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThanOrEqual(4_000);
    expect(deltas.map(({ effect }) => effect)).toEqual(["gained", "lost"]);
  });
});
