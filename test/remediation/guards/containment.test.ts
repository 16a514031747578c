import { describe, expect, it } from "vitest";
import type { EntityState } from "../../../shared/observation/entity-state.ts";
import type { Observation } from "../../../shared/observation/observation.ts";
import { createContainmentGuard } from "../../../shared/remediation/guards/containment.ts";
import {
  ADMINISTRATOR,
  DENY_TEXT,
  denied,
  NARROW_TEXT,
  present,
  QUARANTINE,
  roleState,
  WIDE_TEXT,
} from "../fixtures.ts";
import { guardInput, managedPolicies, told } from "./guard-input.ts";

const reader = managedPolicies({ [ADMINISTRATOR]: present(WIDE_TEXT), [QUARANTINE]: present(DENY_TEXT) });
const attached = (policyArn: string) =>
  present(roleState({ attachments: present([{ policyArn, policyName: "attached" }]) }));

const cases: readonly { name: string; input: Observation<EntityState>; expected: string }[] = [
  { name: "a role that is as it should be", input: present(roleState()), expected: "pass" },
  { name: "a role that has more than it should", input: attached(ADMINISTRATOR), expected: "pass" },
  { name: "a role that is not there", input: { status: "absent" }, expected: "pass" },
  {
    name: "a quarantined role",
    input: attached(QUARANTINE),
    expected: `role/worker is contained by ${QUARANTINE}, which only denies; nothing on it is repaired`,
  },
  {
    name: "a role whose sessions were revoked",
    input: present(roleState({ inlinePolicies: present({ work: NARROW_TEXT, stop: DENY_TEXT }) })),
    expected: "role/worker is contained by the inline policy stop, which only denies",
  },
  {
    name: "a role with a policy that cannot be read",
    input: attached("arn:aws:iam::000000000000:policy/gone"),
    expected: "Whether role/worker is contained cannot be told",
  },
  {
    name: "a role whose policies could not be read",
    input: present(roleState({ attachments: denied("ListAttachedRolePolicies") })),
    expected: "Whether role/worker is contained cannot be told: its policies could not all be read.",
  },
  {
    name: "a role that could not be read",
    input: denied("GetRole"),
    expected: "Whether role/worker is contained cannot be told: it could not be read (GetRole: AccessDenied).",
  },
];

describe("the guard of containment", () => {
  it.each(cases)("answers of $name", async ({ input, expected }) => {
    expect(told(await createContainmentGuard(reader).check(guardInput({ observation: input })))).toContain(expected);
  });
});
