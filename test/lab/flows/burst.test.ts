import { AttachRolePolicyCommand, CreateRoleCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { configurationOfOne, expectedRole, iamEvent } from "../../functions/fixtures.ts";
import { ADMINISTRATOR, type Flow, startFlow } from "./flow.ts";

const ROLES = Array.from({ length: 10 }, (_, index) => `burst-${index}`);
const DRIFTED = ROLES.slice(0, 3);
const EVENTS = 1_000;
const TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

let flow: Flow;

beforeAll(async () => {
  const configuration = configurationOfOne(...ROLES.map((name) => expectedRole(name)));
  flow = await startFlow({ configuration });
  await flow.unseen(async () => {
    for (const RoleName of ROLES) {
      await flow.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST }));
    }
    for (const RoleName of DRIFTED) {
      await flow.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR }));
    }
  });
});

afterAll(async () => {
  await flow.stop();
});

interface Batch {
  readonly events: number;
  readonly entitiesRead: number;
  readonly secondLooksSpared: number;
}

/** What detect-drift says of each of its batches. */
async function batches(): Promise<readonly Batch[]> {
  return (await flow.logs()).flatMap(({ line }) => {
    if (!line.startsWith("{")) return [];
    const said = JSON.parse(line);
    return said.message === "A batch of IAM events was settled." ? [said as Batch] : [];
  });
}

const total = (of: readonly Batch[], what: keyof Batch) => of.reduce((sum, batch) => sum + batch[what], 0);

describe("a burst of 1,000 events on ten roles", () => {
  it("costs no more than one read of a role and batch, and one alert per change", async () => {
    const before = (await batches()).length;
    const bodies = Array.from({ length: EVENTS }, (_, index) => iamEvent(ROLES[index % ROLES.length] ?? ""));
    const raised = await flow.raisedBy(() => flow.send("detect-drift", ...bodies));
    const burst = (await batches()).slice(before);
    expect(total(burst, "events")).toBe(EVENTS);
    expect(burst.every(({ events, entitiesRead }) => entitiesRead <= Math.min(events, ROLES.length))).toBe(true);
    expect(raised.map(({ attributes }) => attributes.entity).toSorted()).toEqual(DRIFTED.map((name) => `role/${name}`));
  });

  it("costs about one read of each role more, a minute later, and no alert", async () => {
    const before = (await batches()).length;
    const raised = await flow.raisedBy(() => flow.advance("PT2M"));
    const later = (await batches()).slice(before);
    expect(total(later, "entitiesRead")).toBeGreaterThanOrEqual(ROLES.length);
    // Once more at most, where the burst went on over the end of half a minute.
    expect(total(later, "entitiesRead")).toBeLessThanOrEqual(2 * ROLES.length);
    expect(raised).toEqual([]);
  });

  it("leads to no third reading", async () => {
    const before = (await batches()).length;
    await flow.advance("PT10M");
    expect((await batches()).slice(before)).toEqual([]);
  });
});

describe("a change that IAM shows late", () => {
  it("is found by the second reading, and told with the one who is said to have made it", async () => {
    const RoleName = ROLES.at(-1) ?? "";
    await flow.send("detect-drift", iamEvent(RoleName, { who: "arn:aws:iam::000000000000:user/late" }));
    await flow.unseen(() => flow.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR })));
    const raised = await flow.raisedBy(() => flow.advance("PT2M"));
    expect(raised.map(({ attributes }) => [attributes.entity, attributes.change])).toEqual([
      [`role/${RoleName}`, "opened"],
    ]);
    expect(raised[0]?.message).toContain("arn:aws:iam::000000000000:user/late");
  });
});
