import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    allowOnly: false,
    // The flows through the lab race real workers and queues; on a busy CI machine one may be given a second chance, and is named.
    retry: process.env.CI === undefined ? 0 : 1,
    // Unless told vitest leaves one core free, which on two cores means one file at a time.
    maxWorkers: "100%",
    // A worker for every file would load the same modules nearly three hundred times; nothing in them is changed by a test.
    isolate: false,
    setupFiles: ["test/seed-properties.ts"],
    globalSetup: ["test/share-packages.ts"],
  },
});
