import { IAMClient } from "@aws-sdk/client-iam";
import { checkAccount } from "../../cli/check-account.ts";
import { readSources } from "../../cli/load-configuration.ts";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import { createManagedPolicyReader } from "../../shared/aws/managed-policy-reader.ts";
import { compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import type { Waiver } from "../../shared/baselines/waivers.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import type { CheckedAccount, CheckResult } from "../../shared/reports/check-result.ts";
import { LAB } from "../cli/check-served.ts";
import type { Ids } from "../lab/iam/ids.ts";
import { serveIam } from "../lab/iam/serve.ts";
import { seedLab } from "../lab/seed.ts";
import { EXAMPLE_ACCOUNT, EXAMPLE_BASELINE, EXAMPLE_CONFIGURATION } from "./example-baseline.ts";
import { EXAMPLE_DRIFT } from "./example-drift.ts";

const CHECKED_AT = new Date("2026-03-02T08:30:00.000Z");
const DAY = 24 * 60 * 60 * 1000;

/**
 * A check of an account in which several things were changed: made by the lab's IAM and the check itself, with a clock and ids of its
 * own, so that it is the same every time.
 */
export async function exampleCheck(): Promise<CheckResult> {
  const configuration = await compileExample();
  const expected = configuration.accounts.find(({ account }) => account === EXAMPLE_ACCOUNT);
  if (expected === undefined) throw new Error(`The example has no account ${EXAMPLE_ACCOUNT}.`);
  let clock = CHECKED_AT;
  const iam = { account: EXAMPLE_ACCOUNT, partition: "aws", region: "us-east-1", now: () => clock, ids: countedIds() };
  const { endpoint, stop } = await serveIam({ ...iam, record: () => undefined });
  const clientConfig = {
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAPLUMBLINELABADMN", secretAccessKey: "lab" },
  };
  const client = new IAMClient({ endpoint, ...clientConfig });
  try {
    const daysAgo = (days: number): void => {
      clock = new Date(CHECKED_AT.getTime() - days * DAY);
    };
    daysAgo(204);
    await seedLab({ endpoint, configuration, account: EXAMPLE_ACCOUNT, clientConfig });
    for (const change of EXAMPLE_DRIFT) {
      daysAgo(change.daysAgo);
      await change.make(client);
    }
    daysAgo(0);
    const reader = createIamReader({
      client,
      account: { account: EXAMPLE_ACCOUNT, partition: "aws" },
      now: () => clock,
    });
    const check = {
      account: expected,
      source: { kind: "live" } as const,
      reader,
      managedPolicies: createManagedPolicyReader(client),
      now: CHECKED_AT,
      loadTable: loadActionTable,
    };
    const found = await checkAccount({ ...check, waivers: [] });
    const checked = await checkAccount({ ...check, waivers: accepted(found) });
    return {
      version: 1,
      checkedAt: CHECKED_AT.toISOString(),
      configurationDigest: configuration.digest,
      accounts: [checked],
    };
  } finally {
    client.destroy();
    await stop();
  }
}

async function compileExample(): Promise<CompiledConfiguration> {
  const reading = await readSources(LAB);
  if (reading.status === "unreadable") throw new Error(JSON.stringify(reading.problems));
  const compilation = compileConfiguration({
    configuration: { file: "plumbline.yml", text: EXAMPLE_CONFIGURATION },
    files: new Map([...reading.sources.files, ...Object.entries(EXAMPLE_BASELINE)]),
  });
  if (compilation.status === "invalid") throw new Error(JSON.stringify(compilation.problems));
  return compilation.configuration;
}

/** What somebody has accepted: the read-only policy on the agent's task role. */
function accepted({ account, entities }: CheckedAccount): readonly Waiver[] {
  const drifts = entities.flatMap(({ drifts }) => drifts);
  return drifts
    .filter(({ subject }) => subject.endsWith("policy/ReadOnlyAccess"))
    .map(({ entity, fingerprint }) => ({
      account,
      entity: formatEntity(entity),
      fingerprint,
      decidedBy: "Ana Lindqvist, platform",
      reason: "The vendor's support reads the set-up until their ticket is closed.",
      from: "2026-02-20",
      until: "2026-03-31",
    }));
}

/** Ids that are counted, so that they are the same every time. */
function countedIds(): Ids {
  let count = 7;
  const next = (): number => {
    count = (count * 48_271) % 2_147_483_647;
    return count;
  };
  return {
    uuid: () => `00000000-0000-4000-8000-${next().toString(16).padStart(12, "0")}`,
    characters: (alphabet, length) => Array.from({ length }, () => alphabet.charAt(next() % alphabet.length)).join(""),
  };
}
