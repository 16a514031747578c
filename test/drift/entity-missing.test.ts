import { describe, expect, it } from "vitest";
import { ENTITY_RULES } from "../../shared/drift/drift.ts";
import {
  ABSENT,
  denied,
  detect,
  driftsOf,
  expectedPolicy,
  expectedRole,
  expectedServiceLinkedRole,
  expectedUser,
  onlyDrift,
  outcomeOf,
  policyState,
  READ,
  roleState,
  serviceLinkedRoleState,
  userState,
} from "./fixtures.ts";

const ENTITIES = [
  { expected: expectedRole(), state: roleState(), name: "Role worker" },
  { expected: expectedUser(), state: userState(), name: "User machine" },
  { expected: expectedPolicy(), state: policyState(READ), name: "Policy reader" },
  {
    expected: expectedServiceLinkedRole(),
    state: serviceLinkedRoleState(),
    name: "Service-linked role AWSServiceRoleForIVSRecordToS3",
  },
];

describe.each(ENTITIES)("$name", ({ expected, state, name }) => {
  it("is missing where it is required and absent, and nothing else is told of it", async () => {
    expect(onlyDrift(await detect(expected, ABSENT))).toMatchObject({
      rule: "entity-missing",
      baseline: "sample",
      entity: expected.entity,
      subject: "",
      severity: "medium",
      summary: `${name} does not exist, and its baseline sample requires it.`,
      deltas: [],
    });
  });

  it("is not missing where it is there as its baseline has it", async () => {
    expect(driftsOf(await detect(expected, state))).toEqual([]);
  });

  it("is not judged at all where it is optional and absent", async () => {
    const { outcomes } = await detect({ ...expected, presence: "optional" }, ABSENT);
    expect(outcomes).toEqual(ENTITY_RULES.map((rule) => ({ rule, status: "decided", drifts: [] })));
  });

  it("is neither missing nor there where it cannot be read", async () => {
    const outcome = outcomeOf(await detect(expected, denied("GetEntity")), "entity-missing");
    expect(outcome).toEqual({
      rule: "entity-missing",
      status: "undecided",
      reason: "GetEntity: AccessDenied: You may not.",
    });
  });
});

describe("an ordinary role in a service-linked role's name", () => {
  it("does not stand in for it", async () => {
    const drift = onlyDrift(await detect(expectedServiceLinkedRole(), serviceLinkedRoleState({ path: "/" })));
    expect(drift.rule).toBe("entity-missing");
    expect(drift.summary).toContain("under the path / instead of /aws-service-role/ivs.amazonaws.com/");
  });

  it("matters not where the service-linked role is optional", async () => {
    const optional = expectedServiceLinkedRole({ presence: "optional" });
    expect(driftsOf(await detect(optional, serviceLinkedRoleState({ path: "/" })))).toEqual([]);
  });
});

describe("an ordinary role", () => {
  it("is not missing under another path: names are unique whatever the path", async () => {
    const rules = driftsOf(await detect(expectedRole(), roleState({ path: "/elsewhere/" }))).map(({ rule }) => rule);
    expect(rules).toEqual(["entity-moved"]);
  });
});
