import { describe, expect, it } from "vitest";
import {
  ABSENT,
  denied,
  detect,
  driftsOf,
  expectedGroup,
  expectedPolicy,
  expectedRole,
  expectedServiceLinkedRole,
  expectedUser,
  groupState,
  onlyDrift,
  outcomeOf,
  policyState,
  READ,
  roleState,
  serviceLinkedRoleState,
  userState,
} from "./fixtures.ts";

const ENTITIES = [
  { name: "Role worker", expected: expectedRole(), state: roleState() },
  { name: "User machine", expected: expectedUser(), state: userState() },
  { name: "Group operators", expected: expectedGroup(), state: groupState() },
  { name: "Policy reader", expected: expectedPolicy(), state: policyState(READ) },
] as const;

describe.each(ENTITIES)("entity-moved: $name", ({ name, expected, state }) => {
  it("fires under another path, and is medium at most", async () => {
    const moved = { ...state, path: "/elsewhere/" };
    expect(onlyDrift(await detect({ ...expected, severity: "critical" }, moved))).toMatchObject({
      rule: "entity-moved",
      subject: "",
      severity: "medium",
      summary: `${name} stands under the path /elsewhere/ instead of /, and so has another ARN.`,
    });
    expect(onlyDrift(await detect({ ...expected, severity: "low" }, moved)).severity).toBe("low");
  });

  it("fires at the top, where a path is expected", async () => {
    const { summary } = onlyDrift(await detect({ ...expected, path: "/app/" }, state));
    expect(summary).toContain("under the path / instead of /app/");
  });

  it("does not fire under the path of its baseline", async () => {
    expect(driftsOf(await detect({ ...expected, path: "/app/" }, { ...state, path: "/app/" }))).toEqual([]);
  });

  it("tells paths apart by case", async () => {
    const drift = onlyDrift(await detect({ ...expected, path: "/app/" }, { ...state, path: "/App/" }));
    expect(drift.rule).toBe("entity-moved");
  });

  it("decides nothing of what could not be read, and tells nothing of what is absent", async () => {
    expect(outcomeOf(await detect(expected, denied("Get")), "entity-moved").status).toBe("undecided");
    expect(outcomeOf(await detect(expected, ABSENT), "entity-moved")).toEqual({
      rule: "entity-moved",
      status: "decided",
      drifts: [],
    });
  });
});

describe("entity-moved", () => {
  it("is news when it moves again", async () => {
    const at = async (path: string) => onlyDrift(await detect(expectedRole(), roleState({ path }))).fingerprint;
    expect(await at("/b/")).not.toBe(await at("/a/"));
    expect(await at("/a/")).toBe(await at("/a/"));
  });

  it("leaves a service-linked role to entity-missing", async () => {
    const drift = onlyDrift(await detect(expectedServiceLinkedRole(), serviceLinkedRoleState({ path: "/" })));
    expect(drift.rule).toBe("entity-missing");
  });
});
