import { describeArrivedEventStore } from "./arrived-events.contract.ts";
import { createMemoryArrivedEvents } from "./memory-arrived-events.ts";

describeArrivedEventStore("memory", async () => createMemoryArrivedEvents());
