import { describe, expect, it } from "vitest";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import type { Detection } from "../../shared/drift/drift.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import {
  ABSENT,
  ACCOUNT,
  ASKED_AT,
  denied,
  driftsOf,
  expectedGroup,
  expectedPolicy,
  expectedRole,
  expectedRoot,
  expectedServiceLinkedRole,
  expectedUser,
  groupState,
  managedPoliciesOf,
  NOW,
  onlyDrift,
  outcomeOf,
  policyState,
  present,
  READ,
  roleState,
  rootState,
  serviceLinkedRoleState,
  userState,
} from "./fixtures.ts";

const DECIDED = { rule: "entity-re-created", status: "decided", drifts: [] };

/** Judges a reading where an entity with that id is remembered, or none. */
async function detectKnowing(
  id: string | undefined,
  expected: ExpectedEntity,
  observation: Observation<EntityState>,
): Promise<Detection> {
  const reading = { entity: expected.entity, askedAt: ASKED_AT, observation };
  const ports = { now: NOW, loadTable: loadActionTable, managedPolicies: managedPoliciesOf() };
  const remembered = id === undefined ? {} : { remembered: { id, since: "2025-03-04T05:06:07.000Z" } };
  return await detectDrift({ account: ACCOUNT, expected, observation: reading, ...ports, ...remembered });
}

const ENTITIES = [
  { name: "Role worker", expected: expectedRole(), state: roleState(), id: "AROAEXAMPLE" },
  {
    name: "Service-linked role AWSServiceRoleForIVSRecordToS3",
    expected: expectedServiceLinkedRole(),
    state: serviceLinkedRoleState(),
    id: "AROAEXAMPLE",
  },
  { name: "User machine", expected: expectedUser(), state: userState(), id: "AIDAEXAMPLE" },
  { name: "Group operators", expected: expectedGroup(), state: groupState(), id: "AGPAEXAMPLE" },
  { name: "Policy reader", expected: expectedPolicy(), state: policyState(READ), id: "ANPAEXAMPLE" },
] as const;

describe.each(ENTITIES)("entity-re-created: $name", ({ name, expected, state, id }) => {
  it("fires where another id is remembered", async () => {
    const drift = onlyDrift(await detectKnowing(`${id}BEFORE`, expected, present(state)));
    expect(drift).toMatchObject({ rule: "entity-re-created", subject: "", severity: "medium" });
    expect(drift.summary).toContain(
      `${name} is another than before, under the same name: its id is ${id} instead of ${id}BEFORE, known since 2025-03-04; `,
    );
  });

  it("does not fire where the same id is remembered, and says nothing where none is", async () => {
    expect(driftsOf(await detectKnowing(id, expected, present(state)))).toEqual([]);
    const unknown = await detectKnowing(undefined, expected, present(state));
    expect(outcomeOf(unknown, "entity-re-created")).toEqual(DECIDED);
  });

  it("decides nothing of what could not be read, and tells nothing of what is absent", async () => {
    const unread = await detectKnowing(`${id}BEFORE`, expected, denied("Get"));
    expect(outcomeOf(unread, "entity-re-created").status).toBe("undecided");
    const gone = await detectKnowing(`${id}BEFORE`, expected, ABSENT);
    expect(outcomeOf(gone, "entity-re-created")).toEqual(DECIDED);
  });

  it("leaves one that should not be there to entity-retired", async () => {
    const detection = await detectKnowing(`${id}BEFORE`, { ...expected, presence: "retired" }, present(state));
    expect(onlyDrift(detection).rule).toBe("entity-retired");
  });
});

describe("entity-re-created", () => {
  const reCreated = async (expected: ExpectedEntity, state: EntityState, before = "BEFORE") =>
    onlyDrift(await detectKnowing(before, expected, present(state)));

  it.each([
    { own: "low", role: "medium", linked: "low" },
    { own: "medium", role: "medium", linked: "medium" },
    { own: "critical", role: "critical", linked: "medium" },
  ] as const)("is $role for a role that is $own, and $linked for a service-linked role", async (severities) => {
    const { own: severity, role, linked } = severities;
    expect((await reCreated(expectedRole({ severity }), roleState())).severity).toBe(role);
    expect((await reCreated(expectedServiceLinkedRole({ severity }), serviceLinkedRoleState())).severity).toBe(linked);
  });

  it("is the same drift whichever was there before, and another for each that comes", async () => {
    const first = await reCreated(expectedRole(), roleState());
    expect((await reCreated(expectedRole(), roleState(), "OTHER")).fingerprint).toBe(first.fingerprint);
    const second = await reCreated(expectedRole(), roleState({ roleId: "AROASECOND" }));
    expect(second.fingerprint).not.toBe(first.fingerprint);
  });

  it("says what a service-linked role may lack", async () => {
    const { summary } = await reCreated(expectedServiceLinkedRole(), serviceLinkedRoleState());
    expect(summary).toMatch(/inline policies that its service had added to it may be lacking\.$/);
  });

  it("takes a role that is not the service's own for no successor of it", async () => {
    const drift = await reCreated(expectedServiceLinkedRole(), serviceLinkedRoleState({ path: "/" }));
    expect(drift.rule).toBe("entity-missing");
  });

  it("knows but one root user", async () => {
    const detection = await detectKnowing("BEFORE", expectedRoot(), present(rootState(present(false))));
    expect(driftsOf(detection)).toEqual([]);
  });
});
