import { createMemoryRemediationStore } from "./memory-remediation-store.ts";
import { describeRemediationStore } from "./remediation-store.contract.ts";

describeRemediationStore("memory", async () => createMemoryRemediationStore());
