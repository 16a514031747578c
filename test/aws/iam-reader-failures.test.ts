import { afterEach, describe, expect, it } from "vitest";
import { createIamClient } from "../../shared/aws/iam-client.ts";
import {
  DOCUMENT,
  GROUP_SCRIPT,
  inlinePolicy,
  POLICY_SCRIPT,
  page,
  ROLE_SCRIPT,
  rootScript,
  USER_SCRIPT,
} from "./iam-scripts.ts";
import {
  GROUP,
  observe,
  POLICY,
  prepare,
  ROLE,
  ROOT_USER,
  stopAll,
  USER,
  unpaced,
  unreadable,
} from "./observe-scripted.ts";
import { answer, failure, NO_SUCH_ENTITY, type Reply, replyOf, type Script } from "./scripted-iam.ts";

afterEach(stopAll);

describe("a list of several pages", () => {
  it("is followed to its end, page by page, by its markers", async () => {
    const pages = new Map([
      [null, page("ListRolePolicies", "PolicyNames", ["a"], "two")],
      ["two", page("ListRolePolicies", "PolicyNames", [], "three")],
      ["three", page("ListRolePolicies", "PolicyNames", ["b", "c"])],
    ]);
    const ListRolePolicies = (parameters: URLSearchParams) => pages.get(parameters.get("Marker")) ?? NO_SUCH_ENTITY;
    const { iam, reader } = await prepare({ ...ROLE_SCRIPT, ListRolePolicies });
    const { observation } = await reader.observe(ROLE);
    expect(observation).toMatchObject({
      state: { inlinePolicies: { state: { a: DOCUMENT, b: DOCUMENT, c: DOCUMENT } } },
    });
    const lists = iam.requests.filter(({ action }) => action === "ListRolePolicies");
    expect(lists.map(({ parameters }) => parameters.get("MaxItems"))).toEqual(["1000", "1000", "1000"]);
  });

  const second = (reply: Reply) => [page("ListRolePolicies", "PolicyNames", ["a"], "two"), reply];
  const ending = (end: string) => second(answer("ListRolePolicies", `<PolicyNames/>${end}`));
  it.each([
    { name: "a page is refused", replies: second(failure(403, "AccessDenied", "You may not.")), why: "You may not." },
    {
      name: "the marker is missing",
      replies: ending("<IsTruncated>true</IsTruncated>"),
      why: "the marker of the next page is missing in IAM's answer",
    },
    {
      name: "a marker stands without IsTruncated",
      replies: ending("<Marker>three</Marker>"),
      why: "IsTruncated is missing beside a marker in IAM's answer",
    },
    {
      name: "a marker comes again",
      replies: second(page("ListRolePolicies", "PolicyNames", ["a"], "two")),
      why: "the marker of a page already read stands again in IAM's answer",
    },
  ])("is unreadable as a whole when $name", async ({ replies, why }) => {
    const { observation } = await observe({ ...ROLE_SCRIPT, ListRolePolicies: replies }, ROLE);
    const inlinePolicies = { status: "unreadable", reason: { call: "ListRolePolicies", message: why } };
    expect(observation).toMatchObject({ state: { inlinePolicies } });
  });
});

describe("a list without IsTruncated or marker", () => {
  it("ends there: IAM's API leaves both optional", async () => {
    const ListRolePolicies = answer("ListRolePolicies", "<PolicyNames><member>a</member></PolicyNames>");
    const { observation } = await observe({ ...ROLE_SCRIPT, ListRolePolicies }, ROLE);
    expect(observation).toMatchObject({ state: { inlinePolicies: { status: "present", state: { a: DOCUMENT } } } });
  });
});

describe("an entity that vanishes between two calls", () => {
  it("is read again from the start, and is absent when it is gone", async () => {
    const [there] = [ROLE_SCRIPT.GetRole].flat();
    const script = { ...ROLE_SCRIPT, GetRole: [there, NO_SUCH_ENTITY], ListRolePolicies: NO_SUCH_ENTITY } as Script;
    expect((await observe(script, ROLE)).observation).toEqual({ status: "absent" });
  });

  it("is present without the inline policy that was deleted meanwhile", async () => {
    const lists = [["first", "deleted"], ["first"]].map((names) => page("ListRolePolicies", "PolicyNames", names));
    const GetRolePolicy = (parameters: URLSearchParams) =>
      parameters.get("PolicyName") === "deleted" ? NO_SUCH_ENTITY : inlinePolicy("GetRolePolicy");
    const { observation } = await observe({ ...ROLE_SCRIPT, ListRolePolicies: lists, GetRolePolicy }, ROLE);
    expect(observation).toMatchObject({ state: { inlinePolicies: { status: "present", state: { first: DOCUMENT } } } });
  });

  it.each([
    { what: ROLE, script: ROLE_SCRIPT, call: "ListRolePolicies", first: "GetRole" },
    { what: ROLE, script: ROLE_SCRIPT, call: "GetRolePolicy", first: "GetRole" },
    { what: ROLE, script: ROLE_SCRIPT, call: "ListAttachedRolePolicies", first: "GetRole" },
    { what: USER, script: USER_SCRIPT, call: "ListUserPolicies", first: "GetUser" },
    { what: USER, script: USER_SCRIPT, call: "GetUserPolicy", first: "GetUser" },
    { what: USER, script: USER_SCRIPT, call: "ListAttachedUserPolicies", first: "GetUser" },
    { what: USER, script: USER_SCRIPT, call: "ListAccessKeys", first: "GetUser" },
    { what: USER, script: USER_SCRIPT, call: "ListGroupsForUser", first: "GetUser" },
    { what: GROUP, script: GROUP_SCRIPT, call: "ListGroupPolicies", first: "GetGroup" },
    { what: GROUP, script: GROUP_SCRIPT, call: "GetGroupPolicy", first: "GetGroup" },
    { what: GROUP, script: GROUP_SCRIPT, call: "ListAttachedGroupPolicies", first: "GetGroup" },
    { what: POLICY, script: POLICY_SCRIPT, call: "GetPolicyVersion", first: "GetPolicy" },
  ])("is unreadable, not absent, when $call finds nothing twice", async ({ what, script, call, first }) => {
    const { iam, reader } = await prepare({ ...script, [call]: NO_SUCH_ENTITY });
    expect((await reader.observe(what)).observation).toMatchObject(unreadable(first, "NoSuchEntity"));
    expect(iam.requests.filter(({ action }) => action === first)).toHaveLength(2);
  });
});

/** Every call, and the aspect that is lost with it; `undefined`: the whole entity. */
const CALLS = [
  { what: ROLE, script: ROLE_SCRIPT, call: "GetRole", aspect: undefined },
  { what: ROLE, script: ROLE_SCRIPT, call: "ListRolePolicies", aspect: "inlinePolicies" },
  { what: ROLE, script: ROLE_SCRIPT, call: "GetRolePolicy", aspect: "inlinePolicies" },
  { what: ROLE, script: ROLE_SCRIPT, call: "ListAttachedRolePolicies", aspect: "attachments" },
  { what: USER, script: USER_SCRIPT, call: "GetUser", aspect: undefined },
  { what: USER, script: USER_SCRIPT, call: "ListUserPolicies", aspect: "inlinePolicies" },
  { what: USER, script: USER_SCRIPT, call: "GetUserPolicy", aspect: "inlinePolicies" },
  { what: USER, script: USER_SCRIPT, call: "ListAttachedUserPolicies", aspect: "attachments" },
  { what: USER, script: USER_SCRIPT, call: "GetLoginProfile", aspect: "loginProfile" },
  { what: USER, script: USER_SCRIPT, call: "ListAccessKeys", aspect: "accessKeys" },
  { what: USER, script: USER_SCRIPT, call: "ListGroupsForUser", aspect: "groups" },
  { what: GROUP, script: GROUP_SCRIPT, call: "GetGroup", aspect: undefined },
  { what: GROUP, script: GROUP_SCRIPT, call: "ListGroupPolicies", aspect: "inlinePolicies" },
  { what: GROUP, script: GROUP_SCRIPT, call: "GetGroupPolicy", aspect: "inlinePolicies" },
  { what: GROUP, script: GROUP_SCRIPT, call: "ListAttachedGroupPolicies", aspect: "attachments" },
  { what: POLICY, script: POLICY_SCRIPT, call: "GetPolicy", aspect: undefined },
  { what: POLICY, script: POLICY_SCRIPT, call: "GetPolicyVersion", aspect: "document" },
  { what: ROOT_USER, script: rootScript(0), call: "GetAccountSummary", aspect: "accessKeysPresent" },
] as const;

const HTML = "<html><body>Service Unavailable</body></html>";
const FAILURES: readonly { name: string; reply: (call: string) => Reply; code: string }[] = [
  { name: "refused", reply: () => failure(403, "AccessDenied", "Not authorized"), code: "AccessDenied" },
  { name: "throttled", reply: () => failure(400, "Throttling", "Rate exceeded"), code: "Throttling" },
  { name: "an expired token", reply: () => failure(403, "ExpiredToken", "expired"), code: "ExpiredToken" },
  { name: "a fault of IAM's", reply: () => failure(500, "ServiceFailure", "sorry"), code: "ServiceFailure" },
  { name: "an answer without its members", reply: (call: string) => answer(call, ""), code: "MalformedAnswer" },
  { name: "no answer in the body", reply: () => ({ kind: "body", status: 200, body: "" }), code: "MalformedAnswer" },
  {
    name: "a truncated body",
    reply: () => ({ kind: "body", status: 200, body: "<GetRoleResponse><Get" }),
    code: "MalformedAnswer",
  },
  { name: "a proxy's page", reply: () => ({ kind: "body", status: 200, body: HTML }), code: "MalformedAnswer" },
  { name: "a cut connection", reply: () => ({ kind: "reset" }), code: "ECONNRESET" },
  { name: "silence", reply: () => ({ kind: "hang" }), code: "ETIMEDOUT" },
];

describe.each(FAILURES)("$name", ({ reply, code }) => {
  it.each(CALLS)("at $call is unreadable, and only what it answers", async ({ what, script, call, aspect }) => {
    const options = { attemptTimeout: code === "ETIMEDOUT" ? 150 : 2_000 };
    const create = code === "Throttling" ? unpaced : createIamClient;
    const { observation } = await observe({ ...script, [call]: reply(call) }, what, options, create);
    const lost = unreadable(call, code);
    expect(observation).toMatchObject(aspect === undefined ? lost : { status: "present", state: { [aspect]: lost } });
    if (observation.status !== "present") return;
    const statuses = Object.entries(observation.state).flatMap(([name, value]) =>
      typeof value === "object" && name !== aspect ? [value.status] : [],
    );
    expect(statuses.filter((status) => status !== "present")).toEqual([]);
  });
});

describe("a document", () => {
  it("that is not percent-encoded text makes its aspect unreadable", async () => {
    const GetRolePolicy = answer("GetRolePolicy", "<PolicyDocument>%E0%A4%A</PolicyDocument>");
    const { observation } = await observe({ ...ROLE_SCRIPT, GetRolePolicy }, ROLE);
    expect(observation).toMatchObject({ state: { inlinePolicies: unreadable("GetRolePolicy", "MalformedAnswer") } });
  });

  it("that is missing from a role makes its trust unreadable, and nothing else", async () => {
    const GetRole = answer(
      "GetRole",
      "<Role><Path>/</Path><RoleId>A</RoleId><Arn>arn</Arn><CreateDate>2026-01-02T03:04:05Z</CreateDate></Role>",
    );
    const { observation } = await observe({ ...ROLE_SCRIPT, GetRole }, ROLE);
    expect(observation).toMatchObject({
      state: { trust: unreadable("GetRole", "MalformedAnswer"), inlinePolicies: { status: "present" } },
    });
  });

  it("from a role whose creation time is no time makes the role unreadable", async () => {
    const GetRole = answer("GetRole", "<Role><Path>/</Path><CreateDate>yesterday</CreateDate></Role>");
    const { observation } = await observe({ ...ROLE_SCRIPT, GetRole }, ROLE);
    expect(observation).toMatchObject(unreadable("GetRole", "MalformedAnswer"));
  });
});

/** What an answer must have; without one of them what the call reads is lost. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = {
  GetRole: ["Arn", "RoleId", "Path", "CreateDate"],
  GetRolePolicy: ["PolicyDocument"],
  ListAttachedRolePolicies: ["PolicyArn", "PolicyName"],
  GetUser: ["Arn", "UserId", "Path", "CreateDate"],
  GetLoginProfile: ["CreateDate"],
  ListAccessKeys: ["AccessKeyId", "Status", "CreateDate"],
  ListGroupsForUser: ["GroupName"],
  GetGroup: ["Arn", "GroupId", "Path", "CreateDate"],
  GetPolicy: ["Arn", "PolicyId", "Path", "DefaultVersionId"],
  GetPolicyVersion: ["Document"],
};
const WITHOUT = CALLS.flatMap((each) => (MEMBERS[each.call] ?? []).map((member) => ({ ...each, member })));

describe("an answer", () => {
  it.each(WITHOUT)("of $call without $member is malformed", async ({ what, script, call, aspect, member }) => {
    const reply = replyOf(script, call);
    const body = reply.body.replace(new RegExp(`<${member}>[^<]*</${member}>`), "");
    expect(body).not.toBe(reply.body);
    const { observation } = await observe({ ...script, [call]: { ...reply, body } }, what);
    const lost = unreadable(call, "MalformedAnswer");
    expect(observation).toMatchObject(aspect === undefined ? lost : { status: "present", state: { [aspect]: lost } });
  });
});
