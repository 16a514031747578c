import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import { ENTITY_RULES } from "../../shared/drift/drift.ts";
import type { LoadActionTable } from "../../shared/drift/rule.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import {
  ABSENT,
  ACCOUNT,
  ADMINISTRATOR,
  ASKED_AT,
  attachment,
  denied,
  detect,
  document,
  driftsOf,
  expectedRole,
  expectedUser,
  LOGS,
  managedPoliciesOf,
  NOW,
  onlyDrift,
  present,
  READ,
  READ_AND_WRITE,
  roleState,
  statement,
  TASKS_AND_EC2,
  userState,
} from "./fixtures.ts";

const neverLoaded: LoadActionTable = async () => {
  throw new Error("The action table was loaded without need.");
};

const PORTS = { loadTable: neverLoaded, managedPolicies: managedPoliciesOf() };

describe("the action table", () => {
  const inline = (text: string) => roleState({ inlinePolicies: present({ work: text }) });
  const expected = expectedRole({ inlinePolicies: { match: "exact", documents: { work: document(READ) } } });

  it.each([
    { name: "all is as expected", expected, live: inline(READ) },
    { name: "a document is laid out otherwise", expected, live: inline(JSON.stringify(JSON.parse(READ), null, 2)) },
    {
      name: "a document differs in a tolerated way",
      expected: { ...expected, compare: "at-least" },
      live: inline(READ_AND_WRITE),
    },
    { name: "a document cannot be understood", expected, live: inline("{") },
    { name: "the entity is absent", expected, live: ABSENT },
    { name: "the entity cannot be read", expected, live: denied("GetRole") },
    {
      name: "a managed policy is attached too many",
      expected,
      live: roleState({ attachments: present([attachment(LOGS), attachment(ADMINISTRATOR)]) }),
    },
  ] as const)("is not loaded where $name", async ({ expected: wanted, live }) => {
    expect((await detect(wanted, live, NOW, neverLoaded)).outcomes).toHaveLength(ENTITY_RULES.length);
  });

  it.each([
    { name: "an inline policy", live: inline(READ_AND_WRITE) },
    { name: "an unexpected inline policy", live: roleState({ inlinePolicies: present({ work: READ, extra: READ }) }) },
    {
      name: "a trust policy",
      live: roleState({ trust: present(TASKS_AND_EC2), inlinePolicies: present({ work: READ }) }),
    },
  ])("is loaded for the difference of $name", async ({ live }) => {
    let loads = 0;
    const counting: LoadActionTable = () => {
      loads += 1;
      return loadActionTable();
    };
    const drift = onlyDrift(await detect(expected, live, NOW, counting));
    expect(loads).toBe(1);
    expect(drift.deltas).not.toEqual([]);
  });

  it("that cannot be loaded fails the detection: a difference is not passed over", async () => {
    const broken: LoadActionTable = async () => {
      throw new Error("no such file");
    };
    await expect(detect(expected, inline(READ_AND_WRITE), NOW, broken)).rejects.toThrow("no such file");
  });
});

describe("a detection", () => {
  it("says what it is of, and has one outcome per rule in the order of ENTITY_RULES", async () => {
    for (const live of [roleState(), ABSENT, denied("GetRole")]) {
      const { outcomes, ...about } = await detect(expectedRole(), live);
      expect(outcomes.map(({ rule }) => rule)).toEqual(ENTITY_RULES);
      expect(about).toEqual({ account: ACCOUNT, baseline: "sample", entity: expectedRole().entity, askedAt: ASKED_AT });
    }
  });

  it("tells several drifts of one entity apart", async () => {
    const live = roleState({
      trust: present(TASKS_AND_EC2),
      inlinePolicies: present({ extra: READ }),
      attachments: present([attachment(LOGS), attachment(ADMINISTRATOR)]),
    });
    const drifts = driftsOf(await detect(expectedRole(), live));
    expect(drifts.map(({ rule, subject }) => `${rule} ${subject}`.trim())).toEqual([
      "trust-changed",
      "inline-policy-missing work",
      "inline-policy-unexpected extra",
      `attachment-unexpected ${ADMINISTRATOR}`,
    ]);
    expect(new Set(drifts.map(({ fingerprint }) => fingerprint)).size).toBe(drifts.length);
    for (const { fingerprint } of drifts) expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is the same whatever order IAM lists things in, and changes none of its input", async () => {
    const names = ["a", "b", "work", "__proto__", "z+=,.@-"];
    const arns = [LOGS, ADMINISTRATOR, "arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B"];
    const state = (inOrder: readonly string[], attached: readonly string[]) =>
      roleState({
        inlinePolicies: present(Object.fromEntries(inOrder.map((name) => [name, READ_AND_WRITE]))),
        attachments: present(attached.map(attachment)),
      });
    const reference = JSON.stringify(await detect(expectedRole(), state(names, arns)));
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(names, { minLength: names.length }),
        fc.shuffledSubarray(arns, { minLength: arns.length }),
        async (inOrder, attached) => {
          const live = state(inOrder, attached);
          const before = JSON.stringify(live);
          expect(JSON.stringify(await detect(expectedRole(), live))).toBe(reference);
          expect(JSON.stringify(live)).toBe(before);
        },
      ),
    );
  });

  it("names no access key id, and stands on one line, whatever a document says", async () => {
    const hostile = statement("Allow", "s3:GetObject", "arn:aws:s3:::a\n\u202eb\u2028c\u0000");
    const { summary } = onlyDrift(
      await detect(expectedRole(), roleState({ inlinePolicies: present({ work: hostile }) })),
    );
    expect(summary).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});

describe("a fingerprint", () => {
  const inline = async (text: string, canonical = READ) => {
    const inlinePolicies = { match: "exact", documents: { work: document(canonical) } } as const;
    return onlyDrift(
      await detect(expectedRole({ inlinePolicies }), roleState({ inlinePolicies: present({ work: text }) })),
    ).fingerprint;
  };

  it("stays while nothing but layout, order or Sids change", async () => {
    const tidy = JSON.stringify({
      Statement: {
        Sid: "x",
        Resource: ["*"],
        Action: ["s3:PUTObject", "s3:GetObject", "s3:GetObject"],
        Effect: "Allow",
      },
      Version: "2012-10-17",
    });
    expect(await inline(tidy)).toBe(await inline(READ_AND_WRITE));
  });

  it("changes with what is live, and with the document it is held to", async () => {
    const reference = await inline(READ_AND_WRITE);
    expect(await inline(statement("Allow", "s3:*"))).not.toBe(reference);
    expect(await inline(READ_AND_WRITE, statement("Allow", "s3:ListBucket"))).not.toBe(reference);
    expect(await inline("{")).not.toBe(await inline("["));
  });

  it("does not depend on when it was asked", async () => {
    const expected = expectedUser();
    const drifts = ["2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"].map(async (askedAt) => {
      const observation = { entity: expected.entity, askedAt, observation: ABSENT };
      const now = new Date(askedAt);
      return onlyDrift(await detectDrift({ account: ACCOUNT, expected, observation, now, ...PORTS }));
    });
    expect(await drifts[0]).toEqual(await drifts[1]);
  });
});

describe("a reading of something else than is expected", () => {
  it("is a fault: of another entity", async () => {
    const observation = { entity: { kind: "role", name: "other" }, askedAt: ASKED_AT, observation: ABSENT } as const;
    const input = { account: ACCOUNT, expected: expectedRole(), observation, now: NOW, ...PORTS };
    await expect(detectDrift(input)).rejects.toThrow(
      new TypeError("role/other was read where role/worker is expected."),
    );
  });

  it("is a fault: of another kind of entity", async () => {
    await expect(detect(expectedRole(), userState())).rejects.toThrow(new TypeError("role/worker was read as a user."));
  });
});
