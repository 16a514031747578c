import { describe, expect, it } from "vitest";
import {
  type CredentialsInput,
  credentialsInFiles,
  readCredentials,
} from "../../shared/observation/account-credentials.ts";
import type { CredentialReportAnswer } from "../../shared/observation/credential-report-source.ts";
import type { ReadRequest } from "../../shared/observation/iam-reader.ts";
import type { DetailsPage } from "../../shared/observation/read-account.ts";
import { ACCOUNT, csv, GENERATED, keyColumns, ROOT, type Row, userRow } from "../reports/key-report-fixture.ts";
import { readTexts } from "./take-snapshot.ts";

const CREATED = "2020-01-01T00:00:00.000Z";

function user(UserName: string, CreateDate = CREATED) {
  const Arn = `arn:aws:iam::${ACCOUNT}:user/${UserName}`;
  return { Path: "/", UserName, UserId: "AIDA", Arn, CreateDate, GroupList: [], AttachedManagedPolicies: [], Tags: [] };
}

async function* pages(...users: readonly object[]): AsyncGenerator<DetailsPage> {
  const UserDetailList = users;
  yield { status: "present", state: { UserDetailList, GroupDetailList: [], RoleDetailList: [], Policies: [] } };
}

const answered = (...rows: readonly Row[]): CredentialReportAnswer => ({
  status: "complete",
  csv: csv(ROOT, ...rows),
  generatedAt: GENERATED,
});

const row = (name: string) => userRow(name, { ...keyColumns(1, 100), user_creation_time: CREATED });

/** Reads, and tells what was asked of IAM one by one. */
async function read(input: Partial<CredentialsInput>) {
  const asked: ReadRequest[] = [];
  const credentials = await readCredentials({
    address: { account: ACCOUNT, partition: "aws" },
    answer: answered(),
    pages: pages(),
    ruled: [],
    reader: {
      async observe(request) {
        asked.push(request);
        return { entity: request.entity, askedAt: GENERATED, observation: { status: "absent" } };
      },
    },
    ...input,
  });
  return { ...credentials, asked: asked.map(({ entity }) => `${entity.kind}/${entity.name}`) };
}

describe("reading an account's credentials", () => {
  it("asks one by one for the users that a rule holds for, each once, whatever case a baseline writes", async () => {
    const given = {
      answer: answered(row("ann"), row("bob")),
      pages: pages(user("ann"), user("bob")),
      ruled: ["ann", "Ann"],
    };
    const { asked, live } = await read(given);
    expect(asked).toEqual(["user/Ann"]);
    expect([...live.keys()]).toEqual(["ann"]);
  });

  it("asks for those that were made, or made again, since the report", async () => {
    const { asked } = await read({
      answer: answered(row("ann"), row("bob")),
      pages: pages(user("ann"), user("bob", "2026-06-01T05:00:00Z"), user("new", "2026-06-01T05:00:00Z")),
    });
    expect(asked).toEqual(["user/bob", "user/new"]);
  });

  it("asks for the root user where the report says that it has a key, or says nothing", async () => {
    const withKey = csv({ ...ROOT, ...keyColumns(1, 9) });
    expect((await read({ answer: { status: "complete", csv: withKey, generatedAt: GENERATED } })).asked).toEqual([
      "root/root",
    ]);
    expect((await read({})).asked).toEqual([]);
  });

  it.each<{ name: string; answer: CredentialReportAnswer; code: string }>([
    { name: "still being made", answer: { status: "generating" }, code: "ReportInProgress" },
    {
      name: "denied",
      answer: {
        status: "unreadable",
        reason: { call: "GenerateCredentialReport", code: "AccessDenied", message: "no" },
      },
      code: "AccessDenied",
    },
    {
      name: "cut off",
      answer: { status: "complete", csv: `${csv(ROOT)}\nann,arn`, generatedAt: GENERATED },
      code: "MalformedAnswer",
    },
    {
      name: "of another account",
      answer: { status: "complete", csv: csv(ROOT).replaceAll(ACCOUNT, "999999999999"), generatedAt: GENERATED },
      code: "MalformedAnswer",
    },
  ])(
    "a report that is $name is missing; the users that a rule holds for are read all the same",
    async ({ answer, code }) => {
      const { report, asked } = await read({ answer, pages: pages(user("ann"), user("bob")), ruled: ["ann"] });
      expect(report).toMatchObject({ status: "missing", reason: { code } });
      expect(asked).toEqual(["user/ann", "root/root"]);
    },
  );

  it("a list of users that cannot be had is unreadable, and the report is read all the same", async () => {
    async function* denied(): AsyncGenerator<DetailsPage> {
      yield {
        status: "unreadable",
        reason: { call: "GetAccountAuthorizationDetails", code: "AccessDenied", message: "no" },
      };
    }
    const { users, report } = await read({ answer: answered(row("ann")), pages: denied() });
    expect(users).toMatchObject({ status: "unreadable", reason: { code: "AccessDenied" } });
    expect(report.status).toBe("complete");
  });
});

describe("credentials in files", () => {
  const file = { file: "report.csv", text: csv(ROOT, row("ann")) };

  it("are the report's, and a snapshot's users", async () => {
    const text = JSON.stringify({
      UserDetailList: [user("ann")],
      GroupDetailList: [],
      RoleDetailList: [],
      Policies: [],
    });
    const snapshot = await readTexts({ details: [{ file: "account.json", text }] });
    if (snapshot.status === "invalid") throw new Error(snapshot.problem);
    const reading = await credentialsInFiles(file, snapshot.snapshot);
    if (reading.status === "invalid") throw new Error(reading.problem);
    expect(reading.credentials.users).toMatchObject({ status: "present" });
    const elsewhere = { ...file, text: file.text.replaceAll(ACCOUNT, "999999999999") };
    expect(await credentialsInFiles(elsewhere, snapshot.snapshot)).toMatchObject({
      status: "invalid",
      problem: expect.stringContaining("give two files of one account"),
    });
  });

  it("have no list of users without one", async () => {
    const reading = await credentialsInFiles(file, undefined);
    expect(reading).toMatchObject({
      status: "read",
      credentials: { users: { status: "unreadable", reason: { code: "NotHeld" } } },
    });
  });
});
