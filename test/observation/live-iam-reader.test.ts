import { IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import type { AspectToAsk, IamReader } from "../../shared/observation/iam-reader.ts";
import { request, unreadable } from "../aws/observe-scripted.ts";
import { onEachCall } from "../aws/on-each-call.ts";
import { clientOptions, post, startFixtureLab } from "../lab/fixtures/fixture-lab.ts";
import type { Lab } from "../lab/lab.ts";
import { type ExpectedStates, fillAccount } from "./contract-account.ts";
import { iamReaderContract, useKey } from "./iam-reader-contract.ts";

const account = { account: "000000000000", partition: "aws" };
const liveReader = (client: IAMClient): IamReader => createIamReader({ client, account, now: () => new Date() });

iamReaderContract({ name: "the live reader", readerOf: async (iam) => liveReader(iam), lacks: [] });

let lab: Lab;
let iam: IAMClient;
let states: ExpectedStates;
let calls: string[] = [];

beforeAll(async () => {
  lab = await startFixtureLab();
  iam = new IAMClient({ ...clientOptions(lab), maxAttempts: 1 });
  states = await fillAccount(iam, (accessKeyId) => useKey(lab, accessKeyId));
  onEachCall(iam, (operation) => calls.push(operation));
});
beforeEach(() => {
  calls = [];
});
afterAll(async () => {
  iam.destroy();
  await lab.stop();
});

const observe = async (entity: string, aspects?: readonly AspectToAsk[]) => {
  const path = entity === "policy/whole" ? "/team/" : "/";
  const asked = aspects === undefined ? {} : { aspects: new Set(aspects) };
  return (await liveReader(iam).observe({ ...request(entity, path), ...asked })).observation;
};

const ROLE_INLINE = ["ListRolePolicies", "GetRolePolicy", "GetRolePolicy"];
const USER_INLINE = ["ListUserPolicies", "GetUserPolicy"];
const USES = ["GetAccessKeyLastUsed", "GetAccessKeyLastUsed"];

describe("the calls of a reading", () => {
  it.each([
    { entity: "role/whole", expected: ["GetRole", ...ROLE_INLINE, "ListAttachedRolePolicies"] },
    { entity: "role/bare", expected: ["GetRole", "ListRolePolicies", "ListAttachedRolePolicies"] },
    {
      entity: "user/whole",
      expected: [
        "GetUser",
        ...USER_INLINE,
        "ListAttachedUserPolicies",
        "GetLoginProfile",
        "ListAccessKeys",
        ...USES,
        "ListGroupsForUser",
      ],
    },
    {
      entity: "group/whole",
      expected: ["GetGroup", "ListGroupPolicies", "GetGroupPolicy", "ListAttachedGroupPolicies"],
    },
    { entity: "policy/whole", expected: ["GetPolicy", "GetPolicyVersion"] },
    { entity: "root", expected: ["GetAccountSummary"] },
    { entity: "role/none", expected: ["GetRole"] },
    { entity: "user/none", expected: ["GetUser"] },
    { entity: "group/none", expected: ["GetGroup"] },
    { entity: "policy/none", expected: ["GetPolicy"] },
  ])("of all of $entity are $expected", async ({ entity, expected }) => {
    await observe(entity);
    expect(calls.toSorted()).toEqual(expected.toSorted());
  });

  const POLICIES = ["inlinePolicies", "attachments"];
  const OF_A_USER = [...POLICIES, "groups", "loginProfile", "accessKeys"];
  const others = (...read: readonly string[]) => OF_A_USER.filter((aspect) => !read.includes(aspect));
  const ASKED: readonly {
    readonly entity: string;
    readonly aspects: readonly AspectToAsk[];
    readonly expected: readonly string[];
    readonly unasked: readonly string[];
  }[] = [
    { entity: "role/whole", aspects: [], expected: ["GetRole"], unasked: POLICIES },
    {
      entity: "role/whole",
      aspects: ["inlinePolicies"],
      expected: ["GetRole", ...ROLE_INLINE],
      unasked: ["attachments"],
    },
    {
      entity: "role/whole",
      aspects: ["attachments"],
      expected: ["GetRole", "ListAttachedRolePolicies"],
      unasked: ["inlinePolicies"],
    },
    { entity: "role/whole", aspects: ["groups", "accessKeys"], expected: ["GetRole"], unasked: POLICIES },
    { entity: "user/whole", aspects: [], expected: ["GetUser"], unasked: others() },
    {
      entity: "user/whole",
      aspects: ["groups"],
      expected: ["GetUser", "ListGroupsForUser"],
      unasked: others("groups"),
    },
    {
      entity: "user/whole",
      aspects: ["loginProfile"],
      expected: ["GetUser", "GetLoginProfile"],
      unasked: others("loginProfile"),
    },
    {
      entity: "user/whole",
      aspects: ["accessKeyUse"],
      expected: ["GetUser", "ListAccessKeys", ...USES],
      unasked: others("accessKeys"),
    },
    {
      entity: "user/whole",
      aspects: ["inlinePolicies", "attachments"],
      expected: ["GetUser", ...USER_INLINE, "ListAttachedUserPolicies"],
      unasked: others(...POLICIES),
    },
    { entity: "group/whole", aspects: [], expected: ["GetGroup"], unasked: POLICIES },
    {
      entity: "group/whole",
      aspects: ["attachments"],
      expected: ["GetGroup", "ListAttachedGroupPolicies"],
      unasked: ["inlinePolicies"],
    },
    { entity: "policy/whole", aspects: [], expected: ["GetPolicy", "GetPolicyVersion"], unasked: [] },
    { entity: "root", aspects: [], expected: ["GetAccountSummary"], unasked: [] },
  ];

  const NOT_ASKED = {
    status: "unreadable",
    reason: { call: expect.any(String), code: "NotAsked", message: expect.any(String) },
  };

  it.each(ASKED)("of $aspects of $entity are $expected, and nobody asked for $unasked", async (one) => {
    const observation = await observe(one.entity, one.aspects);
    expect(calls.toSorted()).toEqual(one.expected.toSorted());
    const unread = Object.fromEntries(one.unasked.map((aspect) => [aspect, NOT_ASKED]));
    expect(observation).toEqual({ status: "present", state: { ...states.get(one.entity), ...unread } });
  });

  it("never takes a key whose use was not asked for for one that was not used", async () => {
    const lastUsed = unreadable("GetAccessKeyLastUsed", "NotAsked");
    expect(await observe("user/whole", ["accessKeys"])).toMatchObject({
      state: { accessKeys: { status: "present", state: [{ lastUsed }, { lastUsed }] } },
    });
    expect(calls).toEqual(["GetUser", "ListAccessKeys"]);
  });
});

/** Every call, and the aspect that is lost with it; `undefined`: the whole entity. */
const LOST = [
  { entity: "role/whole", action: "GetRole", aspect: undefined },
  { entity: "role/whole", action: "ListRolePolicies", aspect: "inlinePolicies" },
  { entity: "role/whole", action: "GetRolePolicy", aspect: "inlinePolicies" },
  { entity: "role/whole", action: "ListAttachedRolePolicies", aspect: "attachments" },
  { entity: "user/whole", action: "GetUser", aspect: undefined },
  { entity: "user/whole", action: "ListUserPolicies", aspect: "inlinePolicies" },
  { entity: "user/whole", action: "GetUserPolicy", aspect: "inlinePolicies" },
  { entity: "user/whole", action: "ListAttachedUserPolicies", aspect: "attachments" },
  { entity: "user/whole", action: "GetLoginProfile", aspect: "loginProfile" },
  { entity: "user/whole", action: "ListAccessKeys", aspect: "accessKeys" },
  { entity: "user/whole", action: "ListGroupsForUser", aspect: "groups" },
  { entity: "group/whole", action: "GetGroup", aspect: undefined },
  { entity: "group/whole", action: "ListGroupPolicies", aspect: "inlinePolicies" },
  { entity: "group/whole", action: "GetGroupPolicy", aspect: "inlinePolicies" },
  { entity: "group/whole", action: "ListAttachedGroupPolicies", aspect: "attachments" },
  { entity: "policy/whole", action: "GetPolicy", aspect: undefined },
  { entity: "policy/whole", action: "GetPolicyVersion", aspect: "document" },
  { entity: "root", action: "GetAccountSummary", aspect: "accessKeysPresent" },
];

describe.each(["AccessDenied", "Throttling", "ServiceFailure"])("%s", (code) => {
  const order = async (action: string, times: number) => {
    expect((await post(lab, "faults", { service: "iam", action, code, times })).status).toBe(200);
  };

  it.each(LOST)("at $action of $entity loses $aspect and nothing else", async ({ entity, action, aspect }) => {
    await order(action, 1);
    const observation = await observe(entity);
    const lost = { status: "unreadable", reason: { call: action, code, message: expect.any(String) } };
    const rest = { status: "present", state: { ...states.get(entity), [`${aspect}`]: lost } };
    expect(observation).toEqual(aspect === undefined ? lost : rest);
    expect(await observe(entity)).toEqual({ status: "present", state: states.get(entity) });
  });

  it("at GetAccessKeyLastUsed loses the use of that key, and neither the key nor the other's use", async () => {
    await order("GetAccessKeyLastUsed", 1);
    const observation = await observe("user/whole", ["accessKeyUse"]);
    const keys = observation.status === "present" && "accessKeys" in observation.state && observation.state.accessKeys;
    const found = keys && keys.status === "present" ? keys.state : [];
    expect(found.map(({ status }) => status)).toEqual(["Active", "Active"]);
    const lost = found.filter(({ lastUsed }) => lastUsed.status === "unreadable");
    expect(lost).toMatchObject([{ lastUsed: unreadable("GetAccessKeyLastUsed", code) }]);
  });
});
