import { AttachRolePolicyCommand, IAMClient, ListAttachedRolePoliciesCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogLine, RecordedAlert } from "./control/records.ts";
import { clientOptions, post, readList, settled } from "./fixtures/fixture-lab.ts";
import type { CloudTrailRecord } from "./iam/service.ts";
import { type Lab, startLab } from "./lab.ts";

const ADMINISTRATOR_ACCESS = "arn:aws:iam::aws:policy/AdministratorAccess";
const ROLE = "matillion-agent-task";

let lab: Lab;
let iam: IAMClient;

beforeAll(async () => {
  lab = await startLab();
  iam = new IAMClient(clientOptions(lab));
});

afterAll(async () => {
  iam?.destroy();
  await lab?.stop();
});

const alerts = () => readList<RecordedAlert>(lab, "alerts");

describe("the product in the lab", () => {
  it("starts with every entity in place and nothing to tell", async () => {
    await post(lab, "invoke/sweep-account", {});
    await settled(lab);
    expect(await alerts()).toEqual([]);
    expect(await readList<CloudTrailRecord>(lab, "events")).toEqual([]);
  });

  it("alerts once for the same change made three times, and puts it back", async () => {
    const started = Date.now();
    const attach = () => iam.send(new AttachRolePolicyCommand({ RoleName: ROLE, PolicyArn: ADMINISTRATOR_ACCESS }));
    await Promise.all([attach(), attach(), attach()]);
    while ((await alerts()).length === 0 && Date.now() - started < 10_000) await new Promise(setImmediate);
    await settled(lab);
    const told = (await alerts()).map(({ attributes }) => [attributes.entity, attributes.rule, attributes.change]);
    // Who repaired tells of it, and who reads the repair's own event tells that the drift is gone: either may be first.
    const changes = ["opened", "remediated", "resolved"];
    expect(told).toHaveLength(changes.length);
    expect(told[0]).toEqual([`role/${ROLE}`, "attachment-unexpected", "opened"]);
    expect(told).toEqual(
      expect.arrayContaining(changes.map((change) => [`role/${ROLE}`, "attachment-unexpected", change])),
    );
    const { AttachedPolicies } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: ROLE }));
    expect(AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)).not.toContain(ADMINISTRATOR_ACCESS);
    const records = await readList<CloudTrailRecord>(lab, "events");
    expect(records.filter(({ eventName }) => eventName === "AttachRolePolicy")).toHaveLength(3);
  });

  it("leaves no invocation in error and no message in a dead-letter queue", async () => {
    const logs = await readList<LogLine>(lab, "logs");
    expect(logs.filter(({ line }) => line.includes("Invoke Error"))).toEqual([]);
    expect(logs.filter(({ function: source }) => source === "events")).toEqual([]);
  });
});
