import { describe, expect, it } from "vitest";
import { ABSENT, edited, observe, present, unreadable } from "./observe-snapshot.ts";
import { details, policy, ROOT_ROW, report, role, TRUST, WHOLE } from "./snapshot-texts.ts";
import type { SnapshotTexts } from "./take-snapshot.ts";

describe("what is not in the details", () => {
  const onlyRoles = details({ RoleDetailList: [role("worker")] });
  const noList = { file: "details.json", text: JSON.stringify({ RoleDetailList: [role("worker")] }) };
  it.each<{ name: string; texts: SnapshotTexts; entity: string; expected: object }>([
    { name: "is absent from a list with others", texts: { details: [WHOLE] }, entity: "role/none", expected: ABSENT },
    {
      name: "is unknown of an empty list",
      texts: { details: [onlyRoles] },
      entity: "user/none",
      expected: unreadable("details.json lists no users at all, as one made with --filter does"),
    },
    {
      name: "is unknown where there is no list",
      texts: { details: [noList] },
      entity: "group/none",
      expected: unreadable("lists no groups at all"),
    },
    {
      name: "is unknown where AWS's own policies are the only ones",
      texts: {
        details: [
          details({ RoleDetailList: [role("worker")], Policies: [policy("A", { Arn: "arn:aws:iam::aws:policy/A" })] }),
        ],
      },
      entity: "policy/A",
      expected: unreadable("lists no customer managed policies at all"),
    },
    {
      name: "is absent where the report has no users either",
      texts: { details: [onlyRoles], credentialReport: report(ROOT_ROW) },
      entity: "user/none",
      expected: ABSENT,
    },
    {
      name: "is unknown where the report has it",
      texts: { details: [WHOLE], credentialReport: report({ user: "new", arn: "arn:aws:iam::123456789012:user/new" }) },
      entity: "user/new",
      expected: unreadable("user/new stands in report.csv and not in details.json"),
    },
    {
      name: "is unknown where it is spelt otherwise",
      texts: { details: [WHOLE] },
      entity: "role/Worker",
      expected: unreadable("details.json spells it role/worker; spell role/Worker the same"),
    },
  ])("$name", async ({ texts, entity, expected }) => {
    expect(await observe(texts, entity)).toEqual(expected);
  });

  it("is absent under another path, of a policy", async () => {
    expect(await observe({ details: [WHOLE] }, "policy/reader", "/team/")).toEqual(ABSENT);
  });
});

describe("an aspect in the details", () => {
  const encoded = encodeURIComponent(JSON.stringify(TRUST));
  const text = JSON.stringify(TRUST);
  it.each<{ name: string; more: Record<string, unknown>; aspect: string; expected: object }>([
    {
      name: "a document as an object",
      more: { AssumeRolePolicyDocument: TRUST },
      aspect: "trust",
      expected: present(text),
    },
    {
      name: "a document URL-encoded",
      more: { AssumeRolePolicyDocument: encoded },
      aspect: "trust",
      expected: present(text),
    },
    {
      name: "a document as JSON text",
      more: { AssumeRolePolicyDocument: text },
      aspect: "trust",
      expected: present(text),
    },
    {
      name: "a document badly encoded",
      more: { AssumeRolePolicyDocument: "%7B%" },
      aspect: "trust",
      expected: unreadable("the trust policy of role worker in details.json is not URL-encoded", "MalformedAnswer"),
    },
    {
      name: "a document that is a number",
      more: { AssumeRolePolicyDocument: 1 },
      aspect: "trust",
      expected: unreadable("neither an object nor text", "MalformedAnswer"),
    },
    {
      name: "no document",
      more: { AssumeRolePolicyDocument: undefined },
      aspect: "trust",
      expected: unreadable("is missing", "MalformedAnswer"),
    },
    {
      name: "no inline policies of a role",
      more: { RolePolicyList: undefined },
      aspect: "inlinePolicies",
      expected: unreadable("details.json says nothing of the inline policies of role worker"),
    },
    {
      name: "an inline policy called __proto__",
      more: { RolePolicyList: [{ PolicyName: "__proto__", PolicyDocument: TRUST }] },
      aspect: "inlinePolicies",
      expected: present(JSON.parse(`{"__proto__":${JSON.stringify(text)}}`)),
    },
    {
      name: "one inline policy that cannot be read",
      more: { RolePolicyList: [{ PolicyName: "a", PolicyDocument: TRUST }, { PolicyName: "b" }] },
      aspect: "inlinePolicies",
      expected: unreadable("inline policy b of role worker", "MalformedAnswer"),
    },
    {
      name: "no attachments",
      more: { AttachedManagedPolicies: undefined },
      aspect: "attachments",
      expected: unreadable("attached managed policies"),
    },
    {
      name: "no tags",
      more: { Tags: undefined },
      aspect: "tags",
      expected: unreadable("says nothing of the tags of role worker"),
    },
    {
      name: "a boundary",
      more: { PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: "arn:b" } },
      aspect: "permissionsBoundary",
      expected: present("arn:b"),
    },
    {
      name: "a null for a boundary",
      more: { PermissionsBoundary: null },
      aspect: "permissionsBoundary",
      expected: ABSENT,
    },
    {
      name: "a session length",
      more: {},
      aspect: "maximumSessionSeconds",
      expected: unreadable("hold no session lengths"),
    },
  ])("$name", async ({ more, aspect, expected }) => {
    const texts = { details: [details({ RoleDetailList: [role("worker", more)] })] };
    expect(await observe(texts, "role/worker")).toHaveProperty(["state", aspect], expected);
  });

  it("is kept as written: numbers too large for a double, and members twice in a document", async () => {
    const written = '{"Statement":[],"n":12345678901234567890,"n":1.50}';
    const file = edited(
      details({ RoleDetailList: [role("worker", { AssumeRolePolicyDocument: "X" })] }),
      '"X"',
      written,
    );
    expect(await observe({ details: [file] }, "role/worker")).toHaveProperty("state.trust", present(written));
  });

  it.each([
    {
      name: "the default version",
      more: { DefaultVersionId: "v2" },
      expected: unreadable("default version v2 of policy reader is missing", "MalformedAnswer"),
    },
    {
      name: "any version",
      more: { PolicyVersionList: undefined },
      expected: unreadable("holds no versions of policy reader"),
    },
  ])("is unreadable of a policy without $name", async ({ more, expected }) => {
    const texts = { details: [details({ Policies: [policy("reader", more)] })] };
    expect(await observe(texts, "policy/reader")).toHaveProperty("state.document", expected);
  });
});
