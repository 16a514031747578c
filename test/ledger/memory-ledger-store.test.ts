import { describeLedgerStore } from "./ledger-store.contract.ts";
import { createMemoryLedgerStore } from "./memory-ledger-store.ts";

describeLedgerStore("memory", async () => createMemoryLedgerStore());
