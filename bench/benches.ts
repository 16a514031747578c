import { accountReading } from "./account-reading/bench.ts";
import { accountSweep } from "./account-sweep/bench.ts";
import type { Bench } from "./bench.ts";
import { bundles } from "./bundles/bench.ts";
import { eventLatency } from "./event-latency/bench.ts";
import { largeAccount } from "./large-account/bench.ts";
import { manyAccounts } from "./many-accounts/bench.ts";
import { policyVersions } from "./policy-versions/bench.ts";

/** Every bench, in the order they are run. A new one is a folder of its own and a line here. */
export const benches: readonly Bench[] = [
  policyVersions,
  largeAccount,
  accountReading,
  accountSweep,
  eventLatency,
  manyAccounts,
  bundles,
];
