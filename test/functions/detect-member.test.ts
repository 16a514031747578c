import { describe, expect, it } from "vitest";
import { type DetectPorts, detectRecords } from "../../functions/detect-drift/detect-records.ts";
import type { EnterAccount } from "../../functions/enter-account.ts";
import { settleAccountReading } from "../../functions/settle-account.ts";
import { createIamClient } from "../../shared/aws/iam-client.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { ACCOUNT_PLACEHOLDER } from "../../shared/baselines/organization.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { Unreadable } from "../../shared/iam/unreadable.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { ACCOUNT, at } from "../ledger/fixtures.ts";
import { createMemoryLedgerStore } from "../ledger/memory-ledger-store.ts";
import { createMemoryMemberAccountStore } from "../ledger/memory-member-account-store.ts";
import { accountsOf, configurationOf, createWorld, expectedRole, iamEvent, type World } from "./fixtures.ts";

const MEMBER = "222222222222";
const OF_ORGANIZATION = "333333333333";
const DENIED: Unreadable = { call: "AssumeRole", code: "AccessDenied", message: "The role is gone." };
const configuration: CompiledConfiguration = {
  ...configurationOf(expectedRole("task")),
  organization: [
    {
      selector: { unit: "r-ab12" },
      except: [ACCOUNT, MEMBER],
      account: { account: ACCOUNT_PLACEHOLDER, partition: "aws", entities: [expectedRole("task")] },
    },
  ],
};

/** A hub with two members, each of them as the world's roles have it; those in `closed` cannot be entered. */
async function stage() {
  const world = createWorld();
  world.roles.set("task", ["AdministratorAccess"]).set("elsewhere", ["AdministratorAccess"]);
  const ledger = createMemoryLedgerStore();
  const members = createMemoryMemberAccountStore();
  const listed = { name: "ingest", listedFor: "unit r-ab12", status: "active", listedAt: at(0), version: 1 } as const;
  await members.writeMember({ account: OF_ORGANIZATION, ...listed });
  const closed = new Map<string, Unreadable>();
  const entered: string[] = [];
  const enter: EnterAccount = async ({ account }, { role, sessionName }) => {
    entered.push(`${account} ${role} ${sessionName}`);
    const reason = closed.get(account);
    if (reason !== undefined) return { status: "unreadable", reason };
    const credentials = { accessKeyId: "A", secretAccessKey: "s", sessionToken: "t", expiration: new Date(at(0)) };
    const { reader, managedPolicies } = world;
    const own = { client: createIamClient(), reader, managedPolicies };
    return { status: "entered", entered: account === ACCOUNT ? own : { ...own, credentials } };
  };
  const ports: DetectPorts = { ...world, configuration, accounts: accountsOf(configuration, members), enter, ledger };
  const batch = (...bodies: readonly string[]) =>
    detectRecords(
      bodies.map((body, index) => ({ messageId: `${index}`, body })),
      { ...ports },
    );
  return { world, ledger, closed, entered, ports, batch };
}

const told = (world: World) =>
  world.published.map(({ finding, news }) => `${finding.account} ${finding.entity} ${news.kind} ${news.drift.rule}`);

describe("events about members", () => {
  it("are read in their own account, each entered once for the whole batch", async () => {
    const { world, entered, batch } = await stage();
    const { counts, entitiesRead } = await batch(
      iamEvent("elsewhere", { account: MEMBER }),
      iamEvent("elsewhere", { account: MEMBER }),
      iamEvent("task", { account: OF_ORGANIZATION }),
      iamEvent("task"),
    );
    expect({ entitiesRead, opened: counts.opened }).toEqual({ entitiesRead: 3, opened: 3 });
    expect(entered.toSorted()).toEqual([
      `${ACCOUNT} reader plumbline-detect-drift`,
      `${MEMBER} reader plumbline-detect-drift`,
      `${OF_ORGANIZATION} reader plumbline-detect-drift`,
    ]);
    expect(told(world).toSorted()).toEqual([
      `${ACCOUNT} role/task IAM Drift Opened attachment-unexpected`,
      `${MEMBER} role/elsewhere IAM Drift Opened attachment-unexpected`,
      `${OF_ORGANIZATION} role/task IAM Drift Opened attachment-unexpected`,
    ]);
  });

  it("ask for a second look in that account", async () => {
    const { world, batch } = await stage();
    await batch(iamEvent("elsewhere", { account: MEMBER }));
    expect(world.secondLooks.map(({ body }) => JSON.parse(body).account)).toEqual([MEMBER]);
  });

  it("of an account that nobody watches are refused, and enter nothing", async () => {
    const { world, entered, batch } = await stage();
    await batch(iamEvent("task", { account: "999999999999" }));
    expect(world.sentences).toEqual([
      expect.stringContaining("account 999999999999, which plumbline.yml does not name"),
    ]);
    expect(entered).toEqual([]);
  });

  it("that touch nothing that is watched enter nothing", async () => {
    const { entered, batch } = await stage();
    await batch(iamEvent("unwatched", { account: MEMBER }));
    expect(entered).toEqual([]);
  });
});

describe("a member that cannot be entered", () => {
  it("is one finding about the account, as grave as its gravest entity, and the others go on", async () => {
    const { world, closed, ledger, batch } = await stage();
    closed.set(MEMBER, DENIED);
    const { response, counts } = await batch(iamEvent("elsewhere", { account: MEMBER }), iamEvent("task"));
    expect(response).toEqual({ batchItemFailures: [] });
    expect({ opened: counts.opened, unreadable: counts.unreadable }).toEqual({ opened: 1, unreadable: 1 });
    expect(told(world).toSorted()).toEqual([
      `${ACCOUNT} role/task IAM Drift Opened attachment-unexpected`,
      `${MEMBER} account IAM Drift Unreadable account-unreadable`,
    ]);
    expect(await ledger.findingsOf(MEMBER, "account")).toMatchObject([
      {
        status: "open",
        baseline: "*",
        drift: {
          severity: "high",
          summary: `Account ${MEMBER} could not be read, and nothing in it is judged or repaired (AssumeRole: AccessDenied: The role is gone).`,
        },
      },
    ]);
    expect(await ledger.findingsOf(MEMBER, "role/elsewhere")).toEqual([]);
  });

  it("is told once, and asked for a second look each time", async () => {
    const { world, closed, batch } = await stage();
    closed.set(MEMBER, DENIED);
    await batch(iamEvent("elsewhere", { account: MEMBER }));
    await batch(iamEvent("elsewhere", { account: MEMBER }));
    expect(world.published).toHaveLength(1);
    expect(world.secondLooks).toHaveLength(2);
  });

  it("is resolved when it can be entered again, and what drifted meanwhile is found", async () => {
    const { world, closed, batch } = await stage();
    closed.set(MEMBER, DENIED);
    await batch(iamEvent("elsewhere", { account: MEMBER }));
    closed.clear();
    const { counts } = await batch(iamEvent("elsewhere", { account: MEMBER }));
    expect(counts).toMatchObject({ opened: 1, resolved: 1 });
    expect(told(world).slice(1)).toEqual([
      `${MEMBER} account IAM Drift Resolved account-unreadable`,
      `${MEMBER} role/elsewhere IAM Drift Opened attachment-unexpected`,
    ]);
  });

  it("stays open where a sweep said that something else than its role is why", async () => {
    const { closed, ledger, ports, batch } = await stage();
    const reason = { call: "GetAccountAuthorizationDetails", code: "AccessDenied", message: "not allowed" };
    const member = await ports.accounts.find(MEMBER);
    if (member === undefined) throw new Error("There is no such member.");
    const asOf = () => ports.now().toISOString();
    await settleAccountReading(member, { reason, askedAt: asOf() }, ports);
    const stands = { status: "open", revision: 1, drift: { reason: expect.stringContaining("AuthorizationDetails") } };
    for (const each of [undefined, DENIED, undefined]) {
      if (each === undefined) closed.clear();
      else closed.set(MEMBER, each);
      await batch(iamEvent("elsewhere", { account: MEMBER }));
      expect(await ledger.findingsOf(MEMBER, "account")).toMatchObject([stands]);
    }
    await settleAccountReading(member, { reason: undefined, askedAt: asOf() }, ports);
    expect(await ledger.findingsOf(MEMBER, "account")).toMatchObject([{ status: "resolved", revision: 2 }]);
  });

  it("is not told of where somebody else has read it while its role did not answer", async () => {
    const { world, ledger, ports, batch } = await stage();
    const member = await ports.accounts.find(MEMBER);
    if (member === undefined) throw new Error("There is no such member.");
    Object.assign(ports, {
      enter: async () => {
        await settleAccountReading(member, { reason: undefined, askedAt: ports.now().toISOString() }, ports);
        return { status: "unreadable", reason: { ...DENIED, code: "TimeoutError" } };
      },
    });
    await batch(iamEvent("elsewhere", { account: MEMBER }));
    expect([await ledger.findingsOf(MEMBER, "account"), told(world)]).toEqual([[], []]);
  });

  it("has its resolution told by the next attempt where the bus did not take it", async () => {
    const { world, closed, batch } = await stage();
    closed.set(MEMBER, DENIED);
    await batch(iamEvent("elsewhere", { account: MEMBER }));
    closed.clear();
    world.busDown = true;
    const { response } = await batch(iamEvent("elsewhere", { account: MEMBER }));
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "0" }] });
    world.busDown = false;
    await batch(iamEvent("elsewhere", { account: MEMBER }));
    expect(told(world)).toEqual([
      `${MEMBER} account IAM Drift Unreadable account-unreadable`,
      `${MEMBER} account IAM Drift Resolved account-unreadable`,
      `${MEMBER} role/elsewhere IAM Drift Opened attachment-unexpected`,
    ]);
  });

  const faults: readonly { name: string; break: (ports: DetectPorts) => DetectPorts }[] = [
    {
      name: "the ledger does not say whether an account is a member",
      break: (ports) => ({
        ...ports,
        accounts: {
          find: async (id) => {
            if (id !== MEMBER) return await ports.accounts.find(id);
            throw new PlumblineError("LedgerUnavailable", "GetItem failed.", { retryable: true });
          },
        },
      }),
    },
    {
      name: "a fault of the program stops its entry",
      break: (ports) => ({
        ...ports,
        enter: async (account, purpose) => {
          if (account.account === MEMBER) throw new TypeError("broken");
          return await ports.enter(account, purpose);
        },
      }),
    },
    {
      name: "its finding cannot be written",
      break: (ports) => ({
        ...ports,
        enter: async (account, purpose) =>
          account.account === MEMBER ? { status: "unreadable", reason: DENIED } : await ports.enter(account, purpose),
        ledger: failingFor(MEMBER, ports.ledger),
      }),
    },
  ];
  it.each(faults)("has its own messages come again where $name, and no others", async ({ break: broken }) => {
    const { world, ports } = await stage();
    const records = [iamEvent("elsewhere", { account: MEMBER }), iamEvent("task")];
    const { response } = await detectRecords(
      records.map((body, index) => ({ messageId: `${index}`, body })),
      broken(ports),
    );
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "0" }] });
    expect(told(world)).toEqual([`${ACCOUNT} role/task IAM Drift Opened attachment-unexpected`]);
  });
});

function failingFor(account: string, ledger: LedgerStore): LedgerStore {
  return {
    ...ledger,
    write: async (finding) => {
      if (finding.account !== account) return await ledger.write(finding);
      throw new PlumblineError("LedgerUnavailable", "PutItem failed.", { retryable: true });
    },
  };
}
