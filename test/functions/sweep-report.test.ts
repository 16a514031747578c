import {
  AttachUserPolicyCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { openAccount } from "../../functions/sweep-account/open-account.ts";
import { createCredentialReportSource } from "../../shared/aws/credential-report-source.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { ADMINISTRATOR, expectedRole, expectedRoot, expectedUser, TASKS } from "../drift/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { DAY, HOUR, ID, makeKey, makeReport, START, stage, USER, user } from "./sweep-report-fixtures.ts";

/** A report in which the first key of every user was last changed at that time, where it is given. */
function rotated(csv: string, changedAt: string): string {
  const [header = "", ...rows] = csv.trimEnd().split("\n");
  const column = header.split(",").indexOf("access_key_1_last_rotated");
  const changed = rows.map((row) => {
    const fields = row.split(",");
    return fields
      .map((field, at) => (at === column && field !== "N/A" && changedAt !== "" ? changedAt : field))
      .join(",");
  });
  return [header, ...changed].join("\n");
}

const LIVE_KEYS = ["GetUser", "GetLoginProfile", "ListAccessKeys", "GetAccessKeyLastUsed"];

describe("a sweep of what the report tells", () => {
  it("takes three calls where the report shows nothing wrong", async () => {
    const one = await stage();
    await one.iam.send(new CreateUserCommand(USER));
    await makeKey(one);
    await one.event();
    one.wait(HOUR);
    await makeReport(one);
    one.calls();
    expect(await one.sweep()).toEqual([]);
    expect(await one.open()).toEqual([]);
  });

  it("confirms live what the report shows, and names the key", async () => {
    const one = await stage();
    await one.iam.send(new CreateUserCommand(USER));
    await makeKey(one);
    one.wait(91 * DAY);
    await makeReport(one);
    expect((await one.sweep()).toSorted()).toEqual(LIVE_KEYS.toSorted());
    expect(await one.open()).toEqual(["access-key-too-old", "access-key-unused"]);
  });

  it("opens nothing for a key that was rotated since the report was made", async () => {
    const one = await stage();
    await one.iam.send(new CreateUserCommand(USER));
    const AccessKeyId = await makeKey(one);
    one.wait(91 * DAY);
    await makeReport(one);
    await makeKey(one);
    await one.iam.send(new DeleteAccessKeyCommand({ ...USER, AccessKeyId }));
    expect((await one.sweep()).toSorted()).toEqual(LIVE_KEYS.toSorted());
    expect(await one.open()).toEqual([]);
  });

  it("never resolves what was found later than the report was made, and does once it is gone", async () => {
    const one = await stage();
    await one.iam.send(new CreateUserCommand(USER));
    await makeReport(one);
    const AccessKeyId = await makeKey(one);
    one.wait(9 * DAY);
    await makeReport(one);
    await makeKey(one);
    one.wait(8 * DAY);
    await makeReport(one);
    await one.iam.send(new CreateLoginProfileCommand({ ...USER, Password: "correct horse 9!" }));
    one.wait(HOUR);
    await one.event();
    expect(await one.open()).toEqual(["access-keys-too-many", "console-access-forbidden"]);
    expect((await one.sweep()).toSorted()).toEqual([...LIVE_KEYS, "GetAccessKeyLastUsed"].toSorted());
    expect(await one.open()).toEqual(["access-keys-too-many", "console-access-forbidden"]);
    await one.iam.send(new DeleteLoginProfileCommand(USER));
    await one.iam.send(new UpdateAccessKeyCommand({ ...USER, AccessKeyId, Status: "Inactive" }));
    one.wait(1);
    await one.sweep();
    expect(await one.open()).toEqual([]);
  });

  it("reads live what was judged later than the report was made, and believes the next report", async () => {
    const one = await stage();
    await one.iam.send(new CreateUserCommand(USER));
    await makeKey(one);
    await makeReport(one);
    await one.event();
    expect(await one.sweep()).toContain("ListAccessKeys");
    one.wait(5 * HOUR);
    await makeReport(one);
    expect(await one.sweep()).toEqual([]);
  });

  it("reads live a key that was made since the user was last judged, whatever the report says of it", async () => {
    const one = await stage();
    await one.iam.send(new CreateUserCommand(USER));
    await one.event();
    one.wait(HOUR);
    await makeKey(one);
    one.wait(HOUR);
    await makeReport(one);
    expect(await one.sweep()).toContain("ListAccessKeys");
    one.wait(5 * HOUR);
    await makeReport(one);
    expect(await one.sweep()).toEqual([]);
  });

  it("reads live, once, a key that was never judged, whose age may be that of its last change", async () => {
    const one = await stage();
    await one.iam.send(new CreateUserCommand(USER));
    await makeKey(one);
    await makeReport(one);
    expect(await one.sweep()).toContain("ListAccessKeys");
    one.wait(5 * HOUR);
    await makeReport(one);
    expect(await one.sweep()).toEqual([]);
  });

  it("reads live, in each sweep, a key that the report takes for younger than it is, and finds it too old in time", async () => {
    let changedAt = "";
    const one = await stage([user], {
      changes: {
        reportOf: (entered) => ({
          async ask() {
            const answer = await createCredentialReportSource(entered.client).ask();
            return answer.status === "complete" ? { ...answer, csv: rotated(answer.csv, changedAt) } : answer;
          },
        }),
      },
    });
    await one.iam.send(new CreateUserCommand(USER));
    await makeKey(one);
    one.wait(50 * DAY);
    changedAt = new Date(START + 50 * DAY * 1_000).toISOString();
    for (let day = 0; day < 3; day += 1) {
      one.wait(DAY);
      await makeReport(one);
      expect(await one.sweep()).toContain("ListAccessKeys");
      expect(await one.open()).toEqual([]);
    }
    one.wait(38 * DAY);
    await makeReport(one);
    await one.sweep();
    expect(await one.open()).toContain("access-key-too-old");
  });

  it("believes the report of a user whose keys no baseline looks at", async () => {
    const { accessKeys: _, ...keyless } = expectedUser({ console: "forbidden" });
    const one = await stage([keyless]);
    await one.iam.send(new CreateUserCommand(USER));
    await makeKey(one);
    await makeReport(one);
    expect(await one.sweep()).toEqual([]);
  });

  it.each(["user/machine", formatEntity(expectedRoot().entity)])(
    "settles all others where the ledger cannot tell of %s",
    async (broken) => {
      const memory = createMemoryLedgerStore();
      const ledger: LedgerStore = {
        ...memory,
        async latestReading(account, entity, baseline) {
          if (entity !== broken) return await memory.latestReading(account, entity, baseline);
          throw new PlumblineError("LedgerUnavailable", "The item is none that Plumbline wrote.", { retryable: true });
        },
      };
      const other = { ...user, entity: { kind: "user", name: "other" } } as const;
      const one = await stage([user, other, expectedRoot()], { ledger });
      for (const UserName of ["machine", "other"]) await one.iam.send(new CreateUserCommand({ UserName }));
      await makeReport(one);
      await expect(one.sweep()).rejects.toMatchObject({
        code: "SweepUnfinished",
        message: `The sweep of account ${ID} could not settle ${broken}, all else it did; it is tried again.`,
      });
    },
  );

  it("reads live a user of the same name that was made since", async () => {
    const one = await stage();
    await one.iam.send(new CreateUserCommand(USER));
    await makeReport(one);
    await one.iam.send(new DeleteUserCommand(USER));
    one.wait(HOUR);
    await one.iam.send(new CreateUserCommand(USER));
    await makeKey(one);
    one.wait(1);
    expect(await one.sweep()).toContain("ListAccessKeys");
  });

  it("believes no report that the ledger knows more than, also where the clocks disagree", async () => {
    // Ours is an hour behind IAM's: the report seems to be made in our future.
    const one = await stage([user], { skew: -HOUR });
    await one.iam.send(new CreateUserCommand(USER));
    await makeReport(one);
    one.wait(60);
    await one.iam.send(new CreateLoginProfileCommand({ ...USER, Password: "correct horse 9!" }));
    await one.event();
    await one.sweep();
    expect(await one.open()).toEqual(["console-access-forbidden"]);
  });

  it("resolves by the pages what is gone, though the report is older than what is known of it", async () => {
    const one = await stage();
    await one.iam.send(new CreateUserCommand(USER));
    await makeReport(one);
    await one.iam.send(new AttachUserPolicyCommand({ ...USER, PolicyArn: ADMINISTRATOR }));
    one.wait(HOUR);
    await one.event();
    expect(await one.open()).toEqual(["attachment-unexpected"]);
    await one.iam.send(new DetachUserPolicyCommand({ ...USER, PolicyArn: ADMINISTRATOR }));
    one.wait(1);
    await one.sweep();
    expect(await one.open()).toEqual([]);
  });

  it("says of what was found in the pages what it comes to, without asking for the policy", async () => {
    const one = await stage();
    await one.iam.send(new CreateUserCommand(USER));
    await one.iam.send(new AttachUserPolicyCommand({ ...USER, PolicyArn: ADMINISTRATOR }));
    await makeReport(one);
    expect(await one.sweep()).toEqual([]);
    expect(await one.open()).toEqual(["attachment-unexpected"]);
  });

  it("asks for the session length of a role that has one to be held to, and only of it", async () => {
    const roles = [
      expectedRole({ maximumSessionSeconds: 7_200 }),
      expectedRole({ entity: { kind: "role", name: "other" } }),
    ];
    const one = await stage(roles);
    for (const { entity } of roles) {
      const AssumeRolePolicyDocument = TASKS;
      await one.iam.send(new CreateRoleCommand({ RoleName: entity.name, AssumeRolePolicyDocument }));
    }
    one.calls();
    expect((await one.sweep()).filter((call) => call === "GetRole")).toHaveLength(1);
    expect(await one.open(formatEntity(expectedRole().entity))).toContain("session-length-changed");
  });

  it("asks for no report where no baseline looks at credentials", async () => {
    const one = await stage([expectedRole()]);
    await openAccount(one.account, { sweepId: "s", mayWait: true }, one.opening);
    expect(one.calls()).toEqual(["GetAccountAuthorizationDetails"]);
  });
});
