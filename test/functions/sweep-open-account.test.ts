import {
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteUserCommand,
  DetachUserPolicyCommand,
  GenerateCredentialReportCommand,
  type IAMClient,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { afterEach, describe, expect, it } from "vitest";
import { settleEntities, watchedEntities } from "../../functions/settle-entities.ts";
import { type OpenPorts, openAccount } from "../../functions/sweep-account/open-account.ts";
import { readAuthorizationDetails } from "../../shared/aws/authorization-details.ts";
import { createCredentialReportSource } from "../../shared/aws/credential-report-source.ts";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import { createManagedPolicyReader } from "../../shared/aws/managed-policy-reader.ts";
import type { ExpectedEntity, ExpectedUser } from "../../shared/baselines/expected-state.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import type { DetailsPage } from "../../shared/observation/read-account.ts";
import { ADMINISTRATOR, expectedRole, expectedRoot, expectedUser, TASKS } from "../drift/fixtures.ts";
import { type ServedAccount, servedAccount } from "../lab/iam/served-account.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { configurationOf, createWorld } from "./fixtures.ts";
import { NOTHING_MISSED, sweepStage } from "./sweep-fixtures.ts";

const ID = "000000000000";
const DAY = 86_400;
const HOUR = 3_600;
const START = Date.parse("2026-06-01T12:00:00Z");
const USER = { UserName: "machine" };

const user: ExpectedUser = expectedUser({
  accessKeys: { breachAtDays: 90, breachSource: "plumbline", maximumActive: 1, overlapDays: 7, unusedDays: 60 },
});

let served: ServedAccount | undefined;
afterEach(() => served?.stop());

interface Stage {
  readonly iam: IAMClient;
  readonly sentences: readonly string[];
  /** Lets time go by. */
  wait(seconds: number): void;
  /** Reads an event's entity live, and settles it. */
  event(): Promise<void>;
  /** Sweeps the account once, and answers which calls that took beside the report's and the pages. */
  sweep(): Promise<readonly string[]>;
  /** Which rules have an open finding. */
  open(entity?: string): Promise<readonly string[]>;
  /** How often each call was made since the last look, in the order of their first. */
  calls(): readonly string[];
  readonly opening: OpenPorts;
  readonly account: Parameters<typeof openAccount>[0];
}

interface StageOptions {
  /** Seconds that our clock is ahead of IAM's. */
  readonly skew?: number;
  readonly changes?: Partial<OpenPorts>;
  readonly ledger?: LedgerStore;
}

const REPORT = ["GenerateCredentialReport", "GetCredentialReport", "GetAccountAuthorizationDetails"];

async function stage(
  entities: readonly ExpectedEntity[] = [user],
  { skew = 0, changes = {}, ledger = createMemoryLedgerStore() }: StageOptions = {},
): Promise<Stage> {
  const lab = await servedAccount();
  served = lab;
  let at = START;
  const now = () => new Date(at + skew * 1_000);
  const world = createWorld();
  let made: string[] = [];
  const { client } = lab;
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        made.push(`${commandName}`.replace(/Command$/, ""));
        return next(args);
      },
    { step: "initialize" },
  );
  const address = { account: ID, partition: "aws" };
  const reader = createIamReader({ client, account: address, now });
  const managedPolicies = createManagedPolicyReader(client);
  const { log, loadTable } = world;
  const opening: OpenPorts = {
    ledger,
    now,
    loadTable,
    log,
    enter: async () => ({ status: "entered", entered: { client, reader, managedPolicies } }),
    pagesOf: () => readAuthorizationDetails(client, { awsPolicies: true }),
    reportOf: () => createCredentialReportSource(client),
    reconcile: async () => NOTHING_MISSED,
    ...changes,
  };
  const account = { ...address, entities };
  const configuration = { ...configurationOf(), accounts: [account] };
  const sweeps = sweepStage({
    ...world,
    configuration,
    now,
    ledger,
    reader,
    open: (request) => openAccount(account, request, opening),
  });
  const calls = () => {
    const taken = made;
    made = [];
    return taken;
  };
  return {
    iam: client,
    sentences: world.sentences,
    opening,
    account,
    calls,
    wait(seconds) {
      at += seconds * 1_000;
      lab.advance(seconds);
    },
    async event() {
      const ports = { ...world, now, ledger, reader, managedPolicies, waivers: [] };
      const settled = await settleEntities(account, watchedEntities(account), ports);
      for (const each of settled) if (each.status === "failed") throw each.fault;
    },
    async sweep() {
      calls();
      const order = { ...sweeps.begin(), account: ID };
      const { status } = await sweeps.work(order);
      expect(status).toBe("swept");
      return calls().filter((call) => !REPORT.includes(call));
    },
    async open(entity = "user/machine") {
      const findings = await ledger.findingsOf(ID, entity);
      return findings.filter(({ status }) => status === "open").map(({ drift }) => drift.rule);
    },
  };
}

/** Has IAM make the report, as of now. */
async function makeReport({ iam, wait }: Stage): Promise<void> {
  await iam.send(new GenerateCredentialReportCommand({}));
  wait(10);
}

async function makeKey({ iam }: Stage): Promise<string> {
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand(USER));
  if (AccessKey?.AccessKeyId === undefined) throw new Error("There is no key.");
  return AccessKey.AccessKeyId;
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
