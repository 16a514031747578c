import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkResultSchema } from "../../cli/check-schema.ts";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import { assumeRole } from "../../shared/aws/assume-role.ts";
import { stopAllSts, stsClient } from "../aws/sts-scripted.ts";
import { detectMoto, type Moto, startMoto } from "../lab/iam/agreement/moto.ts";
import { seedLab } from "../lab/seed.ts";
import { environmentFor } from "./check-served.ts";
import { runCli } from "./run-cli.ts";

/** Whose account it is for moto where a key says nothing else. */
const HUB = "123456789012";
const MEDIA = "111122223333";
const READER = `arn:aws:iam::${MEDIA}:role/plumbline/Reader`;
const presence = detectMoto();

/** An account of moto's by way of STS; it asks nothing of the role. */
async function clientOf(account: string, moto: Moto): Promise<IAMClient> {
  const session = { externalId: undefined, sessionName: "seeding", seconds: 900 };
  const roleArn = `arn:aws:iam::${account}:role/Seeding`;
  const assumed = await assumeRole(stsClient(moto.endpoint), { roleArn, ...session });
  if (assumed.status !== "present") throw new Error(assumed.reason.message);
  return new IAMClient({ endpoint: moto.endpoint, region: "us-east-1", credentials: assumed.state });
}

if (presence.installed) {
  describe("check of two of moto's accounts", () => {
    let moto: Moto;
    let directory: string;
    let file: string;

    beforeAll(async () => {
      directory = mkdtempSync(join(tmpdir(), "plumbline-moto-"));
      file = join(directory, "plumbline.yml");
      const baselines = [{ baseline: "viz-now" }];
      const hub = { id: HUB, alias: "hub", baselines };
      const media = { id: MEDIA, alias: "media", readerRole: READER, externalId: "media-7f3a9c", baselines };
      writeFileSync(file, JSON.stringify({ accounts: [hub, media] }));
      const compilation = await loadConfiguration(file);
      if (compilation.status === "invalid") throw new Error(JSON.stringify(compilation.problems));
      const { configuration } = compilation;
      moto = await startMoto(undefined, false);
      const { endpoint } = moto;
      for (const account of [HUB, MEDIA]) {
        const client = await clientOf(account, moto);
        const clientConfig = { region: "us-east-1", credentials: client.config.credentials };
        await seedLab({ endpoint, configuration, account, clientConfig });
        if (account === MEDIA) await tamper(client);
        client.destroy();
      }
    });
    afterAll(async () => {
      await stopAllSts();
      await moto?.stop();
      rmSync(directory, { recursive: true });
    });

    async function tamper(client: IAMClient): Promise<void> {
      const allow = (statement: object) =>
        JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
      const trust = allow({ Principal: { AWS: `arn:aws:iam::${HUB}:root` }, Action: "sts:AssumeRole" });
      await client.send(
        new CreateRoleCommand({ RoleName: "Reader", Path: "/plumbline/", AssumeRolePolicyDocument: trust }),
      );
      const PolicyDocument = allow({ Action: "iam:PassRole", Resource: "*" });
      const place = { RoleName: "viz-now-manage", PolicyName: "other" };
      await client.send(new PutRolePolicyCommand({ ...place, PolicyDocument }));
    }

    it("reads each account with its own credentials, and finds what was done to one of them alone", async () => {
      const run = await runCli(directory, ["check", "--config", file, "--json"], {
        ...environmentFor(moto.endpoint),
        HOME: directory,
      });
      expect({ code: run.code, stderr: run.stderr }).toEqual({ code: 1, stderr: "" });
      const { accounts } = checkResultSchema.parse(JSON.parse(run.stdout));
      expect(
        accounts.map(({ alias, source, entities }) => ({
          alias,
          source,
          drifts: entities.flatMap(({ entity, drifts }) => drifts.map(({ rule }) => `${entity} ${rule}`)),
        })),
      ).toEqual([
        { alias: "hub", source: { kind: "live" }, drifts: [] },
        {
          alias: "media",
          source: { kind: "live", role: READER },
          drifts: ["role/viz-now-manage inline-policy-unexpected"],
        },
      ]);
    });
  });
} else {
  describe("check of two of moto's accounts", () => {
    it("left out: moto is not installed", () => {
      process.stderr.write(`The check of two of moto's accounts was left out: ${presence.reason}\n`);
      expect(() => execFileSync("python3", ["-m", "moto.server", "--help"], { stdio: "pipe" })).toThrow();
    });
  });
}
