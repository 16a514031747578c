import { afterEach, describe, expect, it } from "vitest";
import { createIamWriter } from "../../shared/aws/iam-writer.ts";
import type { IamCall } from "../../shared/remediation/remediation-plan.ts";
import { actions, prepare, stopAll, unpaced } from "./observe-scripted.ts";
import { answer, failure, type Reply } from "./scripted-iam.ts";

afterEach(stopAll);

const PolicyDocument = '{"Version":"2012-10-17","Statement":[]}';
const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
const detach: IamCall = { action: "DetachRolePolicy", input: { RoleName: "worker", PolicyArn } };

const calls: readonly IamCall[] = [
  detach,
  { action: "DetachUserPolicy", input: { UserName: "machine", PolicyArn } },
  { action: "PutRolePolicy", input: { RoleName: "worker", PolicyName: "work", PolicyDocument } },
  { action: "PutUserPolicy", input: { UserName: "machine", PolicyName: "work", PolicyDocument } },
  {
    action: "UpdateAccessKey",
    input: { UserName: "machine", AccessKeyId: "AKIAIOSFODNN7EXAMPLE", Status: "Inactive" },
  },
  { action: "CreateServiceLinkedRole", input: { AWSServiceName: "ivs.amazonaws.com" } },
];

/** Writes one call to an IAM that replies so. */
async function write(call: IamCall, reply: Reply | readonly Reply[], attemptTimeout = 2_000) {
  const { iam, iamClient } = await prepare({ [call.action]: reply }, { attemptTimeout });
  return { iam, result: await createIamWriter(iamClient).apply(call) };
}

const DENIED = failure(403, "AccessDenied", "User: x is not authorized to perform: iam:DetachRolePolicy");

interface Case {
  readonly name: string;
  readonly reply: Reply;
  readonly code: string;
  readonly retryable: boolean;
}

const failures: readonly Case[] = [
  { name: "that is denied", reply: DENIED, code: "AccessDenied", retryable: false },
  {
    name: "of what is not there",
    reply: failure(404, "NoSuchEntity", "It cannot be found."),
    code: "NoSuchEntity",
    retryable: false,
  },
  {
    name: "of a service-linked role",
    reply: failure(400, "UnmodifiableEntity", "Cannot perform the operation on the protected role."),
    code: "UnmodifiableEntity",
    retryable: false,
  },
  {
    name: "that is too much",
    reply: failure(409, "LimitExceeded", "Too many."),
    code: "LimitExceeded",
    retryable: false,
  },
  { name: "that the SDK knows no code for", reply: failure(400, "Odd", "Odd."), code: "Odd", retryable: false },
  {
    name: "that meets another",
    reply: failure(409, "ConcurrentModification", "Wait."),
    code: "ConcurrentModification",
    retryable: true,
  },
  {
    name: "of an entity that is still being made",
    reply: failure(409, "EntityTemporarilyUnmodifiable", "Wait."),
    code: "EntityTemporarilyUnmodifiable",
    retryable: true,
  },
  {
    name: "that is throttled",
    reply: failure(400, "Throttling", "Rate exceeded"),
    code: "Throttling",
    retryable: true,
  },
  {
    name: "that IAM fails at",
    reply: failure(500, "ServiceFailure", "Sorry."),
    code: "ServiceFailure",
    retryable: true,
  },
  {
    name: "that IAM is not there for",
    reply: failure(503, "ServiceUnavailable", "Sorry."),
    code: "ServiceUnavailable",
    retryable: true,
  },
  { name: "whose connection breaks", reply: { kind: "reset" }, code: "ECONNRESET", retryable: true },
];

describe("writing to IAM", () => {
  it.each(calls)("sends $action with the parameters of the plan, and no others", async (call) => {
    const { iam, result } = await write(call, answer(call.action, ""));
    expect(result).toEqual({ status: "done" });
    expect(actions(iam)).toEqual([call.action]);
    const { Action: _, Version: __, ...sent } = Object.fromEntries(iam.requests[0]?.parameters ?? []);
    expect(sent).toEqual(call.input);
  });

  it.each(failures)("returns what came of a write $name", async ({ reply, code, retryable }) => {
    const { iamClient } = await prepare({ DetachRolePolicy: reply }, {}, unpaced);
    const result = await createIamWriter(iamClient).apply(detach);
    expect(result).toMatchObject({ status: "failed", code, retryable });
  });

  it("has a write tried again that was never answered", async () => {
    const { result } = await write(detach, { kind: "hang" }, 100);
    expect(result).toMatchObject({ status: "failed", code: "ETIMEDOUT", retryable: true });
  });

  it("shows an access key that IAM's sentence spells out by its last four characters", async () => {
    const call = calls.find(({ action }) => action === "UpdateAccessKey");
    if (call === undefined) throw new Error("The cases have lost it.");
    const sentence = "The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be found.";
    const { result } = await write(call, failure(404, "NoSuchEntity", sentence));
    expect(result).toMatchObject({ message: "The Access Key with id …MPLE cannot be found." });
  });

  it("throws a fault of the program, which no waiting mends", async () => {
    const { iamClient } = await prepare({});
    iamClient.middlewareStack.add(
      () => () => {
        throw new TypeError("a bug");
      },
      { step: "serialize" },
    );
    await expect(createIamWriter(iamClient).apply(detach)).rejects.toThrow("a bug");
  });
});
