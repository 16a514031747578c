import { describe, expect, it } from "vitest";
import type { EntityState } from "../../../shared/observation/entity-state.ts";
import type { Observation } from "../../../shared/observation/observation.ts";
import { createMissingEntityGuard } from "../../../shared/remediation/guards/missing-entity.ts";
import type { IamCall } from "../../../shared/remediation/remediation-plan.ts";
import { denied, present, roleState, TRUST_TEXT, WIDE_TEXT } from "../fixtures.ts";
import { DETACH, guardInput, step, told } from "./guard-input.ts";

const CREATE: IamCall = {
  action: "CreateRole",
  input: { RoleName: "worker", Path: "/", AssumeRolePolicyDocument: TRUST_TEXT },
};
const ABSENT = { status: "absent" } as const;
const GONE = "role/worker is gone, and may have been deleted to revoke what it gave";
const UNCERTAIN = "Whether role/worker is still gone is not certain, so CreateRole is not called.";

interface Case {
  readonly name: string;
  readonly calls: readonly IamCall[];
  readonly approved: boolean;
  readonly observation: Observation<EntityState>;
  readonly expected: string;
}

const cases: readonly Case[] = [
  {
    name: "lets what is there be repaired",
    calls: [DETACH],
    approved: false,
    observation: present(roleState()),
    expected: "pass",
  },
  { name: "lets nothing be created unapproved", calls: [CREATE], approved: false, observation: ABSENT, expected: GONE },
  {
    name: "finds a creation anywhere in the plan",
    calls: [DETACH, CREATE],
    approved: false,
    observation: ABSENT,
    expected: GONE,
  },
  {
    name: "lets no user be created unapproved",
    calls: [{ action: "CreateUser", input: { UserName: "worker", Path: "/" } }],
    approved: false,
    observation: ABSENT,
    expected: GONE,
  },
  {
    name: "lets no policy be created unapproved",
    calls: [{ action: "CreatePolicy", input: { PolicyName: "worker", Path: "/", PolicyDocument: WIDE_TEXT } }],
    approved: false,
    observation: ABSENT,
    expected: GONE,
  },
  { name: "lets what is approved be created", calls: [CREATE], approved: true, observation: ABSENT, expected: "pass" },
  {
    name: "creates nothing that is there again",
    calls: [CREATE],
    approved: true,
    observation: present(roleState()),
    expected: UNCERTAIN,
  },
  {
    name: "creates nothing that could not be read",
    calls: [CREATE],
    approved: true,
    observation: denied("GetRole"),
    expected: UNCERTAIN,
  },
  {
    name: "lets a service-linked role be created",
    calls: [{ action: "CreateServiceLinkedRole", input: { AWSServiceName: "ivs.amazonaws.com" } }],
    approved: false,
    observation: ABSENT,
    expected: "pass",
  },
  {
    name: "lets no entity be deleted, approved or not",
    calls: [{ action: "DeleteRole", input: { RoleName: "worker" } }],
    approved: true,
    observation: present(roleState()),
    expected: "The repair of role/worker holds DeleteRole, and no repair deletes an entity.",
  },
];

describe("the guard of missing entities", () => {
  it.each(cases)("$name", async ({ calls, approved, observation, expected }) => {
    const input = guardInput({ steps: calls.map((call) => step(call)), approved, observation });
    expect(told(await createMissingEntityGuard().check(input))).toContain(expected);
  });
});
