import { describe, expect, it } from "vitest";
import { RoleTooLarge, rolePolicies } from "../../infra/role-policies.ts";

const ROLE = { id: "Remediator", name: "plumbline-remediator", description: "Repairs." };
const NAME = "arn:aws:iam::111122223333:role/vendor/a-role-with-a-rather-long-name-";

/** Rights on so many roles. */
function statements(roles: number) {
  const Resource = Array.from({ length: roles }, (_, at) => `${NAME}${at}`);
  return ["iam:PutRolePolicy", "iam:DetachRolePolicy"].map((Action) => ({
    Effect: "Allow" as const,
    Action: [Action],
    Resource,
  }));
}

/** What all policies allow together: `ACTION ARN`, in their order. */
function allowed(roles: number): readonly string[] {
  const { resources } = rolePolicies(ROLE, statements(roles));
  const documents = Object.values(resources).map(
    ({ Properties }) => Properties.PolicyDocument as unknown as { Statement: ReturnType<typeof statements> },
  );
  return documents.flatMap(({ Statement }) =>
    Statement.flatMap(({ Action, Resource }) => Resource.map((arn) => `${Action} ${arn}`)),
  );
}

describe("the policies of a role", () => {
  it("are one inline policy where that has room for them", () => {
    const { properties, resources } = rolePolicies(ROLE, statements(10));
    expect(Object.keys(properties)).toEqual(["Policies"]);
    expect(resources).toEqual({});
  });

  it("are managed policies of at most 6,144 characters, which together allow just the same", () => {
    const { resources } = rolePolicies(ROLE, statements(200));
    const sizes = Object.values(resources).map(({ Properties }) => JSON.stringify(Properties.PolicyDocument).length);
    expect(sizes.length).toBeGreaterThan(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(6_144);
    const wanted = statements(200).flatMap(({ Action, Resource }) => Resource.map((arn) => `${Action} ${arn}`));
    expect(allowed(200)).toEqual(wanted);
  });

  it("have names of their own, which are the same each time", () => {
    const { properties, resources } = rolePolicies(ROLE, statements(200));
    const ids = Object.keys(resources);
    expect(properties).toEqual({ ManagedPolicyArns: ids.map((Ref) => ({ Ref })) });
    expect(Object.values(resources).map(({ Properties }) => Properties.ManagedPolicyName)).toEqual(
      ids.map((_, index) => `plumbline-remediator-${index + 1}`),
    );
  });

  it("leave little room unused", () => {
    const text = JSON.stringify(statements(300)).length;
    expect(Object.keys(rolePolicies(ROLE, statements(300)).resources).length).toBeLessThanOrEqual(
      Math.ceil(text / 5_500),
    );
  });

  it("are refused where a role may not have so many", () => {
    expect(() => rolePolicies(ROLE, statements(2_000))).toThrow(RoleTooLarge);
    expect(() => rolePolicies(ROLE, statements(2_000))).toThrow(/plumbline-remediator would need \d+ managed policies/);
  });
});
