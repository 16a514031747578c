import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { PolicyKind } from "../../shared/policy/comparison.ts";
import { decidePolicies } from "../../shared/policy/decide-policies.ts";
import { type Plain, respell } from "./arbitrary-policies.ts";
import { readPolicy } from "./read-policy.ts";

const FILE = join(import.meta.dirname, "../../../shared/data/authorization-details/cloudsplaining-example.json");

interface Entity {
  readonly AssumeRolePolicyDocument?: Plain;
  readonly RolePolicyList?: readonly { readonly PolicyDocument: Plain }[];
  readonly UserPolicyList?: readonly { readonly PolicyDocument: Plain }[];
  readonly GroupPolicyList?: readonly { readonly PolicyDocument: Plain }[];
  readonly PolicyVersionList?: readonly { readonly Document: Plain }[];
}

/** Every policy document of an account's authorization details. */
function documentsOf(
  details: Readonly<Record<string, readonly Entity[]>>,
): readonly { kind: PolicyKind; document: Plain }[] {
  return Object.values(details)
    .flat()
    .flatMap((entity) => {
      const inline = [entity.RolePolicyList, entity.UserPolicyList, entity.GroupPolicyList].flatMap(
        (list) => list ?? [],
      );
      const identity = [
        ...inline.map(({ PolicyDocument }) => PolicyDocument),
        ...(entity.PolicyVersionList ?? []).map(({ Document }) => Document),
      ];
      const trust = entity.AssumeRolePolicyDocument;
      return [
        ...identity.map((document) => ({ kind: "identity" as const, document })),
        ...(trust === undefined ? [] : [{ kind: "trust" as const, document: trust }]),
      ];
    });
}

describe("an account's real documents", () => {
  if (!existsSync(FILE)) {
    it("are left out: there is no ../shared/data/authorization-details beside the project", () => {
      expect(existsSync(FILE)).toBe(false);
    });
    return;
  }
  const documents = documentsOf(JSON.parse(readFileSync(FILE, "utf8")));

  it("all parse as what they are for", () => {
    expect(documents.length).toBeGreaterThan(190);
    for (const { kind, document } of documents) expect(readPolicy(document, kind).statements.length).toBeGreaterThan(0);
  });

  it("each equal themselves written otherwise", () => {
    for (const [seed, { kind, document }] of documents.entries()) {
      const [canonical, live] = [document, respell(document, seed)].map((each) => readPolicy(each, kind));
      expect(decidePolicies([canonical as never], [live as never], kind), JSON.stringify(document)).toMatchObject({
        verdict: "equal",
      });
    }
  });

  it("each differ from themselves with everything allowed besides, or allowed everything before", () => {
    for (const { kind, document } of documents) {
      const everything =
        kind === "identity" ? { Resource: "*", Action: "*" } : { Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
      const statements = [document.Statement].flat() as readonly object[];
      const widened = { ...document, Statement: [...statements, { Effect: "Allow", ...everything }] };
      const comparison = decidePolicies([readPolicy(document, kind)], [readPolicy(widened, kind)], kind);
      const before = JSON.stringify(document).includes('"Action":"*"') ? ["equal", "different"] : ["different"];
      expect(before, JSON.stringify([document, comparison])).toContain(comparison.verdict);
      if (comparison.verdict === "different") expect(comparison.change).toBe("broadened");
    }
  });
});
