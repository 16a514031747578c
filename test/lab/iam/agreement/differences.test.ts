import { describe, expect, it } from "vitest";
import { type AgreedException, type Difference, differences, excuses, stale } from "./differences.ts";
import { exceptions } from "./exceptions/all.ts";
import { normaliseSteps, type Plain } from "./normalise.ts";
import { scenarios } from "./scenarios/all.ts";

const cases: { name: string; lab: Record<string, Plain>; moto: Record<string, Plain>; expected: string[] }[] = [
  {
    name: "the same answer",
    lab: { GetRole: { Role: { Path: "/" } } },
    moto: { GetRole: { Role: { Path: "/" } } },
    expected: [],
  },
  {
    name: "another value",
    lab: { GetRole: { Role: { Path: "/" } } },
    moto: { GetRole: { Role: { Path: "/x/" } } },
    expected: ["GetRole Role.Path"],
  },
  {
    name: "a member more",
    lab: { GetRole: { Role: {} } },
    moto: { GetRole: { Role: { Path: "/" } } },
    expected: ["GetRole Role.Path"],
  },
  {
    name: "a list of another length",
    lab: { ListUsers: { Users: ["a"] } },
    moto: { ListUsers: { Users: [] } },
    expected: ["ListUsers Users"],
  },
  {
    name: "a member of a list",
    lab: { ListUsers: { Users: [{ Path: "/" }] } },
    moto: { ListUsers: { Users: [{ Path: "/x/" }] } },
    expected: ["ListUsers Users[].Path"],
  },
  {
    name: "another error",
    lab: { GetRole: "refused A 400" },
    moto: { GetRole: "refused A 404" },
    expected: ["GetRole "],
  },
  { name: "a refusal and an answer", lab: { GetRole: "refused A 400" }, moto: { GetRole: {} }, expected: ["GetRole "] },
  { name: "a call that one side never came to", lab: { GetRole: {} }, moto: {}, expected: ["GetRole "] },
];

describe("differences", () => {
  it.each(cases)("$name", ({ lab, moto, expected }) => {
    expect(differences("any", lab, moto).map(({ step, path }) => `${step} ${path}`)).toEqual(expected);
  });
});

describe("an exception", () => {
  const difference: Difference = {
    scenario: "pages",
    step: "ListUsers 2",
    path: "Users",
    lab: '"two"',
    moto: "nothing",
  };
  const exception: AgreedException = { steps: ["ListUsers"], paths: ["Users"], reason: "why" };

  it.each<{ name: string; change: Partial<AgreedException>; expected: boolean }>([
    { name: "of an operation excuses each of its calls", change: {}, expected: true },
    { name: "of one call excuses that call", change: { steps: ["ListUsers 2"] }, expected: true },
    { name: "of another call does not", change: { steps: ["ListUsers 3"] }, expected: false },
    { name: "of another path does not", change: { paths: ["Users[]"] }, expected: false },
    { name: "of another scenario does not", change: { scenario: "roles" }, expected: false },
    { name: "that knows what the lab says does", change: { lab: "two" }, expected: true },
    { name: "that knows the lab to say something else does not", change: { lab: "three" }, expected: false },
  ])("$name", ({ change, expected }) => {
    expect(excuses({ ...exception, ...change }, difference)).toBe(expected);
  });

  it("is stale in every part that excuses nothing", () => {
    const wide = { ...exception, steps: ["ListUsers", "ListRoles"] };
    expect(stale([wide], [difference])).toEqual(['any scenario: ListRoles no longer differs at "Users"']);
  });

  it("has a reason, and the scenario it names exists", () => {
    const names = new Set(scenarios.map(({ name }) => name));
    expect(names.size).toBe(scenarios.length);
    for (const { scenario, reason } of exceptions) {
      expect(reason.length).toBeGreaterThan(10);
      expect(scenario === undefined || names.has(scenario)).toBe(true);
    }
  });
});

describe("normalising", () => {
  it("takes out what each service draws for itself, and keeps what is the same thing twice", () => {
    const answer = (RoleId: string, at: string) => ({
      $metadata: {},
      Role: {
        RoleId,
        CreateDate: new Date(at),
        AssumeRolePolicyDocument: encodeURIComponent('{ "Version": "2012-10-17" }'),
      },
    });
    const steps = [
      { name: "CreateRole", outcome: { answer: answer("AROA1", "2026-01-01") } },
      { name: "GetRole", outcome: { answer: answer("AROA1", "2026-01-02") } },
      { name: "GetRole 2", outcome: { answer: answer("AROA2", "2026-01-03") } },
      { name: "GetRole 3", outcome: { refused: { code: "NoSuchEntity", status: 404 } } },
    ];
    const role = (id: string) => ({
      Role: { AssumeRolePolicyDocument: 'URL-encoded {"Version":"2012-10-17"}', CreateDate: "<time>", RoleId: id },
    });
    expect(normaliseSteps(steps)).toEqual({
      CreateRole: role("RoleId#1"),
      GetRole: role("RoleId#1"),
      "GetRole 2": role("RoleId#2"),
      "GetRole 3": "refused NoSuchEntity 404",
    });
  });
});
