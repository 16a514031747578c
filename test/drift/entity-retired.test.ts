import { describe, expect, it } from "vitest";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import {
  ABSENT,
  detect,
  driftsOf,
  expectedGroup,
  expectedPolicy,
  expectedRole,
  expectedServiceLinkedRole,
  expectedUser,
  groupState,
  onlyDrift,
  policyState,
  READ,
  roleState,
  serviceLinkedRoleState,
  userState,
} from "./fixtures.ts";

const retired = { presence: "retired", retiredSince: "2025-05-16" } as const;

describe("entity-retired", () => {
  it("says since when", async () => {
    expect(onlyDrift(await detect(expectedRole(retired), roleState()))).toMatchObject({
      rule: "entity-retired",
      subject: "",
      severity: "medium",
      summary: "Role worker is still there, and its baseline sample says that the vendor withdrew it on 2025-05-16.",
    });
    expect(onlyDrift(await detect(expectedRole({ presence: "retired" }), roleState())).summary).toBe(
      "Role worker is still there, and its baseline sample says that the vendor withdrew it.",
    );
  });

  const cases: readonly {
    readonly name: string;
    readonly expected: ExpectedEntity;
    readonly live: EntityState | Observation<EntityState>;
    readonly fires: boolean;
  }[] = [
    { name: "a role", expected: expectedRole(retired), live: roleState(), fires: true },
    { name: "a role that is gone", expected: expectedRole(retired), live: ABSENT, fires: false },
    { name: "a role that is required", expected: expectedRole(), live: roleState(), fires: false },
    {
      name: "a role that is optional",
      expected: expectedRole({ presence: "optional" }),
      live: roleState(),
      fires: false,
    },
    { name: "a user", expected: expectedUser(retired), live: userState(), fires: true },
    { name: "a group", expected: expectedGroup(retired), live: groupState(), fires: true },
    { name: "a policy", expected: expectedPolicy(retired), live: policyState(READ), fires: true },
    {
      name: "a service-linked role",
      expected: expectedServiceLinkedRole(retired),
      live: serviceLinkedRoleState(),
      fires: true,
    },
    {
      name: "a role that only bears a service-linked role's name",
      expected: expectedServiceLinkedRole(retired),
      live: serviceLinkedRoleState({ path: "/" }),
      fires: false,
    },
  ];
  it.each(cases)("$name: $fires", async ({ expected, live, fires }) => {
    const rules = driftsOf(await detect(expected, live)).map(({ rule }) => rule);
    expect(rules).toEqual(fires ? ["entity-retired"] : []);
  });
});
