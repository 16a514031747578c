import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseTemplate } from "../../infra/cloudformation-yaml.ts";
import { DEFAULT_SETTINGS } from "../../shared/baselines/settings.ts";

it("the stack's schedules are those of a configuration that says nothing of them", () => {
  const text = readFileSync(new URL("../../infra/parameters.yml", import.meta.url), "utf8");
  const { sweep, keysReport } = DEFAULT_SETTINGS.schedules;
  expect(parseTemplate(text, "infra/parameters.yml")).toMatchObject({
    Parameters: { SweepSchedule: { Default: sweep }, KeysReportSchedule: { Default: keysReport } },
  });
});
