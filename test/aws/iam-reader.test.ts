import { afterEach, describe, expect, it } from "vitest";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import {
  DOCUMENT,
  GROUP_SCRIPT,
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
  BOUNDARY,
  GROUP,
  observe,
  POLICY,
  prepare,
  present,
  ROLE,
  ROOT_USER,
  stopAll,
  TAGS,
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
          permissionsBoundary: BOUNDARY,
          tags: TAGS,
          maximumSessionSeconds: present(7200),
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

  it("is asked about its deletion tasks, one call each; a task that IAM does not know is left out", async () => {
    const deletionStatus = (status: string) =>
      answer("GetServiceLinkedRoleDeletionStatus", `<Status>${status}</Status>`);
    const { iam, reader } = await prepare({
      ...ROLE_SCRIPT,
      GetServiceLinkedRoleDeletionStatus: (parameters) => {
        const taskId = parameters.get("DeletionTaskId");
        return taskId === "unknown" ? NO_SUCH_ENTITY : deletionStatus(taskId === "first" ? "IN_PROGRESS" : "FAILED");
      },
    });
    const { observation } = await reader.observe({ ...ROLE, deletionTasks: ["first", "unknown", "second"] });
    expect(observation).toHaveProperty(
      "state.deletionTasks",
      present([
        { taskId: "first", status: "IN_PROGRESS" },
        { taskId: "second", status: "FAILED" },
      ]),
    );
    expect(actions(iam).filter((action) => action === "GetServiceLinkedRoleDeletionStatus")).toHaveLength(3);
  });

  it.each([
    { name: "is denied", reply: failure(403, "AccessDenied", "You may not."), code: "AccessDenied" },
    { name: "has no status", reply: answer("GetServiceLinkedRoleDeletionStatus", ""), code: "MalformedAnswer" },
    {
      name: "has a status of its own",
      reply: answer("GetServiceLinkedRoleDeletionStatus", "<Status>PAUSED</Status>"),
      code: "MalformedAnswer",
    },
  ])("has no deletion tasks that could be read where the answer about one $name", async ({ reply, code }) => {
    const script: Script = { ...ROLE_SCRIPT, GetServiceLinkedRoleDeletionStatus: reply };
    const { observation } = await observe(script, { ...ROLE, deletionTasks: ["one"] });
    const deletionTasks = unreadable("GetServiceLinkedRoleDeletionStatus", code);
    expect(observation).toMatchObject({ status: "present", state: { roleId: "AROAEXAMPLE", deletionTasks } });
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
  it("is read whole, in six calls, one per inline policy and one per access key", async () => {
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
        permissionsBoundary: BOUNDARY,
        tags: TAGS,
        groups: present(["operators", "readers"]),
        loginProfile: { status: "present", state: "2026-02-03T04:05:06.000Z" },
        accessKeys: {
          status: "present",
          state: [
            {
              accessKeyId: "AKIAIOSFODNN7EXAMPLE",
              status: "Active",
              createdAt: "2026-03-04T05:06:07.000Z",
              lastUsed: { status: "present", state: "2026-04-05T06:07:08.000Z" },
              lastUsedFor: { region: "eu-west-1", service: "s3" },
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
    expect(iam.requests).toHaveLength(6 + 1 + 2);
    const unnamed = iam.requests.filter(
      ({ parameters }) => !parameters.has("UserName") && !parameters.has("AccessKeyId"),
    );
    expect(unnamed).toEqual([]);
  });

  it("without a password has an absent login profile", async () => {
    const { observation } = await observe({ ...USER_SCRIPT, GetLoginProfile: NO_SUCH_ENTITY }, USER);
    expect(observation).toMatchObject({ status: "present", state: { loginProfile: { status: "absent" } } });
  });
});

describe("a group", () => {
  it("is read whole, in three calls and one per inline policy, however many members it has", async () => {
    const { iam, reader } = await prepare(GROUP_SCRIPT);
    expect((await reader.observe(GROUP)).observation).toEqual({
      status: "present",
      state: {
        kind: "group",
        arn: "arn:aws:iam::123456789012:group/team/operators",
        groupId: "AGPAEXAMPLE",
        path: "/team/",
        createdAt: "2026-01-02T03:04:05.000Z",
        inlinePolicies: present({ only: DOCUMENT }),
        attachments: present(ATTACHED),
      },
    });
    expect(actions(iam)).toEqual(["GetGroup", "GetGroupPolicy", "ListAttachedGroupPolicies", "ListGroupPolicies"]);
  });
});

describe("a customer managed policy", () => {
  it("is found by the ARN of its path and partition, and read in its default version", async () => {
    const { iam, reader } = await prepare(POLICY_SCRIPT);
    const arn = "arn:aws-cn:iam::123456789012:policy/team/reader";
    const document = { status: "present", state: DOCUMENT };
    expect((await reader.observe(POLICY)).observation).toEqual({
      status: "present",
      state: {
        kind: "policy",
        arn,
        policyId: "ANPAEXAMPLE",
        path: "/team/",
        defaultVersionId: "v3",
        document,
        tags: present({ owner: "video" }),
      },
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
});
