import { describe, expect, it } from "vitest";
import type { RuleName } from "../../shared/drift/drift.ts";
import {
  denied,
  detect,
  driftsOf,
  expectedPolicy,
  expectedRole,
  expectedRoot,
  expectedUser,
  onlyDrift,
  policyState,
  READ,
  roleState,
  rootState,
  userState,
} from "./fixtures.ts";

const undecided = (detection: ReturnType<typeof detect>): readonly RuleName[] =>
  detection.outcomes.filter(({ status }) => status === "undecided").map(({ rule }) => rule);

const INLINE: readonly RuleName[] = ["inline-policy-missing", "inline-policy-unexpected", "inline-policy-changed"];
const ATTACHMENTS: readonly RuleName[] = ["attachment-missing", "attachment-unexpected"];
const KEYS: readonly RuleName[] = ["access-key-too-old", "access-keys-too-many"];
const lost = denied("SomeCall");

const ASPECTS: readonly {
  subject: string;
  words: string;
  detection: ReturnType<typeof detect>;
  rules: readonly RuleName[];
}[] = [
  {
    subject: "trust",
    words: "trust policy of role worker",
    detection: detect(expectedRole(), roleState({ trust: lost })),
    rules: ["trust-changed"],
  },
  {
    subject: "inlinePolicies",
    words: "inline policies of role worker",
    detection: detect(expectedRole(), roleState({ inlinePolicies: lost })),
    rules: INLINE,
  },
  {
    subject: "attachments",
    words: "attached managed policies of role worker",
    detection: detect(expectedRole(), roleState({ attachments: lost })),
    rules: ATTACHMENTS,
  },
  {
    subject: "inlinePolicies",
    words: "inline policies of user machine",
    detection: detect(expectedUser(), userState({ inlinePolicies: lost })),
    rules: ["inline-policy-missing", "inline-policy-unexpected", "inline-policy-changed"],
  },
  {
    subject: "loginProfile",
    words: "login profile of user machine",
    detection: detect(expectedUser(), userState({ loginProfile: lost })),
    rules: ["console-access-forbidden"],
  },
  {
    subject: "accessKeys",
    words: "access keys of user machine",
    detection: detect(expectedUser(), userState({ accessKeys: lost })),
    rules: KEYS,
  },
  {
    subject: "document",
    words: "default version of policy reader",
    detection: detect(expectedPolicy(), { ...policyState(READ), document: lost }),
    rules: ["policy-version-changed"],
  },
  {
    subject: "accessKeysPresent",
    words: "access keys of the root user",
    detection: detect(expectedRoot(), rootState(lost)),
    rules: ["root-access-key"],
  },
];

describe.each(ASPECTS)("unreadable $words", ({ subject, words, detection, rules }) => {
  it("is told once", () => {
    expect(onlyDrift(detection)).toMatchObject({
      rule: "unreadable",
      subject,
      summary: `The ${words} could not be read, and what depends on it is not judged (SomeCall: AccessDenied: You may not).`,
      reason: "SomeCall: AccessDenied: You may not.",
    });
  });

  it("leaves undecided every rule that needs it, and no other", () => {
    expect(undecided(detection)).toEqual(rules);
  });
});

describe("an entity that could not be read", () => {
  it("is told once, and decides nothing that its baseline asks", () => {
    const detection = detect(expectedRole(), denied("GetRole"));
    expect(onlyDrift(detection)).toMatchObject({
      rule: "unreadable",
      subject: "",
      severity: "medium",
      summary:
        "Role worker could not be read, and what depends on it is not judged (GetRole: AccessDenied: You may not).",
    });
    expect(undecided(detection)).toEqual(["entity-missing", "trust-changed", ...INLINE, ...ATTACHMENTS]);
  });

  it("is told also where it is optional", () => {
    const detection = detect(expectedUser({ presence: "optional" }), denied("GetUser"));
    expect(onlyDrift(detection)).toMatchObject({ rule: "unreadable", subject: "" });
    expect(undecided(detection)).not.toContain("entity-missing");
  });
});

describe("what no rule needs", () => {
  it("may be unreadable without anybody being told", () => {
    const { trust: _, ...expected } = expectedRole();
    const detection = detect(expected, roleState({ trust: lost }));
    expect(driftsOf(detection)).toEqual([]);
    expect(undecided(detection)).toEqual([]);
    const user = detect(expectedUser({ console: "allowed" }), userState({ loginProfile: lost }));
    expect(driftsOf(user)).toEqual([]);
  });

  it("includes when a key was last used", () => {
    const key = {
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      status: "Active",
      createdAt: "2026-05-01T00:00:00.000Z",
      lastUsed: lost,
    } as const;
    expect(driftsOf(detect(expectedUser(), userState({ accessKeys: { status: "present", state: [key] } })))).toEqual(
      [],
    );
  });
});

describe("several unreadable aspects", () => {
  it("are told one by one, by name", () => {
    const detection = detect(expectedRole(), roleState({ trust: lost, inlinePolicies: lost, attachments: lost }));
    expect(driftsOf(detection).map(({ subject }) => subject)).toEqual(["attachments", "inlinePolicies", "trust"]);
  });

  it("are the same news while call and code stay, whatever the message", () => {
    const withReason = (code: string, message: string) =>
      onlyDrift(detect(expectedRole(), { status: "unreadable", reason: { call: "GetRole", code, message } }))
        .fingerprint;
    expect(withReason("Throttling", "request 1")).toBe(withReason("Throttling", "request 2"));
    expect(withReason("Throttling", "request 1")).not.toBe(withReason("AccessDenied", "request 1"));
  });
});
