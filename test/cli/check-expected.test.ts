import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectedOf } from "../../cli/check-expected.ts";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import { withOrganization } from "../../cli/organization-accounts.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { KEY } from "../infra/own-configurations.ts";

const HUB = "111122223333";
const OF_FIRST = "222233334444";
const OF_SECOND = "333344445555";
const UNITS = { first: "ou-ab12-first000", second: "ou-ab12-second00" } as const;
const entry = (name: keyof typeof UNITS) => `  - unit: ${UNITS[name]}
    readerRole: plumbline-reader
    externalId: "${name}-{{account}}"
    baselines:
      - baseline: plumbline
      - baseline: amazon-ivs
        parameters: { operatorPolicyName: ivs-of-${name} }
`;
const TEXT = `accounts:
  - id: "${HUB}"
    baselines:
      - baseline: plumbline
        parameters: { encryptionKey: "${KEY}" }
organization:
${entry("first")}${entry("second")}`;
const MEMBERS: Readonly<Record<string, string>> = { [UNITS.first]: OF_FIRST, [UNITS.second]: OF_SECOND };

let directory: string;
let configurationFile: string;
let configuration: CompiledConfiguration;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "plumbline-expected-"));
  configurationFile = join(directory, "plumbline.yml");
  writeFileSync(configurationFile, TEXT);
  const compilation = await loadConfiguration(configurationFile);
  if (compilation.status === "invalid") throw new Error(JSON.stringify(compilation.problems));
  const whole = await withOrganization(compilation.configuration, configurationFile, undefined, () => ({
    accountsIn: async (unit) => {
      const id = MEMBERS[unit] ?? "";
      return { status: "present", accounts: [{ id, name: `member-${id}` }], inactive: [] };
    },
    accountsTagged: () => Promise.reject(new Error("No entry has a tag.")),
  }));
  configuration = whole.configuration;
});
afterAll(() => rmSync(directory, { recursive: true }));

async function expected(account: string, baseline: string) {
  const address = { account, partition: "aws" };
  const expectation = await expectedOf({ configuration, configurationFile, address, baseline });
  if ("problems" in expectation) throw new Error(JSON.stringify(expectation.problems));
  return expectation;
}

describe("what one baseline expects of a member of an organization", () => {
  it("cannot be said by a folder, which would not have the entry's parameters", async () => {
    const folder = fileURLToPath(new URL("../../policies/amazon-ivs", import.meta.url));
    await expect(expected(OF_SECOND, folder)).rejects.toThrow(
      `Account ${OF_SECOND} has the baseline amazon-ivs by an entry of organization in ${configurationFile}, whose parameters the folder ${folder} cannot take; list the account itself there.`,
    );
  });

  it.each([
    { member: OF_FIRST, baseline: "amazon-ivs", holds: '"ivs-of-first"' },
    { member: OF_SECOND, baseline: "amazon-ivs", holds: '"ivs-of-second"' },
    { member: OF_FIRST, baseline: "plumbline", holds: `first-${OF_FIRST}` },
    { member: OF_SECOND, baseline: "plumbline", holds: `second-${OF_SECOND}` },
  ])("is what its own entry says: $baseline has $holds", async ({ member, baseline, holds }) => {
    const { account, digest } = await expected(member, baseline);
    expect({ ...account, entities: [] }).toMatchObject({ account: member, alias: `member-${member}` });
    expect(new Set(account.entities.map((each) => each.baseline))).toEqual(new Set([baseline]));
    expect(JSON.stringify(account.entities)).toContain(holds);
    expect(digest).toBe(configuration.digest);
  });
});

describe("what a baseline that the configuration does not give to an account expects of it", () => {
  it("is the baseline by itself", async () => {
    const { account } = await expected(HUB, "viz-now");
    expect(account.account).toBe(HUB);
    expect(new Set(account.entities.map(({ baseline }) => baseline))).toEqual(new Set(["viz-now"]));
  });

  it("is refused of plumbline where several entries of organization may have the account", async () => {
    await expect(expected("444455556666", "plumbline")).rejects.toMatchObject({
      code: "UsageError",
      message: `${configurationFile} has 2 entries of organization that may have account 444455556666, and which has it is not known here; list the account itself.`,
    });
  });
});
