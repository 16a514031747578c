import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import { createIamClient } from "../../shared/aws/iam-client.ts";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import { createManagedPolicyReader } from "../../shared/aws/managed-policy-reader.ts";
import type { ExpectedAccount } from "../../shared/baselines/expected-state.ts";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { observeEntities } from "../../shared/observation/observe-entities.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { detectMoto, type Moto, startMoto } from "../lab/iam/agreement/moto.ts";
import { type ServedIam, serveIam } from "../lab/iam/serve.ts";
import { randomIds } from "../lab/iam/service.ts";
import { createRendered, type PrintedRendering } from "./create-rendered.ts";
import { runCli } from "./run-cli.ts";

const ACCOUNT = "000000000000";
const BASELINES = readdirSync(fileURLToPath(new URL("../../policies", import.meta.url)));

/** What only an account can know, by baseline. */
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "matillion-agent": {
    stagingBucket: "sample-staging",
    secretsRegion: "eu-west-1",
    platformKeySecret: "matillion/platform-key-Ab3dE9",
    databasePasswordsSecrets: ["matillion/database-passwords-Zx8yW1", "matillion/other-passwords-Zx8yW1"],
  },
};

/** What a baseline comes to in IAM: what became of each rule for each entity, where it is not that there is no drift. */
type Differences = readonly string[];

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "plumbline-render-"));
  for (const baseline of BASELINES) {
    const uses = [{ baseline, parameters: PARAMETERS[baseline] ?? {} }];
    writeFileSync(join(directory, `${baseline}.yml`), JSON.stringify({ accounts: [{ id: ACCOUNT, baselines: uses }] }));
  }
});
afterAll(() => rmSync(directory, { recursive: true }));

async function render(baseline: string, format: string): Promise<string> {
  const run = await runCli(directory, ["render", baseline, "--config", `${baseline}.yml`, "--format", format]);
  expect(run).toMatchObject({ code: 0, stderr: "" });
  return run.stdout;
}

async function expectedOf(baseline: string): Promise<ExpectedAccount> {
  const compilation = await loadConfiguration(join(directory, `${baseline}.yml`));
  if (compilation.status === "invalid") throw new Error(JSON.stringify(compilation.problems));
  const [account] = compilation.configuration.accounts;
  if (account === undefined) throw new Error("The configuration has no account.");
  return account;
}

/** Makes what `render` prints of a baseline in an empty account, and holds the account to the baseline as the functions do. */
async function differences(baseline: string, endpoint: string): Promise<Differences> {
  const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" };
  const client = createIamClient({ endpoint, region: "us-east-1", credentials });
  try {
    await createRendered(client, JSON.parse(await render(baseline, "json")) as PrintedRendering);
    const account = await expectedOf(baseline);
    const now = () => new Date();
    const reader = createIamReader({ client, account, now });
    const ports = { loadTable: loadActionTable, managedPolicies: createManagedPolicyReader(client) };
    const observations = await observeEntities(reader, account.entities);
    expect(observations.length).toBeGreaterThan(0);
    const found = account.entities.map(async (expected, index) => {
      const observation = observations[index];
      if (observation === undefined) throw new Error("There are fewer observations than entities.");
      const detection = { account: ACCOUNT, expected, observation, now: now(), ...ports };
      const { outcomes } = await detectDrift(detection);
      return outcomes.flatMap((outcome) => {
        const where = `${formatEntity(expected.entity)}: ${outcome.rule}`;
        return outcome.status === "decided" ? outcome.drifts.map(() => where) : [`${where} ${outcome.status}`];
      });
    });
    return (await Promise.all(found)).flat();
  } finally {
    client.destroy();
  }
}

describe("what render --json prints, made in the lab's IAM", () => {
  let served: ServedIam;

  it.each(BASELINES)("is free of drift: %s", async (baseline) => {
    served = await serveIam({
      account: ACCOUNT,
      partition: "aws",
      region: "us-east-1",
      now: () => new Date(),
      ids: randomIds(),
      record: () => undefined,
    });
    try {
      expect(await differences(baseline, served.endpoint)).toEqual([]);
    } finally {
      await served.stop();
    }
  });
});

/** What moto gets wrong, by baseline. */
const MOTO_FAULTS: Readonly<Record<string, { readonly reason: string; readonly differences: Differences }>> = {
  "amazon-ivs-recording": {
    reason: "moto calls the role AWSServiceRoleForivs; Amazon IVS calls it AWSServiceRoleForIVSRecordToS3.",
    differences: ["role/AWSServiceRoleForIVSRecordToS3: entity-missing"],
  },
};

const moto = detectMoto();

describe("what render --json prints, made in moto's IAM", () => {
  if (!moto.installed) {
    it("left out: moto is not installed", () => {
      process.stderr.write(`What render prints was not tried on moto: ${moto.reason}\n`);
      expect(detectMoto().installed).toBe(false);
    });
    return;
  }
  let server: Moto;
  beforeAll(async () => {
    server = await startMoto(ACCOUNT, true);
  });
  afterAll(() => server.stop());

  it.each(BASELINES)("is free of drift, but for what moto gets wrong: %s", async (baseline) => {
    await server.reset();
    expect(await differences(baseline, server.endpoint)).toEqual(MOTO_FAULTS[baseline]?.differences ?? []);
  });
});

/** What the command cfn-lint does. @see https://github.com/aws-cloudformation/cfn-lint */
const CFN_LINT = "from cfnlint.runner import main; main()";
const lint = (args: readonly string[]) => spawnSync("python3", ["-c", CFN_LINT, ...args], { encoding: "utf8" });

const linter = lint(["--version"]);

describe("the templates that render prints", () => {
  if (linter.status !== 0) {
    it("were not checked: cfn-lint is not installed", () => {
      process.stderr.write(
        `What render prints was not checked by cfn-lint: ${linter.error?.message ?? linter.stderr}\n`,
      );
      expect(lint(["--version"]).status).not.toBe(0);
    });
    return;
  }

  it("satisfy cfn-lint", async () => {
    const templates = await Promise.all(
      BASELINES.map(async (baseline) => {
        const file = join(directory, `${baseline}.template.yml`);
        writeFileSync(file, await render(baseline, "cloudformation"));
        return file;
      }),
    );
    expect(lint(templates)).toMatchObject({ status: 0, stdout: "", stderr: "" });
  });

  it("would not satisfy it with a fault in them", async () => {
    const file = join(directory, "faulty.template.yml");
    const template = await render("red5-stream-manager", "cloudformation");
    writeFileSync(file, template.replace("UserName:", "UserNames:"));
    expect(lint([file]).status).not.toBe(0);
  });
});
