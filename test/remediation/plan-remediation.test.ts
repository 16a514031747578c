import { describe, expect, it } from "vitest";
import { RULES, type RuleName } from "../../shared/drift/drift.ts";
import { type PlanInput, planRemediation } from "../../shared/remediation/plan-remediation.ts";
import { describeCall } from "../../shared/remediation/remediation-plan.ts";
import {
  ADMINISTRATOR,
  accessKey,
  denied,
  document,
  drift,
  expectedRole,
  expectedServiceLinkedRole,
  expectedUser,
  NARROW_TEXT,
  present,
  roleState,
  userState,
} from "./fixtures.ts";

const role = expectedRole().entity;
const user = expectedUser().entity;
const OLD = "AKIAEXAMPLEEXAMPLOLD";
const NEW = "AKIAEXAMPLEEXAMPLNEW";
/** Rules that only announce. */
const ANNOUNCING: ReadonlySet<RuleName> = new Set([
  "access-key-due",
  "entity-contained",
  "service-linked-role-being-deleted",
]);

const REPAIRED: ReadonlySet<RuleName> = new Set([
  "entity-missing",
  "inline-policy-missing",
  "inline-policy-changed",
  "attachment-unexpected",
  "access-key-too-old",
]);
const broadened = { verdict: "different", change: "broadened" } as const;

interface Case {
  readonly name: string;
  readonly input: Partial<PlanInput> & Pick<PlanInput, "expected" | "drift">;
  /** The calls, as people are told them; a string is (part of) the sentence of a refusal. */
  readonly expected: readonly string[] | string | "off";
}

const keys = (...each: Parameters<typeof accessKey>[]) =>
  present(userState(present(each.map((key) => accessKey(...key)))));
const tooOld = drift("access-key-too-old", user, OLD);

const cases: readonly Case[] = [
  {
    name: "an unexpected attachment is detached from a role",
    input: { expected: expectedRole(), drift: drift("attachment-unexpected", role, ADMINISTRATOR) },
    expected: [`DetachRolePolicy role/worker ${ADMINISTRATOR}`],
  },
  {
    name: "an unexpected attachment is detached from a user, in narrow mode too",
    input: {
      expected: expectedUser({ remediate: "narrow" }),
      drift: drift("attachment-unexpected", user, ADMINISTRATOR),
    },
    expected: [`DetachUserPolicy user/machine ${ADMINISTRATOR}`],
  },
  {
    name: "repair that nobody asked for is off",
    input: { expected: expectedRole({ remediate: "off" }), drift: drift("attachment-unexpected", role, ADMINISTRATOR) },
    expected: "off",
  },
  {
    name: "a widened inline policy is put back",
    input: { expected: expectedRole(), drift: drift("inline-policy-changed", role, "work", broadened) },
    expected: ["PutRolePolicy role/worker work"],
  },
  {
    name: "a widened inline policy is put back in narrow mode: it only takes away",
    input: {
      expected: expectedRole({ remediate: "narrow" }),
      drift: drift("inline-policy-changed", role, "work", broadened),
    },
    expected: ["PutRolePolicy role/worker work"],
  },
  {
    name: "a mixed change is not put back in narrow mode: it would grant what was lost",
    input: {
      expected: expectedRole({ remediate: "narrow" }),
      drift: drift("inline-policy-changed", role, "work", { verdict: "different", change: "mixed" }),
    },
    expected: "never grants",
  },
  {
    name: "a comparison that is unknown writes nothing",
    input: {
      expected: expectedRole(),
      drift: drift("inline-policy-changed", role, "work", { verdict: "unknown", reason: "a variable" }),
    },
    expected: "could not be compared (a variable)",
  },
  {
    name: "a reconstructed document is never written",
    input: {
      expected: expectedRole({
        inlinePolicies: { match: "exact", documents: { work: document(NARROW_TEXT, "reconstructed") } },
      }),
      drift: drift("inline-policy-changed", role, "work", broadened),
    },
    expected: "reconstructed",
  },
  {
    name: "a missing inline policy is put back in full mode",
    input: { expected: expectedRole(), drift: drift("inline-policy-missing", role, "work") },
    expected: ["PutRolePolicy role/worker work"],
  },
  {
    name: "a missing inline policy is not put back in narrow mode",
    input: { expected: expectedRole({ remediate: "narrow" }), drift: drift("inline-policy-missing", role, "work") },
    expected: "never grants",
  },
  {
    name: "a missing service-linked role is created",
    input: {
      expected: expectedServiceLinkedRole(),
      drift: drift("entity-missing", expectedServiceLinkedRole().entity),
      observation: { status: "absent" },
    },
    expected: ["CreateServiceLinkedRole ivs.amazonaws.com"],
  },
  {
    name: "a missing service-linked role is not created in narrow mode",
    input: {
      expected: expectedServiceLinkedRole({ remediate: "narrow" }),
      drift: drift("entity-missing", expectedServiceLinkedRole().entity),
      observation: { status: "absent" },
    },
    expected: "never grants",
  },
  {
    name: "a missing role is never re-created",
    input: { expected: expectedRole(), drift: drift("entity-missing", role), observation: { status: "absent" } },
    expected: "never re-created",
  },
  {
    name: "what needs approval is not repaired without it",
    input: {
      expected: expectedRole({ approval: "required" }),
      drift: drift("attachment-unexpected", role, ADMINISTRATOR),
    },
    expected: "needs a person's approval",
  },
  {
    name: "what Terraform makes is left to it",
    input: {
      expected: expectedRole({ owner: "terraform" }),
      drift: drift("attachment-unexpected", role, ADMINISTRATOR),
    },
    expected: "made by Terraform",
  },
  {
    name: "what CloudFormation makes is left to it",
    input: {
      expected: expectedRole({ owner: "cloudformation" }),
      drift: drift("attachment-unexpected", role, ADMINISTRATOR),
    },
    expected: "made by CloudFormation",
  },
  {
    name: "what people make in the console is repaired",
    input: { expected: expectedRole({ owner: "console" }), drift: drift("attachment-unexpected", role, ADMINISTRATOR) },
    expected: [`DetachRolePolicy role/worker ${ADMINISTRATOR}`],
  },
  {
    name: "a role of Identity Center is left alone",
    input: {
      expected: expectedRole(),
      drift: drift(
        "attachment-unexpected",
        { kind: "role", name: "AWSReservedSSO_Admin_0123456789abcdef" },
        ADMINISTRATOR,
      ),
    },
    expected: "Identity Center",
  },
  {
    name: "what this version does not repair is said, with what to do",
    input: { expected: expectedUser(), drift: drift("console-access-forbidden", user) },
    expected: "delete the login profile by hand",
  },
  {
    name: "an over-age key is deactivated when its successor has been used since",
    input: {
      expected: expectedUser(),
      drift: tooOld,
      observation: keys(
        [OLD, "2026-01-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"],
        [NEW, "2026-03-28T00:00:00.000Z", "2026-03-29T00:00:00.000Z"],
      ),
    },
    expected: ["UpdateAccessKey user/machine …LOLD Inactive"],
  },
  {
    name: "an over-age key that was never used is deactivated when its successor has been used",
    input: {
      expected: expectedUser(),
      drift: tooOld,
      observation: keys(
        [OLD, "2026-01-01T00:00:00.000Z"],
        [NEW, "2026-03-28T00:00:00.000Z", "2026-03-29T00:00:00.000Z"],
      ),
    },
    expected: ["UpdateAccessKey user/machine …LOLD Inactive"],
  },
  {
    name: "an over-age key without a successor stays",
    input: { expected: expectedUser(), drift: tooOld, observation: keys([OLD, "2026-01-01T00:00:00.000Z"]) },
    expected: "the newest active key",
  },
  {
    name: "an over-age key stays while its successor is unused",
    input: {
      expected: expectedUser(),
      drift: tooOld,
      observation: keys([OLD, "2026-01-01T00:00:00.000Z"], [NEW, "2026-03-28T00:00:00.000Z"]),
    },
    expected: "has not been used yet",
  },
  {
    name: "an over-age key stays while it is used after its successor",
    input: {
      expected: expectedUser(),
      drift: tooOld,
      observation: keys(
        [OLD, "2026-01-01T00:00:00.000Z", "2026-03-30T00:00:00.000Z"],
        [NEW, "2026-03-28T00:00:00.000Z", "2026-03-29T00:00:00.000Z"],
      ),
    },
    expected: "was used at 2026-03-30",
  },
  {
    name: "an older key is no successor",
    input: {
      expected: expectedUser(),
      drift: tooOld,
      observation: keys(
        [OLD, "2026-01-02T00:00:00.000Z"],
        [NEW, "2026-01-01T00:00:00.000Z", "2026-03-29T00:00:00.000Z"],
      ),
    },
    expected: "the newest active key",
  },
  {
    name: "a last use that cannot be read deactivates nothing",
    input: {
      expected: expectedUser(),
      drift: tooOld,
      observation: present(
        userState(
          present([
            { ...accessKey(OLD, "2026-01-01T00:00:00.000Z"), lastUsed: denied("GetAccessKeyLastUsed") },
            accessKey(NEW, "2026-03-28T00:00:00.000Z", "2026-03-29T00:00:00.000Z"),
          ]),
        ),
      ),
    },
    expected: "could not be read (AccessDenied)",
  },
  {
    name: "keys that cannot be listed deactivate nothing",
    input: { expected: expectedUser(), drift: tooOld, observation: present(userState(denied("ListAccessKeys"))) },
    expected: "could not be read",
  },
];

describe("planRemediation", () => {
  it.each(cases)("$name", ({ input, expected }) => {
    const result = planRemediation({ observation: present(roleState()), ...input });
    if (expected === "off") expect(result).toEqual({ status: "off" });
    else if (typeof expected === "string") {
      expect(result).toMatchObject({ status: "refused", reason: expect.stringContaining(expected) });
    } else {
      expect(result.status).toBe("planned");
      const steps = result.status === "planned" ? result.plan.steps : [];
      expect(steps.map((step) => describeCall(step.call))).toEqual(expected);
    }
  });

  it("writes the canonical text itself", () => {
    const result = planRemediation({
      expected: expectedRole(),
      drift: drift("inline-policy-changed", role, "work", broadened),
      observation: present(roleState()),
    });
    expect(result).toMatchObject({
      plan: { steps: [{ call: { input: { RoleName: "worker", PolicyName: "work", PolicyDocument: NARROW_TEXT } } }] },
    });
  });

  it("has nothing to put right, and nothing to refuse, where a key is only due though its successor has been used since", () => {
    const observation = keys(
      [OLD, "2026-01-01T00:00:00.000Z", "2026-03-01T00:00:00.000Z"],
      [NEW, "2026-03-28T00:00:00.000Z", "2026-03-29T00:00:00.000Z"],
    );
    const plan = planRemediation({ expected: expectedUser(), drift: drift("access-key-due", user, OLD), observation });
    expect(plan).toEqual({ status: "off" });
  });

  it("has nothing to put right, and nothing to refuse, while a service-linked role is only being deleted", () => {
    const taskId = "task/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3/4ba0ee4b";
    const observation = present(roleState());
    const being = drift("service-linked-role-being-deleted", role, taskId);
    expect(planRemediation({ expected: expectedRole(), drift: being, observation })).toEqual({ status: "off" });
    const owned = expectedRole({ owner: "terraform", approval: "required" });
    expect(planRemediation({ expected: owned, drift: being, observation })).toEqual({ status: "off" });
  });

  it.each([expectedRole(), expectedRole({ owner: "terraform", approval: "required" })])(
    "leaves containment where it is, which is no refusal",
    (expected) => {
      const contained = drift("entity-contained", role, "AWSRevokeOlderSessions");
      expect(planRemediation({ expected, drift: contained, observation: present(roleState()) })).toEqual({
        status: "off",
      });
    },
  );

  it.each(RULES.filter((rule) => !REPAIRED.has(rule) && !ANNOUNCING.has(rule)))(
    "refuses %s, and says what a person has to do",
    (rule) => {
      const plan = planRemediation({
        expected: expectedRole(),
        drift: drift(rule, role, "work", broadened),
        observation: present(roleState()),
      });
      const reason = expect.stringMatching(new RegExp(`^Plumbline does not repair "${rule}" by itself; .{20,}\\.$`));
      expect(plan).toEqual({ status: "refused", reason });
    },
  );

  it.each(RULES.filter((rule) => !ANNOUNCING.has(rule)))("plans no repair of a group's %s", (rule) => {
    const group = { kind: "group", name: "operators" } as const;
    const plan = planRemediation({
      expected: { ...expectedRole(), kind: "group", entity: group },
      drift: drift(rule, group, "work", broadened),
      observation: present(roleState()),
    });
    expect(plan).toEqual({
      status: "refused",
      reason: "Plumbline does not repair groups by itself; a person puts group/operators right.",
    });
  });

  it("has no two cases of one name", () => {
    expect(new Set(cases.map((each) => each.name)).size).toBe(cases.length);
  });
});
