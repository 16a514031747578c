import { describe, expect, it } from "vitest";
import { compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import { formatProblem } from "../../shared/baselines/problem.ts";
import { edited, sourcesOf } from "./fixture.ts";

function warningsOf(...edits: Parameters<typeof edited>[1][]): readonly string[] {
  const compilation = compileConfiguration(sourcesOf(edited("plumbline.yml", ...edits)));
  if (compilation.status === "invalid") throw new Error(compilation.problems.map(formatProblem).join("\n"));
  return compilation.warnings.map(formatProblem);
}

describe("what no function obeys yet", () => {
  it("is not warned of where a configuration does not say it", () => {
    expect(warningsOf(["alias: one", "alias: two"])).toEqual([]);
  });

  it("is warned of, key by key, where it does", () => {
    const warnings = warningsOf(
      ["alias: one", "alias: one\n    readerRole: Reader\n    routes: [main]"],
      [
        "accounts:",
        "schedules: {}\nkillSwitch: /stop\nthresholds: {warnDaysAhead: [7], remindAfterDays: {low: 60}, maximumRemediationsPerHour: {entity: 5}}\nroutes: {main: {}}\naccounts:",
      ],
    );
    expect(warnings).toEqual([
      "plumbline.yml:1:1 warning: schedules is checked, and no function obeys it yet: the sweep is daily, and no key-rotation report is made.",
      "plumbline.yml:3:14 warning: warnDaysAhead is checked, and no function obeys it yet: no key's breach is told ahead by it.",
      "plumbline.yml:8:5 warning: readerRole is checked, and no function obeys it yet: only plumbline check assumes it; the functions read just the account that Plumbline runs in.",
    ]);
  });
});
