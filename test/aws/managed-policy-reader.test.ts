import { afterEach, describe, expect, it } from "vitest";
import { createManagedPolicyReader } from "../../shared/aws/managed-policy-reader.ts";
import { DOCUMENT, POLICY_SCRIPT } from "./iam-scripts.ts";
import { actions, prepare, stopAll, unreadable } from "./observe-scripted.ts";
import { failure, NO_SUCH_ENTITY, type Script } from "./scripted-iam.ts";

afterEach(stopAll);

const ARN = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3";

async function readDocument(script: Script) {
  const { iam, iamClient } = await prepare(script);
  return { iam, document: await createManagedPolicyReader(iamClient).readDocument(ARN) };
}

const DENIED = failure(403, "AccessDenied", "no");

describe("reading a managed policy's document", () => {
  it("reads the default version by the ARN it is given, AWS's own too", async () => {
    const { iam, document } = await readDocument(POLICY_SCRIPT);
    expect(document).toEqual({ status: "present", state: DOCUMENT });
    expect(actions(iam)).toEqual(["GetPolicy", "GetPolicyVersion"]);
    expect(iam.requests.map(({ parameters }) => parameters.get("PolicyArn"))).toEqual([ARN, ARN]);
    expect(iam.requests[1]?.parameters.get("VersionId")).toBe("v3");
  });

  it("is absent where there is no such policy", async () => {
    expect((await readDocument({ GetPolicy: NO_SUCH_ENTITY })).document).toEqual({ status: "absent" });
  });

  it.each([
    { name: "GetPolicy is denied", script: { GetPolicy: DENIED }, call: "GetPolicy", code: "AccessDenied" },
    {
      name: "GetPolicyVersion is denied",
      script: { ...POLICY_SCRIPT, GetPolicyVersion: DENIED },
      call: "GetPolicyVersion",
      code: "AccessDenied",
    },
    {
      name: "the default version is gone when it is asked for",
      script: { ...POLICY_SCRIPT, GetPolicyVersion: NO_SUCH_ENTITY },
      call: "GetPolicyVersion",
      code: "MalformedAnswer",
    },
  ])("is unreadable, not absent, where $name", async ({ script, call, code }) => {
    expect((await readDocument(script)).document).toMatchObject(unreadable(call, code));
  });
});
