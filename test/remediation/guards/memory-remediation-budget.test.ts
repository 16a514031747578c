import { createMemoryRemediationBudget } from "./memory-remediation-budget.ts";
import { describeRemediationBudgetStore } from "./remediation-budget.contract.ts";

describeRemediationBudgetStore("memory", async () => createMemoryRemediationBudget());
