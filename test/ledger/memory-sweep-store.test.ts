import { createMemorySweepStore } from "./memory-sweep-store.ts";
import { describeSweepStore } from "./sweep-store.contract.ts";

describeSweepStore("memory", async () => createMemorySweepStore());
