import { describe, expect, it } from "vitest";
import type { ExpectedEntity } from "../../../shared/baselines/expected-state.ts";
import type { EntityState } from "../../../shared/observation/entity-state.ts";
import type { Observation } from "../../../shared/observation/observation.ts";
import { createProtectedEntityGuard } from "../../../shared/remediation/guards/protected-entity.ts";
import { denied, expectedRole, expectedServiceLinkedRole, expectedUser, present, roleState } from "../fixtures.ts";
import { guardInput, step, told } from "./guard-input.ts";

const ROLE = "arn:aws:sts::000000000000:assumed-role/fixer/plumbline";
const role = (name: string) => expectedRole({ entity: { kind: "role", name } });
const user = (name: string) => expectedUser({ entity: { kind: "user", name } });

interface Case {
  readonly name: string;
  readonly input: ExpectedEntity;
  readonly callers?: Observation<readonly string[]>;
  readonly observation?: Observation<EntityState>;
  readonly expected: string;
}

const cases: readonly Case[] = [
  { name: "lets another role be repaired", input: role("worker"), expected: "pass" },
  { name: "keeps the role that writes", input: role("fixer"), expected: "is who writes the repairs" },
  { name: "whatever its case", input: role("Fixer"), expected: "is who writes the repairs" },
  { name: "lets a user of the same name be repaired", input: user("fixer"), expected: "pass" },
  {
    name: "keeps the role that the one which writes was assumed through",
    input: role("outer"),
    callers: present([ROLE, "arn:aws-cn:sts::000000000000:assumed-role/outer/one"]),
    expected: "is who writes the repairs",
  },
  {
    name: "lets a role of the same name in another account be repaired",
    input: role("fixer"),
    callers: present(["arn:aws:sts::111111111111:assumed-role/fixer/plumbline"]),
    expected: "pass",
  },
  {
    name: "keeps the user that writes",
    input: user("jane"),
    callers: present(["arn:aws:iam::000000000000:user/people/jane"]),
    expected: "is who writes the repairs",
  },
  { name: "keeps Plumbline's other roles", input: role("plumbline-detect-drift"), expected: "is part of Plumbline" },
  {
    name: "lets a role that is only called so in another account be repaired",
    input: role("plumbline-detect-drift"),
    callers: present(["arn:aws:sts::111111111111:assumed-role/fixer/plumbline"]),
    expected: "pass",
  },
  {
    name: "keeps a role of IAM Identity Center, by its name",
    input: role("AWSReservedSSO_Admin_0123456789abcdef"),
    expected: "belongs to IAM Identity Center",
  },
  {
    name: "keeps a role of IAM Identity Center, by its live path",
    input: role("worker"),
    observation: present(roleState({ path: "/aws-reserved/sso.amazonaws.com/" })),
    expected: "belongs to IAM Identity Center",
  },
  {
    name: "keeps a service-linked role",
    input: expectedServiceLinkedRole(),
    expected: "is a service-linked role, which Plumbline only ever creates",
  },
  {
    name: "keeps a role that is service-linked only by its live path",
    input: role("worker"),
    observation: present(roleState({ path: "/aws-service-role/ivs.amazonaws.com/" })),
    expected: "is a service-linked role",
  },
  {
    name: "refuses where it is not known who writes",
    input: role("worker"),
    callers: denied("GetCallerIdentity"),
    expected: "could not be read (GetCallerIdentity: AccessDenied)",
  },
  {
    name: "refuses where STS names nobody",
    input: role("worker"),
    callers: { status: "absent" },
    expected: "STS names nobody",
  },
  {
    name: "refuses where nobody is named",
    input: role("worker"),
    callers: present([]),
    expected: "could not be understood",
  },
  {
    name: "refuses where who writes is no role and no user",
    input: role("worker"),
    callers: present([ROLE, "arn:aws:iam::000000000000:root"]),
    expected: "could not be understood",
  },
];

describe("the guard of protected entities", () => {
  it.each(cases)("$name", async ({ input, callers = present([ROLE]), observation, expected }) => {
    const guard = createProtectedEntityGuard({ read: async () => callers });
    const asked = guardInput({ expected: input, ...(observation === undefined ? {} : { observation }) });
    expect(told(await guard.check(asked))).toContain(expected);
  });

  it("lets a service-linked role be created", async () => {
    const guard = createProtectedEntityGuard({ read: async () => present([ROLE]) });
    const steps = [step({ action: "CreateServiceLinkedRole", input: { AWSServiceName: "ivs.amazonaws.com" } })];
    const expected = expectedServiceLinkedRole();
    expect(told(await guard.check(guardInput({ expected, steps, observation: { status: "absent" } })))).toBe("pass");
  });
});
