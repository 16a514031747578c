import { IAMClient } from "@aws-sdk/client-iam";
import { checkAccount } from "../../cli/check-account.ts";
import { readAuthorizationDetails } from "../../shared/aws/authorization-details.ts";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import { createManagedPolicyReader } from "../../shared/aws/managed-policy-reader.ts";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { readAccount } from "../../shared/observation/read-account.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { onEachCall } from "../../test/aws/on-each-call.ts";
import { serveIam } from "../../test/lab/iam/serve.ts";
import { randomIds } from "../../test/lab/iam/service.ts";
import type { Bench, Figure, Measured } from "../bench.ts";
import {
  ACCOUNT,
  DRIFTED,
  expectedRole,
  fillLargeAccount,
  GROUPS,
  INLINE,
  MANAGED,
  makeRoles,
  PLUMB,
  UNEXPECTED,
} from "./lab-account.ts";

const address = { account: ACCOUNT, partition: "aws" };
const PAGE = 1_000;

/** An account of the lab, and the calls that are made to it. */
interface CountedAccount {
  readonly client: IAMClient;
  /** What was called while the work was done. */
  callsOf(work: () => Promise<unknown>): Promise<readonly string[]>;
  stop(): Promise<void>;
}

async function serveCounted(): Promise<CountedAccount> {
  const record = () => undefined;
  const served = await serveIam({ ...address, region: "us-east-1", now: () => new Date(), ids: randomIds(), record });
  const credentials = { accessKeyId: "AKIAADMINISTRATOR000", secretAccessKey: "lab" };
  const client = new IAMClient({ endpoint: served.endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  let calls: string[] = [];
  onEachCall(client, (operation) => calls.push(operation));
  return {
    client,
    async callsOf(work) {
      calls = [];
      await work();
      return calls;
    },
    async stop() {
      client.destroy();
      await served.stop();
    },
  };
}

/** What one event on these entities leads to: each is read and judged. */
async function judge(client: IAMClient, entities: readonly ExpectedEntity[]): Promise<void> {
  const now = new Date();
  await checkAccount({
    account: { ...address, entities },
    source: { kind: "live" },
    reader: createIamReader({ client, account: address, now: () => now }),
    managedPolicies: createManagedPolicyReader(client),
    now,
    loadTable: loadActionTable,
    waivers: [],
  });
}

async function readWhole(client: IAMClient): Promise<void> {
  const reading = await readAccount(readAuthorizationDetails(client), { account: address });
  if (reading.status === "unreadable") throw new Error(reading.reason.message);
  if (reading.state.entities.length < GROUPS) throw new Error("The account was not read whole.");
}

/** Calls do not differ between rounds. */
function figure(name: string, calls: number, atMost: number, how?: string): Figure {
  const shown = String(calls);
  const bound = how === undefined ? atMost : `${how} = ${atMost}`;
  return { name, best: shown, median: shown, budget: { text: `≤ ${bound}`, kept: calls <= atMost } };
}

async function measure({ client, callsOf }: CountedAccount): Promise<Measured> {
  await makeRoles(client);
  const [plumb, drifted] = [expectedRole(PLUMB), expectedRole(DRIFTED)];
  const asItShould = await callsOf(() => judge(client, [plumb]));
  const asItShouldNot = await callsOf(() => judge(client, [drifted]));
  const twice = await callsOf(() => judge(client, [plumb, { ...plumb, baseline: "another" }]));
  await fillLargeAccount(client);
  const whole = await callsOf(() => readWhole(client));
  const entities = GROUPS + 2 + MANAGED + UNEXPECTED;
  const pages = Math.ceil(entities / PAGE);
  const perRole = (policies: number) => [3 + INLINE + 2 * policies, `3 + ${INLINE} + 2 × ${policies}`] as const;
  const reads = twice.filter((call) => call === "GetRole").length;
  return {
    subject: `Calls to IAM, counted at the SDK before a lab account: a role with ${INLINE} inline policies, ${MANAGED - 1} customer managed policies and a boundary; an account of ${entities.toLocaleString("en")} entities.`,
    figures: [
      figure("one event on a role that is as it should be", asItShould.length, ...perRole(MANAGED)),
      figure("… on one with another policy attached", asItShouldNot.length, ...perRole(MANAGED + UNEXPECTED)),
      figure("… on one that two baselines expect: reads of it", reads, 1),
      figure("a whole account: pages", whole.length, pages),
    ],
    remarks: [`The calls for the second: ${counted(asItShouldNot)}.`],
  };
}

function counted(calls: readonly string[]): string {
  const groups = Map.groupBy(calls, (call) => call);
  return [...groups].map(([call, { length }]) => (length === 1 ? call : `${length} ${call}`)).join(", ");
}

/** How many calls reading takes. */
export const accountReading: Bench = {
  name: "account-reading",
  title: "Calls to IAM",
  async run() {
    const account = await serveCounted();
    try {
      return await measure(account);
    } finally {
      await account.stop();
    }
  },
};
