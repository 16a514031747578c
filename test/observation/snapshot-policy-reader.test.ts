import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { present, unreadable } from "./observe-snapshot.ts";
import { details, elsewhere, policy, role, TRUST, WHOLE } from "./snapshot-texts.ts";
import { snapshotOf } from "./take-snapshot.ts";

const QUARANTINE = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3";
const DENY = { Version: "2012-10-17", Statement: [{ Effect: "Deny", Action: "*", Resource: "*" }] };
const ofAws = policy("AWSCompromisedKeyQuarantineV3", {
  Arn: QUARANTINE,
  PolicyVersionList: [
    { Document: TRUST, VersionId: "v1", IsDefaultVersion: false },
    { Document: DENY, VersionId: "v2", IsDefaultVersion: true },
  ],
  DefaultVersionId: "v2",
});

const read = async (text: ReturnType<typeof details>, policyArn: string) =>
  (await snapshotOf({ details: [text] })).managedPolicies.readDocument(policyArn);

describe("the managed policies of a snapshot", () => {
  it("are the account's own", async () => {
    const document = await read(WHOLE, "arn:aws:iam::123456789012:policy/reader");
    expect(document).toEqual(present(JSON.stringify(TRUST)));
  });

  it("are AWS's, where they are attached to something: each by its default version", async () => {
    const text = details({ RoleDetailList: [role("worker")], Policies: [policy("reader"), ofAws] });
    expect(await read(text, QUARANTINE)).toEqual(present(JSON.stringify(DENY)));
  });

  it("leave AWS's out of the account's entities", async () => {
    const text = details({ RoleDetailList: [role("worker")], Policies: [policy("reader"), ofAws] });
    const { entities, leftOut } = await snapshotOf({ details: [text] });
    expect(entities.map(({ entity }) => entity.name).toSorted()).toEqual(["reader", "worker"]);
    expect(leftOut).toEqual([]);
  });

  it.each([
    { name: "one of AWS's that is not in it", policyArn: QUARANTINE },
    { name: "one of the account's that is not in it", policyArn: "arn:aws:iam::123456789012:policy/other" },
    { name: "one of that name under another path", policyArn: "arn:aws:iam::123456789012:policy/team/reader" },
    { name: "one of that name in another account", policyArn: "arn:aws:iam::999999999999:policy/reader" },
    { name: "one of that name in another partition", policyArn: "arn:aws-cn:iam::123456789012:policy/reader" },
    { name: "what is no policy's ARN", policyArn: "reader" },
  ])("do not say of $name that it is absent", async ({ policyArn }) => {
    expect(await read(WHOLE, policyArn)).toEqual(unreadable(`details.json lacks the policy ${policyArn}`));
  });

  it("do not trust one that stands under another account", async () => {
    const text = details({
      RoleDetailList: [role("worker"), role("other"), role("third")],
      Policies: [elsewhere(policy("reader"))],
    });
    expect(await read(text, "arn:aws:iam::999999999999:policy/reader")).toEqual(unreadable("lacks the policy"));
  });

  it("are unreadable where the file holds no versions of theirs", async () => {
    const { PolicyVersionList: _, ...bare } = ofAws;
    const text = details({ RoleDetailList: [role("worker")], Policies: [bare] });
    expect(await read(text, QUARANTINE)).toEqual(
      unreadable("holds no versions of policy AWSCompromisedKeyQuarantineV3"),
    );
  });
});

const EXAMPLE = join(import.meta.dirname, "../../../shared/data/authorization-details/cloudsplaining-example.json");
const held = existsSync(EXAMPLE);

if (!held) {
  process.stderr.write(
    "The check of a real account's managed policies is left out: ../shared/data is not beside the project.\n",
  );
}

describe.runIf(held)("the managed policies of a real account", () => {
  it("are all that its details list, AWS's among them", async () => {
    const text = readFileSync(EXAMPLE, "utf8");
    const { managedPolicies } = await snapshotOf({ details: [{ file: EXAMPLE, text }] });
    const listed: readonly string[] = JSON.parse(text).Policies.map(({ Arn }: { readonly Arn: string }) => Arn);
    const documents = await Promise.all(listed.map((policyArn) => managedPolicies.readDocument(policyArn)));
    const unread = listed.filter((_, index) => documents[index]?.status !== "present");
    // Whoever published it has added policies of other accounts.
    expect(unread.filter((policyArn) => /::(200611803367|aws):/.test(policyArn))).toEqual([]);
    expect(listed.filter((policyArn) => policyArn.includes("::aws:")).length).toBeGreaterThan(0);
  });
});
