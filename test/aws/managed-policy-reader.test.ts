import { afterEach, describe, expect, it } from "vitest";
import { createManagedPolicyReader } from "../../shared/aws/managed-policy-reader.ts";
import { DOCUMENT, POLICY_SCRIPT } from "./iam-scripts.ts";
import { actions, prepare, stopAll, unreadable } from "./observe-scripted.ts";
import { answer, failure, NO_SUCH_ENTITY, type Reply, type Script } from "./scripted-iam.ts";

afterEach(stopAll);

const ARN = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3";

async function readDocument(script: Script) {
  const { iam, iamClient } = await prepare(script);
  return { iam, document: await createManagedPolicyReader(iamClient).readDocument(ARN) };
}

function policyAnswer(id: string, version: string): Reply {
  const members = `<PolicyId>${id}</PolicyId><DefaultVersionId>${version}</DefaultVersionId><Path>/</Path><Arn>${ARN}</Arn>`;
  return answer("GetPolicy", `<Policy>${members}</Policy>`);
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

  it("reads a version once, and asks each time which one is the default", async () => {
    const versions = [policyAnswer("ANPAONE", "v3"), policyAnswer("ANPAONE", "v3"), policyAnswer("ANPAONE", "v4")];
    const { iam, iamClient } = await prepare({ ...POLICY_SCRIPT, GetPolicy: versions });
    const reader = createManagedPolicyReader(iamClient);
    for (const _ of versions) expect(await reader.readDocument(ARN)).toEqual({ status: "present", state: DOCUMENT });
    expect(iam.requests.map(({ action }) => action)).toEqual([
      "GetPolicy",
      "GetPolicyVersion",
      "GetPolicy",
      "GetPolicy",
      "GetPolicyVersion",
    ]);
  });

  it("reads a version again that has the id of one of a policy of that name, which was deleted", async () => {
    const { iam, iamClient } = await prepare({
      ...POLICY_SCRIPT,
      GetPolicy: [policyAnswer("ANPAONE", "v1"), policyAnswer("ANPATWO", "v1")],
    });
    const reader = createManagedPolicyReader(iamClient);
    await reader.readDocument(ARN);
    await reader.readDocument(ARN);
    expect(iam.requests.filter(({ action }) => action === "GetPolicyVersion")).toHaveLength(2);
  });

  it("asks again where a version could not be read", async () => {
    const { GetPolicyVersion } = POLICY_SCRIPT;
    if (GetPolicyVersion === undefined || !("kind" in GetPolicyVersion)) throw new Error("No reply is scripted.");
    const { iamClient } = await prepare({ ...POLICY_SCRIPT, GetPolicyVersion: [DENIED, GetPolicyVersion] });
    const reader = createManagedPolicyReader(iamClient);
    expect(await reader.readDocument(ARN)).toMatchObject(unreadable("GetPolicyVersion", "AccessDenied"));
    expect(await reader.readDocument(ARN)).toEqual({ status: "present", state: DOCUMENT });
  });

  it("lets go of what it has kept the longest", async () => {
    const { iam, iamClient } = await prepare({
      ...POLICY_SCRIPT,
      GetPolicy: (parameters) => policyAnswer(parameters.get("PolicyArn")?.split("/")[1] ?? "", "v1"),
    });
    const reader = createManagedPolicyReader(iamClient);
    const read = (name: string) => reader.readDocument(`arn:aws:iam::123456789012:policy/${name}`);
    for (let count = 0; count <= 200; count += 1) await read(`p${count}`);
    const versionsRead = () => iam.requests.filter(({ action }) => action === "GetPolicyVersion").length;
    expect(versionsRead()).toBe(201);
    await read("p200");
    expect(versionsRead()).toBe(201);
    await read("p0");
    expect(versionsRead()).toBe(202);
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
