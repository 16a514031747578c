import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DoctorResult } from "../../cli/doctor-schema.ts";
import { type ServedIam, serveIam } from "../lab/iam/serve.ts";
import { randomIds } from "../lab/iam/service.ts";
import { environmentFor } from "./check-served.ts";
import { runCli } from "./run-cli.ts";

const ACCOUNT = "000000000000";
const HUB = `accounts:
  - id: "111122223333"
    baselines:
      - baseline: viz-now
`;
const entry = (unit: string, team: string) => `  - unit: ${unit}
    readerRole: plumbline-reader
    externalId: "${team}-{{account}}"
    baselines:
      - baseline: viz-now
`;

let directory: string;
let served: ServedIam;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "plumbline-doctor-"));
  const place = { account: ACCOUNT, partition: "aws", region: "us-east-1" };
  served = await serveIam({ ...place, now: () => new Date(), ids: randomIds(), record: () => undefined });
});
afterAll(async () => {
  await served.stop();
  rmSync(directory, { recursive: true });
});

async function examined(configuration: string) {
  writeFileSync(join(directory, "our.yml"), configuration);
  const run = await runCli(directory, ["doctor", "--json", "--config", "our.yml"], environmentFor(served.endpoint));
  return { code: run.code, lines: (JSON.parse(run.stdout) as DoctorResult).lines };
}

describe("doctor looks no further", () => {
  it.each([
    {
      name: "with credentials of an account that is not named",
      configuration: HUB,
      status: "error",
      says: `The credentials belong to account ${ACCOUNT}, which our.yml does not name.`,
      remedy: `Use credentials of an account that our.yml names, or list account ${ACCOUNT} there.`,
    },
    {
      name: "where several entries of the organization may have the account and differ",
      configuration: `${HUB}organization:\n${entry("ou-ab12-first000", "media")}${entry("ou-ab12-second00", "film")}`,
      status: "unknown",
      says: `our.yml has 2 entries of organization that may have account ${ACCOUNT}, and which has it is not known here.`,
      remedy: `List account ${ACCOUNT} itself in our.yml.`,
    },
    {
      name: "where an entry of the organization has no reader role",
      configuration: `${HUB}organization:\n  - unit: ou-ab12-first000\n    baselines:\n      - baseline: viz-now\n`,
      status: "error",
      says: "our.yml may have the account by an entry of organization without a readerRole, and Plumbline runs only in an account that is listed.",
      remedy: `Give the entry a readerRole in our.yml, or list account ${ACCOUNT} there.`,
    },
    {
      name: "in an account of another partition",
      configuration: `${HUB}  - id: "${ACCOUNT}"\n    partition: aws-cn\n    baselines:\n      - baseline: viz-now\n`,
      status: "error",
      says: "The account is in the partition aws, and our.yml says aws-cn.",
      remedy: "Correct it in our.yml.",
    },
  ])("$name", async ({ configuration, status, says, remedy }) => {
    const lines = [{ check: "account", subject: ACCOUNT, status, says, remedy }];
    expect(await examined(configuration)).toEqual({ code: 2, lines });
  });
});
