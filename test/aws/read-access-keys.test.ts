import { afterEach, describe, expect, it } from "vitest";
import { accessKey, page, USER_SCRIPT } from "./iam-scripts.ts";
import { observe, stopAll, USER, unreadable } from "./observe-scripted.ts";
import { answer, failure, NO_SUCH_ENTITY } from "./scripted-iam.ts";

afterEach(stopAll);

describe("a user's access keys", () => {
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
