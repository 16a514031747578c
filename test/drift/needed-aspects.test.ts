import { describe, expect, it } from "vitest";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { aspectsToAsk } from "../../shared/drift/needed-aspects.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import {
  accessKey,
  denied,
  detect,
  driftsOf,
  expectedGroup,
  expectedPolicy,
  expectedRole,
  expectedRoot,
  expectedServiceLinkedRole,
  expectedUser,
  groupState,
  policyState,
  present,
  READ,
  roleState,
  rootState,
  serviceLinkedRoleState,
  userState,
} from "./fixtures.ts";

const KEYS = { breachAtDays: 90, breachSource: "plumbline", maximumActive: 1, overlapDays: 7 } as const;
const { inlinePolicies: _inline, attachments: _attachments, ...bareRole } = expectedRole();
const { inlinePolicies: _, attachments: _a, accessKeys: _k, console: _c, ...bareUser } = expectedUser();

const cases: readonly {
  readonly name: string;
  readonly expected: ExpectedEntity;
  readonly asks: readonly string[];
  readonly live: EntityState;
}[] = [
  { name: "a role of which only the trust is stated", expected: bareRole, asks: [], live: roleState() },
  { name: "a role", expected: expectedRole(), asks: ["attachments", "inlinePolicies"], live: roleState() },
  {
    name: "a role of which only attributes are stated",
    expected: { ...bareRole, tags: {}, permissionsBoundary: "none", maximumSessionSeconds: 3_600 },
    asks: [],
    live: roleState(),
  },
  {
    name: "a role whose policies are to be separate",
    expected: { ...bareRole, separatePolicies: [["a", "b"]] },
    asks: ["attachments"],
    live: roleState(),
  },
  { name: "a role that is optional", expected: { ...bareRole, presence: "optional" }, asks: [], live: roleState() },
  {
    name: "a service-linked role",
    expected: expectedServiceLinkedRole(),
    asks: ["attachments", "inlinePolicies"],
    live: serviceLinkedRoleState(),
  },
  {
    name: "a user",
    expected: expectedUser(),
    asks: ["accessKeys", "attachments", "inlinePolicies", "loginProfile"],
    live: userState(),
  },
  { name: "a user of which nothing is stated", expected: bareUser, asks: [], live: userState() },
  {
    name: "a user that must be able to sign in",
    expected: { ...bareUser, console: "required" },
    asks: ["loginProfile"],
    live: userState({ loginProfile: present("2026-05-01T00:00:00.000Z") }),
  },
  { name: "a user that may sign in", expected: { ...bareUser, console: "allowed" }, asks: [], live: userState() },
  {
    name: "a user whose keys are to be used",
    expected: { ...bareUser, accessKeys: { ...KEYS, unusedDays: 45 } },
    asks: ["accessKeyUse", "accessKeys"],
    live: userState({ accessKeys: present([accessKey("AKIAIOSFODNN7EXAMPLE", 1)]) }),
  },
  {
    name: "a user whose groups are stated",
    expected: { ...bareUser, groups: { match: "at-least", names: [] } },
    asks: ["groups"],
    live: userState(),
  },
  { name: "a group", expected: expectedGroup(), asks: ["attachments", "inlinePolicies"], live: groupState() },
  { name: "a policy", expected: expectedPolicy(), asks: [], live: policyState(READ) },
  { name: "the root user", expected: expectedRoot(), asks: [], live: rootState(present(false)) },
];

describe("aspectsToAsk", () => {
  it.each(cases)("$name", ({ expected, asks }) => {
    expect([...aspectsToAsk(expected)].toSorted()).toEqual(asks);
  });

  it.each(cases)("leaves out nothing that a rule needs of $name", async ({ expected, live }) => {
    const asked: ReadonlySet<string> = aspectsToAsk(expected);
    const seen = Object.fromEntries(
      Object.entries(live).map(([name, value]) => [
        name,
        TO_ASK.includes(name) && !asked.has(name) ? NOT_ASKED : value,
      ]),
    ) as unknown as EntityState;
    const detection = await detect(expected, withoutUses(seen, asked.has("accessKeyUse")));
    expect(driftsOf(detection)).toEqual([]);
    expect(detection.outcomes.filter(({ status }) => status === "undecided")).toEqual([]);
  });
});

const TO_ASK = ["inlinePolicies", "attachments", "groups", "loginProfile", "accessKeys"];
const NOT_ASKED = denied("NotAsked");

function withoutUses(state: EntityState, asked: boolean): EntityState {
  if (asked || state.kind !== "user" || state.accessKeys.status !== "present") return state;
  return { ...state, accessKeys: present(state.accessKeys.state.map((key) => ({ ...key, lastUsed: NOT_ASKED }))) };
}
