import { afterEach, describe, expect, it } from "vitest";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import {
  accessKey,
  DOCUMENT,
  inlinePolicy,
  POLICY_SCRIPT,
  page,
  ROLE_SCRIPT,
  rootScript,
  TRUST,
  USER_SCRIPT,
} from "./iam-scripts.ts";
import {
  ASKED_AT,
  ATTACHED,
  actions,
  observe,
  POLICY,
  prepare,
  ROLE,
  ROOT_USER,
  request,
  stopAll,
  USER,
  unreadable,
} from "./observe-scripted.ts";
import { answer, failure, NO_SUCH_ENTITY, type Script } from "./scripted-iam.ts";

afterEach(stopAll);

describe("a role", () => {
  it("is read whole, in three calls and one per inline policy", async () => {
    const { iam, reader } = await prepare(ROLE_SCRIPT);
    expect(await reader.observe(ROLE)).toEqual({
      entity: ROLE.entity,
      askedAt: ASKED_AT,
      observation: {
        status: "present",
        state: {
          kind: "role",
          arn: "arn:aws:iam::123456789012:role/team/worker",
          roleId: "AROAEXAMPLE",
          path: "/team/",
          createdAt: "2026-01-02T03:04:05.000Z",
          trust: { status: "present", state: TRUST },
          inlinePolicies: { status: "present", state: { first: DOCUMENT, second: DOCUMENT } },
          attachments: { status: "present", state: ATTACHED },
        },
      },
    });
    expect(actions(iam)).toEqual([
      "GetRole",
      "GetRolePolicy",
      "GetRolePolicy",
      "ListAttachedRolePolicies",
      "ListRolePolicies",
    ]);
  });

  it("is absent after one call where IAM answers NoSuchEntity", async () => {
    const { iam, reader } = await prepare({ GetRole: NO_SUCH_ENTITY });
    expect((await reader.observe(ROLE)).observation).toEqual({ status: "absent" });
    expect(actions(iam)).toEqual(["GetRole"]);
  });

  it("keeps inline policies whose names are those of an object's own members", async () => {
    const names = ["__proto__", "constructor", "a=b+c,d.e@f-g"];
    const script = { ...ROLE_SCRIPT, ListRolePolicies: page("ListRolePolicies", "PolicyNames", names) };
    const { observation } = await observe(script, ROLE);
    const state = observation.status === "present" && observation.state.kind === "role" ? observation.state : undefined;
    const inline = state?.inlinePolicies.status === "present" ? state.inlinePolicies.state : {};
    expect(Object.entries(inline)).toEqual(names.map((name) => [name, DOCUMENT]));
  });

  it("is asked of with never more than four calls at once", async () => {
    const names = Array.from({ length: 25 }, (_, index) => `policy-${index}`);
    const { iam, reader } = await prepare({
      ...ROLE_SCRIPT,
      ListRolePolicies: page("ListRolePolicies", "PolicyNames", names),
      GetRolePolicy: inlinePolicy("GetRolePolicy", 5),
    });
    await reader.observe(ROLE);
    expect(iam.requests).toHaveLength(3 + names.length);
    expect(iam.mostAtOnce()).toBe(4);
  });
});

describe("a user", () => {
  it("is read whole, in five calls, one per inline policy and one per access key", async () => {
    const { iam, reader } = await prepare(USER_SCRIPT);
    expect((await reader.observe(USER)).observation).toEqual({
      status: "present",
      state: {
        kind: "user",
        arn: "arn:aws:iam::123456789012:user/machine",
        userId: "AIDAEXAMPLE",
        path: "/",
        createdAt: "2026-01-02T03:04:05.000Z",
        inlinePolicies: { status: "present", state: { only: DOCUMENT } },
        attachments: { status: "present", state: ATTACHED },
        loginProfile: { status: "present", state: "2026-02-03T04:05:06.000Z" },
        accessKeys: {
          status: "present",
          state: [
            {
              accessKeyId: "AKIAIOSFODNN7EXAMPLE",
              status: "Active",
              createdAt: "2026-03-04T05:06:07.000Z",
              lastUsed: { status: "present", state: "2026-04-05T06:07:08.000Z" },
            },
            {
              accessKeyId: "AKIAI44QH8DHBEXAMPLE",
              status: "Inactive",
              createdAt: "2025-03-04T05:06:07.000Z",
              lastUsed: { status: "absent" },
            },
          ],
        },
      },
    });
    expect(iam.requests).toHaveLength(5 + 1 + 2);
    const unnamed = iam.requests.filter(
      ({ parameters }) => !parameters.has("UserName") && !parameters.has("AccessKeyId"),
    );
    expect(unnamed).toEqual([]);
  });

  it("without a password has an absent login profile", async () => {
    const { observation } = await observe({ ...USER_SCRIPT, GetLoginProfile: NO_SUCH_ENTITY }, USER);
    expect(observation).toMatchObject({ status: "present", state: { loginProfile: { status: "absent" } } });
  });

  it("keeps its keys when the last use of one cannot be read", async () => {
    const { observation } = await observe(
      { ...USER_SCRIPT, GetAccessKeyLastUsed: failure(403, "AccessDenied", "no") },
      USER,
    );
    const lastUsed = unreadable("GetAccessKeyLastUsed", "AccessDenied");
    expect(observation).toMatchObject({
      state: {
        accessKeys: {
          status: "present",
          state: [
            { status: "Active", lastUsed },
            { status: "Inactive", lastUsed },
          ],
        },
      },
    });
  });

  it("never takes an unknown key for an unused one, and shows no key id in full", async () => {
    const message = "The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be read";
    const unknown = await observe({ ...USER_SCRIPT, GetAccessKeyLastUsed: NO_SUCH_ENTITY }, USER);
    expect(unknown.observation).toMatchObject({
      state: { accessKeys: { state: [{ lastUsed: unreadable("GetAccessKeyLastUsed", "NoSuchEntity") }, {}] } },
    });
    const denied = await observe({ ...USER_SCRIPT, GetUser: failure(403, "AccessDenied", message) }, USER);
    expect(denied.observation).toEqual({
      status: "unreadable",
      reason: { call: "GetUser", code: "AccessDenied", message: "The Access Key with id …MPLE cannot be read" },
    });
  });

  it("never takes an answer that says nothing of the last use for an unused key", async () => {
    const GetAccessKeyLastUsed = answer("GetAccessKeyLastUsed", "<UserName>machine</UserName>");
    const { observation } = await observe({ ...USER_SCRIPT, GetAccessKeyLastUsed }, USER);
    const lastUsed = unreadable("GetAccessKeyLastUsed", "MalformedAnswer");
    expect(observation).toMatchObject({
      state: { accessKeys: { status: "present", state: [{ lastUsed }, { lastUsed }] } },
    });
  });

  it("has unreadable access keys where a status is neither Active nor Inactive", async () => {
    const keys = [accessKey("AKIAIOSFODNN7EXAMPLE", "Expired", "2026-03-04T05:06:07Z")];
    const script = { ...USER_SCRIPT, ListAccessKeys: page("ListAccessKeys", "AccessKeyMetadata", keys) };
    const { observation } = await observe(script, USER);
    expect(observation).toMatchObject({ state: { accessKeys: unreadable("ListAccessKeys", "MalformedAnswer") } });
  });
});

describe("a customer managed policy", () => {
  it("is found by the ARN of its path and partition, and read in its default version", async () => {
    const { iam, reader } = await prepare(POLICY_SCRIPT);
    const arn = "arn:aws-cn:iam::123456789012:policy/team/reader";
    const document = { status: "present", state: DOCUMENT };
    expect((await reader.observe(POLICY)).observation).toEqual({
      status: "present",
      state: { kind: "policy", arn, policyId: "ANPAEXAMPLE", path: "/team/", defaultVersionId: "v3", document },
    });
    expect(iam.requests.map(({ parameters }) => [parameters.get("PolicyArn"), parameters.get("VersionId")])).toEqual([
      [arn, null],
      [arn, "v3"],
    ]);
  });

  it("is absent where there is none", async () => {
    expect((await observe({ GetPolicy: NO_SUCH_ENTITY }, POLICY)).observation).toEqual({ status: "absent" });
  });
});

describe("the root user", () => {
  it.each([
    { keys: 0, expected: false },
    { keys: 1, expected: true },
  ])("with $keys access keys", async ({ keys, expected }) => {
    const { observation } = await observe(rootScript(keys), ROOT_USER);
    const accessKeysPresent = { status: "present", state: expected };
    expect(observation).toEqual({ status: "present", state: { kind: "root", accessKeysPresent } });
  });
});

describe("the reader", () => {
  it("tries a throttled call again before it gives up", async () => {
    const GetPolicy = [failure(400, "Throttling", "Rate exceeded"), POLICY_SCRIPT.GetPolicy].flat();
    const { iam, reader } = await prepare({ ...POLICY_SCRIPT, GetPolicy } as Script, { maxAttempts: 3 });
    expect((await reader.observe(POLICY)).observation.status).toBe("present");
    expect(actions(iam)).toEqual(["GetPolicy", "GetPolicy", "GetPolicyVersion"]);
  });

  it("takes the time before it makes the first call", async () => {
    const { iam, iamClient } = await prepare(ROLE_SCRIPT);
    const callsBefore: number[] = [];
    const now = () => {
      callsBefore.push(iam.requests.length);
      return new Date(ASKED_AT);
    };
    await createIamReader({ client: iamClient, account: { account: "123456789012", partition: "aws" }, now }).observe(
      ROLE,
    );
    expect(callsBefore).toEqual([0]);
  });

  it("is unreadable where there are no credentials", async () => {
    const credentials = () =>
      Promise.reject(Object.assign(new Error("No credentials"), { name: "CredentialsProviderError" }));
    const { observation } = await observe(ROLE_SCRIPT, ROLE, { credentials });
    expect(observation).toMatchObject(unreadable("GetRole", "CredentialsProviderError"));
  });

  it("throws a fault of the program", async () => {
    const { iamClient, reader } = await prepare(ROLE_SCRIPT);
    const fault = () => async () => {
      throw new TypeError("undefined is not a function");
    };
    iamClient.middlewareStack.add(fault, { step: "initialize" });
    await expect(reader.observe(ROLE)).rejects.toThrow("undefined is not a function");
  });

  it("throws where it is asked for a group", async () => {
    const { reader } = await prepare({});
    await expect(reader.observe(request("group/admins"))).rejects.toThrow("group/admins cannot be read");
  });
});
