import { describe, expect, it } from "vitest";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import type { WriteResult } from "../../shared/remediation/iam-writer.ts";
import { remediateFinding } from "../../shared/remediation/remediate-finding.ts";
import {
  ADMINISTRATOR,
  accessKey,
  denied,
  drift,
  expectedRole,
  expectedServiceLinkedRole,
  expectedUser,
  NARROW_TEXT,
  present,
  roleState,
  userState,
  WIDE_TEXT,
} from "./fixtures.ts";
import { ABSENT, findingOf, roleWith, scriptedPorts } from "./scripted-ports.ts";

const role = expectedRole();
const attached = drift("attachment-unexpected", role.entity, ADMINISTRATOR);
const DETACH = `DetachRolePolicy role/worker ${ADMINISTRATOR}`;
const drifted = roleWith(ADMINISTRATOR);
const clean = roleWith();
const administered = present([{ policyArn: ADMINISTRATOR, policyName: "AdministratorAccess" }]);
const widened = present(roleState({ inlinePolicies: present({ work: WIDE_TEXT }) }));
const busy = present(
  roleState({ attachments: administered, inlinePolicies: present({ work: NARROW_TEXT, more: NARROW_TEXT }) }),
);
const recreated = present(roleState({ attachments: administered, roleId: "AROAEXAMPLEEXAMPLE001" }));
const OLD = "AKIAEXAMPLEEXAMPLOLD";
const NEW = "AKIAEXAMPLEEXAMPLNEW";
const old = accessKey(OLD, "2026-01-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z");
const successor = accessKey(NEW, "2026-03-28T00:00:00.000Z", "2026-03-29T00:00:00.000Z");
const oldKeys = present(userState(present([old, successor])));
const rotated = present(userState(present([{ ...old, status: "Inactive" }, successor])));

interface Case {
  readonly name: string;
  readonly expected?: ExpectedEntity;
  readonly drift?: Drift;
  readonly observations: readonly Observation<EntityState>[];
  readonly write?: WriteResult;
  readonly claim?: "taken";
  /** The result's status, and a part of what it says. */
  readonly becomes: readonly [status: string, says?: string];
  readonly calls?: readonly string[];
  /** How often the entity was read. */
  readonly reads: number;
}

const untouched: readonly Case[] = [
  {
    name: "repair that nobody asked for is off, and nothing is even read",
    expected: expectedRole({ remediate: "off" }),
    observations: [drifted],
    becomes: ["off"],
    reads: 0,
  },
  { name: "a drift that is gone needs nothing", observations: [clean], becomes: ["gone"], reads: 1 },
  {
    name: "a drift that goes between the two readings needs nothing",
    observations: [drifted, clean],
    becomes: ["gone"],
    reads: 2,
  },
  {
    name: "readings that never agree are taken again later",
    observations: [drifted, busy, drifted, busy, drifted, busy],
    becomes: ["retry", "role/worker changed between two readings, time and again."],
    reads: 6,
  },
  {
    name: "an entity that cannot be read is left alone",
    observations: [denied("GetRole")],
    becomes: ["refused", "GetRole: AccessDenied"],
    reads: 1,
  },
  {
    name: "an aspect that cannot be read is left alone",
    observations: [present(roleState({ attachments: denied("ListAttachedRolePolicies") }))],
    becomes: [
      "refused",
      "role/worker cannot be judged now (ListAttachedRolePolicies: AccessDenied: not allowed), so nothing is written.",
    ],
    reads: 1,
  },
  {
    name: "an entity that cannot be read the second time is left alone",
    observations: [drifted, denied("GetRole")],
    becomes: ["refused", "cannot be judged now"],
    reads: 2,
  },
  {
    name: "what the plan refuses is refused with its reason",
    drift: drift("entity-missing", role.entity),
    observations: [ABSENT],
    becomes: ["refused", "person"],
    // The second is for what the person would be asked to approve.
    reads: 2,
  },
  {
    name: "what somebody else has claimed is theirs",
    observations: [drifted],
    claim: "taken",
    becomes: ["taken"],
    reads: 2,
  },
  {
    name: "a service-linked role is not created where another role has its name",
    expected: expectedServiceLinkedRole(),
    drift: drift("entity-missing", expectedServiceLinkedRole().entity),
    observations: [clean],
    becomes: ["refused", "Another role stands under the name of role/AWSServiceRoleForIVSRecordToS3"],
    reads: 1,
  },
];

const done: readonly Case[] = [
  {
    name: "an unexpected attachment is detached, and seen to be gone",
    observations: [drifted, drifted, clean],
    becomes: ["remediated", `${DETACH}: verified by reading role/worker again.`],
    calls: [DETACH],
    reads: 3,
  },
  {
    name: "an entity that somebody else was just at is repaired once it holds still",
    observations: [busy, drifted, drifted, drifted, clean],
    becomes: ["remediated", "verified"],
    calls: [DETACH],
    reads: 5,
  },
  {
    name: "an entity that was just made anew is read anew",
    observations: [drifted, recreated, recreated, recreated, clean],
    becomes: ["remediated", "verified"],
    calls: [DETACH],
    reads: 5,
  },
  {
    name: "a widened inline policy is put back",
    drift: drift("inline-policy-changed", role.entity, "work"),
    observations: [widened, widened, clean],
    becomes: ["remediated", "PutRolePolicy role/worker work: verified"],
    calls: ["PutRolePolicy role/worker work"],
    reads: 3,
  },
  {
    name: "a missing service-linked role is created",
    expected: expectedServiceLinkedRole(),
    drift: drift("entity-missing", expectedServiceLinkedRole().entity),
    observations: [ABSENT, ABSENT, present(roleState({ path: "/aws-service-role/ivs.amazonaws.com/" }))],
    becomes: ["remediated", "CreateServiceLinkedRole ivs.amazonaws.com: verified"],
    calls: ["CreateServiceLinkedRole ivs.amazonaws.com"],
    reads: 3,
  },
  {
    name: "an over-age key is deactivated, and named by its last four characters alone",
    expected: expectedUser(),
    drift: drift("access-key-too-old", expectedUser().entity, OLD),
    observations: [oldKeys, oldKeys, rotated],
    becomes: ["remediated", "UpdateAccessKey user/machine …LOLD Inactive: verified"],
    calls: ["UpdateAccessKey user/machine …LOLD Inactive"],
    reads: 3,
  },
  {
    name: "a write that IAM refuses has failed, with its call and code",
    observations: [drifted],
    write: { status: "failed", code: "AccessDenied", message: "no", retryable: false },
    becomes: ["failed", `${DETACH} failed with AccessDenied: no`],
    calls: [DETACH],
    reads: 2,
  },
  {
    name: "a write that IAM throttles is tried again later",
    observations: [drifted],
    write: { status: "failed", code: "Throttling", message: "slow down", retryable: true },
    becomes: ["retry", `${DETACH} was answered Throttling.`],
    calls: [DETACH],
    reads: 2,
  },
  {
    name: "a write that met another is tried again later",
    observations: [drifted],
    write: { status: "failed", code: "ConcurrentModification", message: "wait", retryable: true },
    becomes: ["retry", `${DETACH} was answered ConcurrentModification.`],
    calls: [DETACH],
    reads: 2,
  },
  {
    name: "a write that shows only after a while is waited for",
    observations: [drifted, drifted, drifted, drifted, clean],
    becomes: ["remediated", "verified"],
    calls: [DETACH],
    reads: 5,
  },
  {
    name: "a write that was accepted and changed nothing has failed",
    observations: [drifted],
    becomes: ["failed", `${DETACH} was accepted, but role/worker still drifts.`],
    calls: [DETACH],
    reads: 6,
  },
  {
    name: "a write whose effect cannot be read has failed",
    observations: [drifted, drifted, denied("GetRole")],
    becomes: ["failed", `${DETACH} was accepted, but role/worker cannot be judged now`],
    calls: [DETACH],
    reads: 6,
  },
];

async function run(each: Case) {
  const ports = scriptedPorts({
    observations: each.observations,
    ...(each.write === undefined ? {} : { write: each.write }),
    ...(each.claim === undefined ? {} : { claim: each.claim }),
  });
  const result = await remediateFinding(findingOf(each.drift ?? attached), each.expected ?? role, ports);
  return { ports, result };
}

function expectResult(result: Awaited<ReturnType<typeof run>>["result"], [status, says]: Case["becomes"]): void {
  expect(result.status).toBe(status);
  if (says === undefined) expect(result).toEqual({ status });
  else expect("reason" in result ? result.reason : "outcome" in result ? result.outcome : "").toContain(says);
}

describe("remediateFinding", () => {
  it.each(untouched)("writes nothing: $name", async (each) => {
    const { ports, result } = await run(each);
    expectResult(result, each.becomes);
    expect(ports.written).toEqual([]);
    expect(ports.reads()).toBe(each.reads);
  });

  it.each(done)("writes once: $name", async (each) => {
    const { ports, result } = await run(each);
    expectResult(result, each.becomes);
    expect(ports.calls()).toEqual(each.calls);
    expect(ports.claims).toEqual([each.calls]);
    expect(ports.reads()).toBe(each.reads);
  });

  it("waits longer each time, and not at all where the first reading shows it", async () => {
    const failing = await run({ name: "", observations: [drifted], becomes: ["failed"], reads: 6 });
    expect(failing.ports.pauses).toEqual([1_000, 2_000, 4_000]);
    const quick = await run({ name: "", observations: [drifted, drifted, clean], becomes: ["remediated"], reads: 3 });
    expect(quick.ports.pauses).toEqual([]);
    const restless = [drifted, busy, drifted, busy, drifted, busy];
    const never = await run({ name: "", observations: restless, becomes: ["retry"], reads: 6 });
    expect(never.ports.pauses).toEqual([1_000, 2_000]);
  });

  it("lets a fault of the program pass, and claims nothing for it", async () => {
    const ports = scriptedPorts({ observations: [drifted] });
    const reader = { observe: () => Promise.reject(new TypeError("a bug")) };
    await expect(remediateFinding(findingOf(attached), role, { ...ports, reader })).rejects.toThrow("a bug");
    expect(ports.claims).toEqual([]);
  });

  it("has no two cases of one name", () => {
    const names = [...untouched, ...done].map((each) => each.name);
    expect(new Set(names).size).toBe(names.length);
  });
});
