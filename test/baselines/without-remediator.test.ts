import { describe, expect, it } from "vitest";
import { compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import { formatProblem } from "../../shared/baselines/problem.ts";
import { edited, sourcesOf } from "./fixture.ts";

function warningsOf(...edits: Parameters<typeof edited>[1][]): readonly string[] {
  const compilation = compileConfiguration(sourcesOf(edited("plumbline.yml", ...edits)));
  if (compilation.status === "invalid") throw new Error(compilation.problems.map(formatProblem).join("\n"));
  return compilation.warnings.map(formatProblem);
}

describe("an account that is entered by a role", () => {
  const NOTHING = "has no remediatorRole, so nothing of what remediate asks for is repaired there.";
  const cases: readonly { name: string; edits: Parameters<typeof edited>[1][]; expected: readonly string[] }[] = [
    {
      name: "is warned of where something is to be repaired and no role is there to do it",
      edits: [["alias: one", "readerRole: Reader"]],
      expected: [`plumbline.yml:3:5 warning: Account 111122223333 ${NOTHING}`],
    },
    {
      name: "is not where there is such a role",
      edits: [["alias: one", "readerRole: Reader\n    remediatorRole: Remediator"]],
      expected: [],
    },
    {
      name: "is not where nothing is repaired",
      edits: [
        ["alias: one", "readerRole: Reader"],
        ["        remediate: narrow\n", "        remediate: off\n"],
      ],
      expected: [],
    },
    { name: "is not where Plumbline runs in it", edits: [], expected: [] },
    {
      name: "is warned of as of any account where an organization has it",
      edits: [
        [
          "accounts:",
          "organization:\n  - unit: r-ab12\n    readerRole: Reader\n    externalId: x-{{account}}\n    baselines: [{ baseline: shop, remediate: narrow, parameters: { bucket: b-bucket } }]\naccounts:",
        ],
      ],
      expected: [`plumbline.yml:3:5 warning: Account {{account}} ${NOTHING}`],
    },
  ];
  it.each(cases)("$name", ({ edits, expected }) => {
    expect(warningsOf(...edits)).toEqual(expected);
  });
});
