import { execFileSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { operations } from "../operations.ts";
import { serveIam } from "../serve.ts";
import { randomIds } from "../service.ts";
import { type Difference, differences, excuses, stale } from "./differences.ts";
import { exceptions } from "./exceptions/all.ts";
import { detectMoto, type Moto, startMoto } from "./moto.ts";
import { normaliseSteps, type Plain } from "./normalise.ts";
import { record, type Scenario } from "./scenario.ts";
import { scenarios } from "./scenarios/all.ts";

const ACCOUNT = "000000000000";
const presence = detectMoto();

type Recorded = Readonly<Record<string, Plain>>;

/** What the lab's IAM says, in an empty account of its own. */
async function askLab(scenario: Scenario): Promise<Recorded> {
  const served = await serveIam({
    account: ACCOUNT,
    partition: "aws",
    region: "us-east-1",
    now: () => new Date(),
    ids: randomIds(),
    record: () => undefined,
    deletionSeconds: 0,
    credentialReportSeconds: 0,
  });
  try {
    return normaliseSteps(await record(scenario, served.endpoint), scenario.lists);
  } finally {
    await served.stop();
  }
}

async function askMoto(scenario: Scenario, moto: Moto): Promise<Recorded> {
  await moto.reset();
  return normaliseSteps(await record(scenario, moto.endpoint), scenario.lists);
}

const shown = (difference: Difference): string => {
  const { scenario, step, path, lab, moto } = difference;
  return `${scenario}: ${step}${path === "" ? "" : ` at ${path}`}: the lab says ${lab}, moto says ${moto}`;
};

if (presence.installed) {
  describe("the lab's IAM and moto's", () => {
    const found: Difference[] = [];
    const asked = new Set<string>();
    let motos: { readonly plain: Moto; readonly withAwsPolicies: Moto };

    beforeAll(async () => {
      const [plain, withAwsPolicies] = await Promise.all([startMoto(ACCOUNT, false), startMoto(ACCOUNT, true)]);
      motos = { plain, withAwsPolicies };
    });
    afterAll(async () => {
      await Promise.all([motos.plain.stop(), motos.withAwsPolicies.stop()]);
    });

    it.each(scenarios)("agree: $name", async (scenario) => {
      const moto = scenario.awsPolicies === true ? motos.withAwsPolicies : motos.plain;
      const [lab, other] = await Promise.all([askLab(scenario), askMoto(scenario, moto)]);
      const differing = differences(scenario.name, lab, other);
      found.push(...differing);
      for (const step of Object.keys(lab)) {
        asked.add(step.replace(/ \d+$/, ""));
      }
      expect(differing.filter((difference) => !exceptions.some((one) => excuses(one, difference))).map(shown)).toEqual(
        [],
      );
    });

    it("are asked for every operation that the lab has", () => {
      expect(Object.keys(operations).filter((operation) => !asked.has(operation))).toEqual([]);
    });

    it("differ in every listed exception", () => {
      expect(stale(exceptions, found)).toEqual([]);
    });
  });
} else {
  describe("the lab's IAM and moto's", () => {
    it("left out: moto is not installed", () => {
      process.stderr.write(`The moto agreement suite was left out: ${presence.reason}\n`);
      expect(() => execFileSync("python3", ["-m", "moto.server", "--help"], { stdio: "pipe" })).toThrow();
    });
  });
}

describe("finding moto", () => {
  it("says so when there is no Python to ask", () => {
    const found = detectMoto("no-such-python");
    expect(found.installed ? "installed" : found.reason).toMatch(/^no-such-python could not be run: /);
  });

  it("says so when what is there cannot import moto", () => {
    const found = detectMoto(process.execPath);
    expect(found.installed ? "installed" : found.reason).toContain("has no moto server");
  });
});
