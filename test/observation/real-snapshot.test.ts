import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { request } from "../aws/observe-scripted.ts";
import { readTexts, snapshotOf } from "./take-snapshot.ts";

const DATA = join(import.meta.dirname, "../../../shared/data");
const DETAILS = join(DATA, "authorization-details/cloudsplaining-example.json");
const REPORT = join(DATA, "credential-report/cloud-custodian-account.csv");
const held = existsSync(DETAILS) && existsSync(REPORT);
const read = (file: string) => ({ file, text: readFileSync(file, "utf8") });

if (!held) {
  process.stderr.write("The checks of a real snapshot are left out: ../shared/data is not beside the project.\n");
}

describe.runIf(held)("a published snapshot", () => {
  it("is read whole, but for what was added to it under another account", async () => {
    const snapshot = await snapshotOf({ details: [read(DETAILS)] });
    expect(snapshot.account).toEqual({ account: "200611803367", partition: "aws" });
    expect(Object.groupBy(snapshot.entities, ({ entity }) => entity.kind)).toMatchObject({
      user: { length: 41 },
      group: { length: 3 },
      role: { length: 75 },
      policy: { length: 44 },
    });
    expect(snapshot.leftOut).toHaveLength(10);
    const reader = snapshot.reader(new Date(0));
    const untold = new Set<string>();
    for (const each of snapshot.entities) {
      const { observation } = await reader.observe(each);
      if (observation.status !== "present") throw new Error(`${each.entity.name} is ${observation.status}.`);
      for (const [aspect, value] of Object.entries(observation.state)) {
        if (value.status === "unreadable") untold.add(`${each.entity.kind} ${aspect}: ${value.reason.code}`);
      }
    }
    expect([...untold].toSorted()).toEqual([
      "policy tags: NotHeld",
      "role maximumSessionSeconds: NotHeld",
      "user accessKeys: NotHeld",
      "user loginProfile: NotHeld",
    ]);
    expect((await reader.observe(request("role/none"))).observation).toEqual({ status: "absent" });
  });

  it("is refused with the credential report of another account", async () => {
    const reading = await readTexts({ details: [read(DETAILS)], credentialReport: read(REPORT) });
    expect(reading).toMatchObject({
      problem: expect.stringMatching(/ is of account 644160558196, .* of account 200611803367/),
    });
  });

  it("tells of the users of the report's account, where the details are theirs", async () => {
    const report = read(REPORT);
    const arn = (name: string) => `arn:aws:iam::644160558196:user/${name}`;
    const made = new Map(report.text.split("\n").map((line) => [line.split(",")[0], line.split(",")[2]]));
    const users = [...made.keys()].filter((name) => name?.startsWith("user-"));
    const UserDetailList = users.map((name) => ({
      UserName: name,
      UserId: `AIDA${name}`,
      Path: "/",
      Arn: arn(`${name}`),
      CreateDate: made.get(name),
    }));
    const details = { file: "details.json", text: JSON.stringify({ UserDetailList }) };
    const reader = (await snapshotOf({ details: [details], credentialReport: report })).reader(new Date(0));
    const counts = { users: 0, passwords: 0, activeKeys: 0, usedKeys: 0 };
    for (const name of users) {
      const { observation } = await reader.observe(request(`user/${name}`));
      if (observation.status !== "present" || observation.state.kind !== "user")
        throw new Error(`${name} is not read.`);
      const { loginProfile, accessKeys } = observation.state;
      if (accessKeys.status !== "present") throw new Error(`The keys of ${name} are ${accessKeys.status}.`);
      counts.users += 1;
      counts.passwords += Number(loginProfile.status === "present");
      counts.activeKeys += accessKeys.state.filter(({ status }) => status === "Active").length;
      counts.usedKeys += accessKeys.state.filter(({ lastUsed }) => lastUsed.status === "present").length;
    }
    // 12 users with one active key and 2 with two.
    expect(counts).toEqual({ users: 20, passwords: 18, activeKeys: 16, usedKeys: 13 });
    expect((await reader.observe(request("root"))).observation).toMatchObject({
      state: { accessKeysPresent: { status: "present", state: false } },
    });
  });
});
