import { createMemorySlackThreadStore } from "./memory-slack-thread-store.ts";
import { describeSlackThreadStore } from "./slack-thread-store.contract.ts";

describeSlackThreadStore("memory", async () => createMemorySlackThreadStore());
