import { afterEach, describe, expect, it } from "vitest";
import { createPolicyVersionReader } from "../../shared/aws/policy-version-reader.ts";
import { actions, prepare, stopAll } from "./observe-scripted.ts";
import { answer, failure, type Reply } from "./scripted-iam.ts";

afterEach(stopAll);

const ARN = "arn:aws:iam::123456789012:policy/reader";
const TEXT = '{"Version":"2012-10-17","Statement":[]}';
const member = (id: string, isDefault: boolean) =>
  `<member><VersionId>${id}</VersionId><IsDefaultVersion>${isDefault}</IsDefaultVersion></member>`;
const listed = (...members: readonly string[]) =>
  answer("ListPolicyVersions", `<Versions>${members.join("")}</Versions><IsTruncated>false</IsTruncated>`);
const GetPolicyVersion = answer(
  "GetPolicyVersion",
  `<PolicyVersion><Document>${encodeURIComponent(TEXT)}</Document></PolicyVersion>`,
);

async function read(script: Readonly<Record<string, Reply>>) {
  const { iam, iamClient } = await prepare(script);
  return { iam, versions: await createPolicyVersionReader(iamClient).readVersions(ARN) };
}

describe("reading the versions of a policy", () => {
  it("gives them all, the oldest first, by number", async () => {
    const { iam, versions } = await read({
      ListPolicyVersions: listed(member("v10", false), member("v9", true)),
      GetPolicyVersion,
    });
    const document = { status: "present", state: TEXT };
    expect(versions).toEqual({
      status: "present",
      state: [
        { versionId: "v9", isDefault: true, document },
        { versionId: "v10", isDefault: false, document },
      ],
    });
    expect(actions(iam)).toEqual(["GetPolicyVersion", "GetPolicyVersion", "ListPolicyVersions"]);
  });

  it("says that there is no such policy", async () => {
    const { versions } = await read({ ListPolicyVersions: failure(404, "NoSuchEntity", "It cannot be found.") });
    expect(versions).toEqual({ status: "absent" });
  });

  it("keeps a version whose text could not be read", async () => {
    const { versions } = await read({
      ListPolicyVersions: listed(member("v1", true)),
      GetPolicyVersion: failure(403, "AccessDenied", "You may not."),
    });
    expect(versions).toMatchObject({ state: [{ versionId: "v1", document: { status: "unreadable" } }] });
  });

  it.each([
    {
      name: "cannot be listed",
      script: { ListPolicyVersions: failure(403, "AccessDenied", "You may not.") },
      code: "AccessDenied",
    },
    {
      name: "have no number",
      script: { ListPolicyVersions: listed(member("latest", true)) },
      code: "MalformedAnswer",
    },
    {
      name: "vanish while they are read",
      script: {
        ListPolicyVersions: listed(member("v1", true)),
        GetPolicyVersion: failure(404, "NoSuchEntity", "It cannot be found."),
      },
      code: "MalformedAnswer",
    },
  ])("gives none where they $name", async ({ script, code }) => {
    const { versions } = await read(script);
    expect(versions).toMatchObject({ status: "unreadable", reason: { code } });
  });
});
