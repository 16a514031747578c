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
    setupFiles: ["test/seed-properties.ts"],
  },
});
