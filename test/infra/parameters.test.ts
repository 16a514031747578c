import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../shared/baselines/settings.ts";
import { readTemplateFile } from "../lab/stack/template-file.ts";

it("the stack's schedules are those of a configuration that says nothing of them", async () => {
  const file = fileURLToPath(new URL("../../infra/parameters.yml", import.meta.url));
  const { sweep, keysReport } = DEFAULT_SETTINGS.schedules;
  expect(await readTemplateFile(file)).toMatchObject({
    Parameters: { SweepSchedule: { Default: sweep }, KeysReportSchedule: { Default: keysReport } },
  });
});
