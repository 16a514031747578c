import { CreateUserCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { openAccount } from "../../functions/sweep-account/open-account.ts";
import type { DetailsPage } from "../../shared/observation/read-account.ts";
import { expectedRole, expectedRoot } from "../drift/fixtures.ts";
import { ID, stage, USER, user } from "./sweep-report-fixtures.ts";

describe("opening an account", () => {
  const request = { sweepId: "6f1f2f6e-1111-4222-8333-444455556666", mayWait: true };

  it("waits for a report before it reads anything", async () => {
    const one = await stage();
    expect(await openAccount(one.account, request, one.opening)).toEqual({ status: "waiting" });
    expect(one.calls()).toEqual(["GenerateCredentialReport"]);
    one.wait(10);
    expect(await openAccount(one.account, request, one.opening)).toMatchObject({
      status: "open",
      opened: { lacksReport: false },
    });
  });

  it("goes on without a report that never comes, and says so once", async () => {
    const one = await stage([user, expectedRoot()]);
    await one.iam.send(new CreateUserCommand(USER));
    one.calls();
    const opening = await openAccount(one.account, { ...request, mayWait: false }, one.opening);
    if (opening.status !== "open") throw new Error(opening.status);
    expect(opening.opened.lacksReport).toBe(true);
    for (const { entity, path } of one.account.entities) await opening.opened.reader.observe({ entity, path });
    expect(one.calls()).toEqual(expect.arrayContaining(["ListAccessKeys", "GetAccountSummary"]));
    expect(one.sentences).toEqual([
      `IAM did not finish the credential report of account ${ID}; access keys and passwords are read one by one.`,
    ]);
  });

  const denied = { call: "GenerateCredentialReport", code: "AccessDenied", message: "not allowed" };
  it.each([
    { name: "is refused", answer: { status: "unreadable", reason: denied }, said: "not allowed" },
    {
      name: "is none",
      answer: { status: "complete", csv: "user,arn", generatedAt: "2026-06-01T12:00:00Z" },
      said: expect.anything(),
    },
  ] as const)("goes on without a report that $name", async ({ answer, said }) => {
    const one = await stage([user], { changes: { reportOf: () => ({ ask: async () => answer }) } });
    const opening = await openAccount(one.account, request, one.opening);
    expect(opening).toMatchObject({ status: "open", opened: { lacksReport: true } });
    const sentence = `The credential report of account ${ID} could not be read, and access keys and passwords are read one by one: `;
    expect(one.sentences).toHaveLength(1);
    expect(one.sentences[0]).toContain(typeof said === "string" ? `${sentence}${said}` : sentence);
  });

  const reason = { call: "GetAccountAuthorizationDetails", code: "MalformedAnswer", message: "a marker stands again" };
  async function* brokenOff(): AsyncGenerator<DetailsPage> {
    const lists = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] };
    yield { status: "present", state: lists };
    yield { status: "unreadable", reason };
  }

  it("reads nothing where a page cannot be read, or comes again", async () => {
    const one = await stage([expectedRole()], { changes: { pagesOf: () => brokenOff() } });
    expect(await openAccount(one.account, request, one.opening)).toEqual({ status: "unreadable", reason });
  });

  it("enters it by a session that names the sweep", async () => {
    const names: string[] = [];
    const one = await stage([expectedRole()], {
      changes: {
        enter: async (_, { role, sessionName }) => {
          names.push(`${role} ${sessionName}`);
          return { status: "unreadable", reason };
        },
      },
    });
    expect(await openAccount(one.account, request, one.opening)).toEqual({ status: "unreadable", reason });
    await openAccount(one.account, { ...request, sweepId: `${"x".repeat(80)}/y` }, one.opening);
    expect(names).toEqual([
      `reader plumbline-sweep-${request.sweepId}`,
      `reader ${`plumbline-sweep-${"x".repeat(80)}`.slice(0, 64)}`,
    ]);
  });
});
