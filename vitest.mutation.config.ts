import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The quick tests first, since a mutant's run ends with its first failure: tables, then the small worlds and the laws. */
const INCLUDE = [
  "test/policy/twins.test.ts",
  "test/policy/twins-of-deciding.test.ts",
  "test/policy/strangers.test.ts",
  "test/policy/canonicalise.test.ts",
  "test/policy/evaluate.test.ts",
  "test/policy/decide-policies.test.ts",
  "test/policy/decide-bounded-policies.test.ts",
  "test/policy/laws.property.test.ts",
];

class AsListed extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): number => INCLUDE.findIndex((name) => moduleId.endsWith(name));
    return Promise.resolve([...files].sort((one, other) => place(one) - place(other)));
  }
}

/** The tests that mutants of the deciding modules must not survive. */
export default defineConfig({
  test: {
    include: INCLUDE,
    // Without it, a law could be broken by the examples of one run and not by those of the next.
    setupFiles: ["test/seed-properties.ts"],
    sequence: { sequencer: AsListed },
    testTimeout: 60_000,
    allowOnly: false,
  },
});
