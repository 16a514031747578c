import { describe, expect, it } from "vitest";
import { createEnterAccount, type EntryPurpose } from "../../functions/enter-account.ts";
import { createIamClient } from "../../shared/aws/iam-client.ts";
import { createStsClient } from "../../shared/aws/sts-client.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import { at } from "../ledger/fixtures.ts";

const HUB = "111111111111";
const ROLE = "arn:aws:iam::222222222222:role/path/plumbline-reader";
const member: ConfiguredAccount = {
  account: "222222222222",
  partition: "aws",
  entities: [],
  readerRole: ROLE,
  remediatorRole: "arn:aws:iam::222222222222:role/plumbline-remediator",
  externalId: "x-2",
};
const READ: EntryPurpose = { role: "reader", sessionName: "plumbline-detect-drift" };
const WRITE: EntryPurpose = { role: "remediator", sessionName: "plumbline-finding" };

interface Asked {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly ExternalId?: string;
  readonly DurationSeconds: number;
}

/** An STS that answers every AssumeRole, or refuses it. */
function stage() {
  const asked: Asked[] = [];
  const refuse: { code?: string } = {};
  const sts = createStsClient({ region: "us-east-1", maxAttempts: 1 });
  sts.middlewareStack.add(
    () =>
      async ({ input }) => {
        const request = input as Asked;
        asked.push(request);
        if (refuse.code !== undefined) {
          throw Object.assign(new Error("User x is not authorized."), {
            name: refuse.code,
            $fault: "client",
            $metadata: {},
          });
        }
        const { RoleArn, RoleSessionName, DurationSeconds } = request;
        const [, , , , account, role] = RoleArn.split(":");
        const Arn = `arn:aws:sts::${account}:assumed-role/${role?.split("/").at(-1)}/${RoleSessionName}`;
        const Expiration = new Date(Date.parse(at(0)) + DurationSeconds * 1000);
        const Credentials = { AccessKeyId: `ASIA${asked.length}`, SecretAccessKey: "s", SessionToken: "t", Expiration };
        return { response: {}, output: { $metadata: {}, Credentials, AssumedRoleUser: { Arn, AssumedRoleId: "A:s" } } };
      },
    { step: "initialize" },
  );
  const now = () => new Date(at(0));
  const enter = createEnterAccount({
    accountId: HUB,
    now,
    sts,
    clientOf: () => createIamClient({ region: "us-east-1" }),
  });
  return { enter, asked, refuse };
}

describe("entering an account", () => {
  it("needs no role in the function's own", async () => {
    const { enter, asked } = stage();
    const entry = await enter({ ...member, account: HUB }, READ);
    expect(entry).toMatchObject({ status: "entered", entered: { client: expect.anything() } });
    expect(entry.status === "entered" && entry.entered.credentials).toBeUndefined();
    expect(asked).toEqual([]);
  });

  it("assumes the member's role with its external id, under the session's name", async () => {
    const { enter, asked } = stage();
    await enter(member, READ);
    await enter(member, WRITE);
    expect(asked).toEqual([
      { RoleArn: ROLE, RoleSessionName: READ.sessionName, ExternalId: "x-2", DurationSeconds: 3600 },
      {
        RoleArn: member.remediatorRole,
        RoleSessionName: WRITE.sessionName,
        ExternalId: "x-2",
        DurationSeconds: 900,
      },
    ]);
  });

  it("keeps no session: a role that is gone is noticed at once", async () => {
    const { enter, asked } = stage();
    await enter(member, READ);
    await enter(member, READ);
    expect(asked).toHaveLength(2);
  });

  it("says what to do where the role cannot be assumed, and asks again", async () => {
    const { enter, asked, refuse } = stage();
    refuse.code = "AccessDenied";
    expect(await enter(member, READ)).toEqual({
      status: "unreadable",
      reason: {
        call: "AssumeRole",
        code: "AccessDenied",
        message: `The role ${ROLE} cannot be assumed: it has to exist and to trust this function's role with the externalId that plumbline.yml has (User x is not authorized).`,
      },
    });
    delete refuse.code;
    expect(await enter(member, READ)).toMatchObject({ status: "entered" });
    expect(asked).toHaveLength(2);
  });

  const missing = [
    { purpose: READ, code: "NoReaderRole", key: "readerRole" },
    { purpose: WRITE, code: "NoRemediatorRole", key: "remediatorRole" },
  ];
  it.each(missing)("asks nobody without a $key", async ({ purpose, code, key }) => {
    const { enter, asked } = stage();
    const { account, partition, entities } = member;
    const message = `Plumbline runs in account ${HUB}, and plumbline.yml has no ${key} for account ${account}; give it one, and deploy its template there.`;
    expect(await enter({ account, partition, entities }, purpose)).toEqual({
      status: "unreadable",
      reason: { call: "AssumeRole", code, message },
    });
    expect(asked).toEqual([]);
  });
});
