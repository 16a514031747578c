import { defineConfig } from "vitest/config";

/** The tests that mutants of the deciding modules must not survive: those that are quick, and the small worlds. */
export default defineConfig({
  test: {
    include: [
      "test/policy/twins.test.ts",
      "test/policy/compare-policies.test.ts",
      "test/policy/evaluate.test.ts",
      "test/policy/canonicalise.test.ts",
      "test/policy/decide/**/*.test.ts",
      "test/policy/laws.property.test.ts",
    ],
    testTimeout: 60_000,
    allowOnly: false,
  },
});
