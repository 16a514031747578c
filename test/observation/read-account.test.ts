import { describe, expect, it } from "vitest";
import { readAuthorizationDetails } from "../../shared/aws/authorization-details.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import type { KeepEntity } from "../../shared/observation/held-entity.ts";
import { type DetailsPage, readAccount } from "../../shared/observation/read-account.ts";
import type { Snapshot } from "../../shared/observation/snapshot.ts";
import { request } from "../aws/observe-scripted.ts";
import { iamReaderContract } from "./iam-reader-contract.ts";
import { ABSENT, present, TAKEN_AT } from "./observe-snapshot.ts";
import { elsewhere, policy, role, TRUST, user } from "./snapshot-texts.ts";

iamReaderContract({
  name: "the reader of the live account's details",
  readerOf: async (iam) => {
    const account = { account: "000000000000", partition: "aws" };
    const reading = await readAccount(readAuthorizationDetails(iam), { account });
    if (reading.status === "unreadable") throw new Error(reading.reason.message);
    return reading.state.reader(TAKEN_AT);
  },
  lacks: ["maximumSessionSeconds", "policy.tags", "loginProfile", "accessKeys", "accessKeysPresent", "deletionTasks"],
});

const CALL = "GetAccountAuthorizationDetails";
type Lists = Readonly<Record<string, readonly unknown[]>>;
const EMPTY: Lists = { UserDetailList: [], GroupDetailList: [], RoleDetailList: [], Policies: [] };

async function* pages(...lists: readonly Lists[]): AsyncGenerator<DetailsPage> {
  for (const each of lists) yield { status: "present", state: { ...EMPTY, ...each } };
}

const account = { account: "123456789012", partition: "aws" };

async function accountOf(given: AsyncIterable<DetailsPage>, keep?: KeepEntity): Promise<Snapshot> {
  const reading = await readAccount(given, { account, ...(keep === undefined ? {} : { keep }) });
  if (reading.status === "unreadable") throw new Error(reading.reason.message);
  return reading.state;
}

const observe = async (snapshot: Snapshot, entity: string) =>
  (await snapshot.reader(TAKEN_AT).observe(request(entity))).observation;

describe("an account read page by page", () => {
  it("lists what is on every page, and knows what is on none", async () => {
    const given = pages({ RoleDetailList: [role("a")] }, {}, { UserDetailList: [user("b")], Policies: [policy("c")] });
    const snapshot = await accountOf(given);
    expect(snapshot.account).toEqual(account);
    expect(snapshot.entities.map(({ entity }) => formatEntity(entity))).toEqual(["user/b", "role/a", "policy/c"]);
    expect(snapshot.leftOut).toEqual([]);
    expect(await observe(snapshot, "role/none")).toEqual(ABSENT);
    // There is no group at all, and IAM was asked for groups too.
    expect(await observe(snapshot, "group/none")).toEqual(ABSENT);
  });

  it("names the call where something is not held", async () => {
    const snapshot = await accountOf(pages({ UserDetailList: [user("b")], RoleDetailList: [role("a")] }));
    const untold = { status: "unreadable", reason: { call: CALL, code: "NotHeld", message: expect.any(String) } };
    expect(await observe(snapshot, "user/b")).toMatchObject({ state: { loginProfile: untold, accessKeys: untold } });
    expect(await observe(snapshot, "role/a")).toMatchObject({ state: { maximumSessionSeconds: untold } });
    expect(await observe(snapshot, "root")).toMatchObject({ state: { accessKeysPresent: untold } });
  });

  it("has an entity as the later page has it", async () => {
    const again = role("A", { RoleId: "AROAAGAIN" });
    const snapshot = await accountOf(pages({ RoleDetailList: [role("a")] }, { RoleDetailList: [again] }));
    expect(snapshot.entities).toHaveLength(1);
    expect(await observe(snapshot, "role/A")).toHaveProperty("state.roleId", "AROAAGAIN");
  });

  it("has the policies of AWS's own that stand on its pages, and does not count them among the account's", async () => {
    const arn = "arn:aws:iam::aws:policy/SecurityAudit";
    const snapshot = await accountOf(pages({ Policies: [policy("SecurityAudit", { Arn: arn }), policy("reader")] }));
    expect(snapshot.entities.map(({ entity }) => formatEntity(entity))).toEqual(["policy/reader"]);
    expect(await snapshot.managedPolicies.readDocument(arn)).toEqual(present(JSON.stringify(TRUST)));
    expect(await observe(snapshot, "policy/SecurityAudit")).toEqual(ABSENT);
  });

  it("takes times and URL-encoded documents as an SDK gives them", async () => {
    const given = role("a", {
      CreateDate: new Date("2026-01-02T03:04:05.678Z"),
      AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(TRUST)),
      PermissionsBoundary: undefined,
    });
    expect(await observe(await accountOf(pages({ RoleDetailList: [given] })), "role/a")).toMatchObject({
      state: {
        createdAt: "2026-01-02T03:04:05.678Z",
        trust: present(JSON.stringify(TRUST)),
        permissionsBoundary: ABSENT,
      },
    });
  });

  it.each<{ name: string; lists: Lists; message: string }>([
    {
      name: "has an entity of another account",
      lists: { RoleDetailList: [role("a"), elsewhere(role("odd"))] },
      message: `${CALL} lists role/odd of account 999999999999, and was asked of account 123456789012.`,
    },
    {
      name: "lacks what every entity has",
      lists: { RoleDetailList: [role("a", { RoleId: undefined })] },
      message: "RoleId of role a is missing or no text.",
    },
    {
      name: "has something else in place of a list",
      lists: { RoleDetailList: "none" as unknown as readonly unknown[] },
      message: "RoleDetailList is no list in IAM's answer.",
    },
    {
      name: "has something else in place of an entity",
      lists: { RoleDetailList: ["none"] },
      message: `Expected a JSON object for an entry of RoleDetailList of ${CALL}, found string.`,
    },
  ])("is unreadable where a page $name", async ({ lists, message }) => {
    const reading = await readAccount(pages({ RoleDetailList: [role("first")] }, lists), { account });
    expect(reading).toEqual({ status: "unreadable", reason: { call: CALL, code: "MalformedAnswer", message } });
  });

  it("throws what has no words in JSON: it came from no SDK", async () => {
    const strange = pages({ RoleDetailList: [role("a", { RoleId: () => "AROA" })] });
    await expect(readAccount(strange, { account })).rejects.toThrow("JSON has no function.");
  });
});

describe("of what nobody wanted", () => {
  const lists = { RoleDetailList: [role("kept"), role("other")], Policies: [policy("reader")] };

  it("only the name is held: it is neither absent nor present", async () => {
    const snapshot = await accountOf(pages(lists), ({ name }) => name === "kept");
    expect(snapshot.entities).toHaveLength(3);
    expect(await observe(snapshot, "role/kept")).toHaveProperty("state.trust", present(JSON.stringify(TRUST)));
    const message = `${CALL} holds role/other, which nobody asked to keep.`;
    expect(await observe(snapshot, "role/other")).toEqual({
      status: "unreadable",
      reason: { call: CALL, code: "NotAsked", message },
    });
    expect(await observe(snapshot, "role/none")).toEqual(ABSENT);
  });

  it("a policy is held all the same: it may be attached to what is wanted", async () => {
    const snapshot = await accountOf(pages(lists), () => false);
    expect(await observe(snapshot, "policy/reader")).toHaveProperty("state.document", present(JSON.stringify(TRUST)));
    expect(await snapshot.managedPolicies.readDocument("arn:aws:iam::123456789012:policy/reader")).toEqual(
      present(JSON.stringify(TRUST)),
    );
  });
});
