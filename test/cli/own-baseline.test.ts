import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deployedRoles, type LiveRoles, snapshotText } from "../infra/deployed-roles.ts";
import { compiled, deploymentOf, KEY } from "../infra/own-configurations.ts";
import { runCli } from "./run-cli.ts";

const HUB = `accounts:
  - id: "111122223333"
    baselines:
      - baseline: plumbline
        parameters:
          encryptionKey: ${KEY}
`;
const ORGANIZATION = `organization:
  - unit: r-ab12
    except: ["777788889999"]
    readerRole: plumbline-reader
    externalId: "media-{{account}}"
    baselines:
      - baseline: plumbline
`;
const MEMBERS = `${HUB}  - id: "444455556666"
    alias: media
    readerRole: plumbline-reader
    externalId: media-7f3a
    baselines:
      - baseline: plumbline
${ORGANIZATION}`;
const UNITS = `${MEMBERS}  - unit: ou-ab12-ingest00
    except: ["888899990000"]
    readerRole: plumbline-reader
    externalId: "ingest-{{account}}"
    baselines:
      - baseline: viz-now
`;
const OTHERS = `accounts:
  - id: "111122223333"
    baselines:
      - baseline: red5-stream-manager
`;
const EVERY_HUB_ENTITY = [
  "policy/plumbline-protection",
  "role/plumbline-detect-drift",
  "role/plumbline-post-to-slack",
  "role/plumbline-remediate-drift",
  "role/plumbline-report-keys",
  "role/plumbline-send-alert",
  "role/plumbline-sweep-account",
  "role/plumbline-watch-plumbline",
];

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "plumbline-own-"));
  write("hub.yml", HUB);
  write("members.yml", MEMBERS);
  write("units.yml", UNITS);
  write("organization.yml", OTHERS + ORGANIZATION);
  write("others.yml", OTHERS);
  write("no-key.yml", HUB.replace(/ {8}parameters:\n.*\n/, ""));
});
afterAll(() => rmSync(directory, { recursive: true }));

function write(name: string, text: string): void {
  writeFileSync(join(directory, name), text);
}

const run = (...args: readonly string[]) => runCli(directory, args);

describe("render plumbline", () => {
  it.each([
    {
      name: "the one account that has it",
      args: ["--config", "hub.yml"],
      account: "111122223333",
      entities: EVERY_HUB_ENTITY,
    },
    {
      name: "a member",
      args: ["--config", "members.yml", "--account", "media"],
      account: "444455556666",
      entities: ["policy/plumbline-protection", "role/plumbline-member-events", "role/plumbline-reader"],
    },
    {
      name: "an account of the organization",
      args: ["--config", "members.yml", "--account", "222233334444"],
      account: "222233334444",
      entities: ["policy/plumbline-protection", "role/plumbline-member-events", "role/plumbline-reader"],
    },
    {
      name: "an account that all entries but one leave out",
      args: ["--config", "units.yml", "--account", "888899990000"],
      account: "888899990000",
      entities: ["policy/plumbline-protection", "role/plumbline-member-events", "role/plumbline-reader"],
    },
  ])("prints what is deployed in $name", async ({ args, account, entities }) => {
    const { code, stdout, stderr } = await run("render", "plumbline", "--json", ...args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const rendered = JSON.parse(stdout) as { account: unknown; entities: readonly { entity: string }[] };
    expect(rendered.account).toMatchObject({ id: account, configured: true });
    expect(rendered.entities.map(({ entity }) => entity).toSorted()).toEqual(entities);
  });

  it.each([
    {
      name: "several accounts have it",
      args: ["--config", "members.yml"],
      says: "2 accounts of members.yml have the baseline plumbline; name one with --account: 111122223333, 444455556666 (media).",
    },
    {
      name: "no account has it",
      args: ["--config", "others.yml"],
      says: "others.yml does not give any account the baseline plumbline, which follows from the whole of that file: list it there first.",
    },
    {
      name: "that account does not have it",
      args: ["--config", "members.yml", "--account", "777788889999"],
      says: "members.yml does not give account 777788889999 the baseline plumbline, which follows from the whole of that file: list it there first.",
    },
    {
      name: "only accounts of the organization have it",
      args: ["--config", "organization.yml"],
      says: "organization.yml gives the baseline plumbline to accounts of the organization; name one with --account.",
    },
    {
      name: "several entries of the organization may have that account",
      args: ["--config", "units.yml", "--account", "222233334444"],
      says: "units.yml has 2 entries of organization that may have account 222233334444, and which has it is not known here; list the account itself.",
    },
    {
      name: "parameters are given",
      args: ["--config", "hub.yml", "--parameter", "driftBus=other"],
      says: "The parameters of account 111122223333 come from hub.yml; change them there, and leave out --parameter.",
    },
  ])("is refused where $name", async ({ args, says }) => {
    expect(await run("render", "plumbline", ...args)).toEqual({ code: 2, stdout: "", stderr: `${says}\n` });
  });
});

it("discover does not look for Plumbline's own roles, and says so", async () => {
  const { code, stderr } = await run("discover", "--baseline", "plumbline", "--config", "hub.yml");
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr:
      "discover does not look for plumbline: what that expects follows from the configuration that is deployed; plumbline check holds an account to it.\n",
  });
});

describe("validate", () => {
  it("says what the key is that is not given, and where it is found", async () => {
    expect(await run("validate", "--config", "no-key.yml")).toMatchObject({
      code: 2,
      stdout:
        "no-key.yml:4:19 The parameter encryptionKey of the baseline plumbline has no default; give it under parameters. The ARN of the key that Plumbline's queues and topics are under, which the stack's output EncryptionKeyArn has.\n",
    });
  });

  it("finds nothing wrong with a hub and its members, nor near a limit", async () => {
    expect(await run("validate", "--config", "members.yml")).toMatchObject({ code: 0 });
  });
});

describe("check", () => {
  const configuration = compiled(HUB);
  const deployed = async (): Promise<LiveRoles> => {
    const { files, parameters } = await deploymentOf(configuration);
    const text = files.find(({ name }) => name === "plumbline.yml")?.text ?? "";
    const place = { account: "111122223333", partition: "aws", region: "us-east-1", keyArn: KEY, parameters };
    return deployedRoles(text, place);
  };
  const check = (live: LiveRoles) => {
    write("details.json", snapshotText(live).text);
    return run("check", "--config", "hub.yml", "--baseline", "plumbline", "--snapshot", "details.json", "--json");
  };

  it("finds nothing right after the deployment", async () => {
    expect(await check(await deployed())).toMatchObject({ code: 0, stderr: "" });
  });

  it("finds a role that is gone", async () => {
    const live = await deployed();
    const RoleDetailList = live.RoleDetailList.filter(({ RoleName }) => RoleName !== "plumbline-sweep-account");
    const { code, stdout } = await check({ ...live, RoleDetailList });
    expect(code).toBe(1);
    expect(stdout).toContain('"rule":"entity-missing"');
  });
});
