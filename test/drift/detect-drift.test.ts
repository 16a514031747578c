import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import { RULES } from "../../shared/drift/drift.ts";
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

describe("a detection", () => {
  it("says what it is of, and has one outcome per rule in the order of RULES", () => {
    for (const live of [roleState(), ABSENT, denied("GetRole")]) {
      const { outcomes, ...about } = detect(expectedRole(), live);
      expect(outcomes.map(({ rule }) => rule)).toEqual(RULES);
      expect(about).toEqual({ account: ACCOUNT, baseline: "sample", entity: expectedRole().entity, askedAt: ASKED_AT });
    }
  });

  it("tells several drifts of one entity apart", () => {
    const live = roleState({
      trust: present(TASKS_AND_EC2),
      inlinePolicies: present({ extra: READ }),
      attachments: present([attachment(LOGS), attachment(ADMINISTRATOR)]),
    });
    const drifts = driftsOf(detect(expectedRole(), live));
    expect(drifts.map(({ rule, subject }) => `${rule} ${subject}`.trim())).toEqual([
      "trust-changed",
      "inline-policy-missing work",
      "inline-policy-unexpected extra",
      `attachment-unexpected ${ADMINISTRATOR}`,
    ]);
    expect(new Set(drifts.map(({ fingerprint }) => fingerprint)).size).toBe(drifts.length);
    for (const { fingerprint } of drifts) expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is the same whatever order IAM lists things in, and changes none of its input", () => {
    const names = ["a", "b", "work", "__proto__", "z+=,.@-"];
    const arns = [LOGS, ADMINISTRATOR, "arn:aws:iam::aws:policy/A", "arn:aws:iam::aws:policy/B"];
    const state = (inOrder: readonly string[], attached: readonly string[]) =>
      roleState({
        inlinePolicies: present(Object.fromEntries(inOrder.map((name) => [name, READ_AND_WRITE]))),
        attachments: present(attached.map(attachment)),
      });
    const reference = JSON.stringify(detect(expectedRole(), state(names, arns)));
    fc.assert(
      fc.property(
        fc.shuffledSubarray(names, { minLength: names.length }),
        fc.shuffledSubarray(arns, { minLength: arns.length }),
        (inOrder, attached) => {
          const live = state(inOrder, attached);
          const before = JSON.stringify(live);
          expect(JSON.stringify(detect(expectedRole(), live))).toBe(reference);
          expect(JSON.stringify(live)).toBe(before);
        },
      ),
    );
  });

  it("names no access key id, and stands on one line, whatever a document says", () => {
    const hostile = statement("Allow", "s3:GetObject", "arn:aws:s3:::a\n\u202eb\u2028c\u0000");
    const { summary } = onlyDrift(detect(expectedRole(), roleState({ inlinePolicies: present({ work: hostile }) })));
    expect(summary).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
  });
});

describe("a fingerprint", () => {
  const inline = (text: string, canonical = READ) => {
    const inlinePolicies = { match: "exact", documents: { work: document(canonical) } } as const;
    return onlyDrift(detect(expectedRole({ inlinePolicies }), roleState({ inlinePolicies: present({ work: text }) })))
      .fingerprint;
  };

  it("stays while nothing but layout, order or Sids change", () => {
    const tidy = JSON.stringify({
      Statement: {
        Sid: "x",
        Resource: ["*"],
        Action: ["s3:PUTObject", "s3:GetObject", "s3:GetObject"],
        Effect: "Allow",
      },
      Version: "2012-10-17",
    });
    expect(inline(tidy)).toBe(inline(READ_AND_WRITE));
  });

  it("changes with what is live, and with the document it is held to", () => {
    const reference = inline(READ_AND_WRITE);
    expect(inline(statement("Allow", "s3:*"))).not.toBe(reference);
    expect(inline(READ_AND_WRITE, statement("Allow", "s3:ListBucket"))).not.toBe(reference);
    expect(inline("{")).not.toBe(inline("["));
  });

  it("does not depend on when it was asked", () => {
    const expected = expectedUser();
    const drifts = ["2026-01-01T00:00:00.000Z", "2027-01-01T00:00:00.000Z"].map((askedAt) => {
      const observation = { entity: expected.entity, askedAt, observation: ABSENT };
      return onlyDrift(detectDrift({ account: ACCOUNT, expected, observation, now: new Date(askedAt) }));
    });
    expect(drifts[0]).toEqual(drifts[1]);
  });
});

describe("a reading of something else than is expected", () => {
  it("is a fault: of another entity", () => {
    const observation = { entity: { kind: "role", name: "other" }, askedAt: ASKED_AT, observation: ABSENT } as const;
    const judge = () => detectDrift({ account: ACCOUNT, expected: expectedRole(), observation, now: NOW });
    expect(judge).toThrow(new TypeError("role/other was read where role/worker is expected."));
  });

  it("is a fault: of another kind of entity", () => {
    expect(() => detect(expectedRole(), userState())).toThrow(new TypeError("role/worker was read as a user."));
  });
});
