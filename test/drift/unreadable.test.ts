import { describe, expect, it } from "vitest";
import type { ExpectedDocument } from "../../shared/baselines/expected-state.ts";
import type { Detection, RuleName } from "../../shared/drift/drift.ts";
import {
  accessKey,
  denied,
  detect,
  document,
  driftsOf,
  EVERYTHING,
  expectedGroup,
  expectedPolicy,
  expectedRole,
  expectedRoot,
  expectedUser,
  groupState,
  onlyDrift,
  policyState,
  present,
  READ,
  roleState,
  rootState,
  TASKS,
  userState,
} from "./fixtures.ts";

const undecided = (detection: Detection): readonly RuleName[] =>
  detection.outcomes.filter(({ status }) => status === "undecided").map(({ rule }) => rule);

const INLINE: readonly RuleName[] = ["inline-policy-missing", "inline-policy-unexpected", "inline-policy-changed"];
const ATTACHMENTS: readonly RuleName[] = ["attachment-missing", "attachment-unexpected"];
const KEYS: readonly RuleName[] = ["access-key-too-old", "access-keys-too-many"];
const KEY_RULES = { breachAtDays: 90, breachSource: "plumbline", maximumActive: 1, overlapDays: 7 } as const;
const lost = denied("SomeCall");

const withRevision = (text: string): ExpectedDocument => ({
  ...document(text),
  revisions: [{ version: "2024-05-01", source: "policies/sample/revisions/2024-05-01/work.json", text: EVERYTHING }],
});

const ASPECTS: readonly {
  subject: string;
  words: string;
  detection: Detection;
  rules: readonly RuleName[];
}[] = [
  {
    subject: "trust",
    words: "trust policy of role worker",
    detection: await detect(expectedRole(), roleState({ trust: lost })),
    rules: ["trust-changed", "trust-dangling-principal"],
  },
  {
    subject: "inlinePolicies",
    words: "inline policies of role worker",
    detection: await detect(expectedRole(), roleState({ inlinePolicies: lost })),
    rules: INLINE,
  },
  {
    subject: "attachments",
    words: "attached managed policies of role worker",
    detection: await detect(expectedRole(), roleState({ attachments: lost })),
    rules: ATTACHMENTS,
  },
  {
    subject: "inlinePolicies",
    words: "inline policies of user machine",
    detection: await detect(expectedUser(), userState({ inlinePolicies: lost })),
    rules: ["inline-policy-missing", "inline-policy-unexpected", "inline-policy-changed"],
  },
  {
    subject: "loginProfile",
    words: "login profile of user machine",
    detection: await detect(expectedUser(), userState({ loginProfile: lost })),
    rules: ["console-access-forbidden"],
  },
  {
    subject: "loginProfile",
    words: "login profile of user machine",
    detection: await detect(expectedUser({ console: "required" }), userState({ loginProfile: lost })),
    rules: ["console-access-missing"],
  },
  {
    subject: "accessKeys",
    words: "access keys of user machine",
    detection: await detect(expectedUser(), userState({ accessKeys: lost })),
    rules: KEYS,
  },
  {
    subject: "accessKeyUse",
    words: "last uses of access keys of user machine",
    detection: await detect(
      expectedUser({ accessKeys: { ...KEY_RULES, unusedDays: 45 } }),
      userState({ accessKeys: present([{ ...accessKey("AKIAIOSFODNN7EXAMPLE", 1), lastUsed: lost }]) }),
    ),
    rules: ["access-key-unused"],
  },
  {
    subject: "accessKeys",
    words: "access keys of user machine",
    detection: await detect(
      expectedUser({ accessKeys: { ...KEY_RULES, warnAtDays: 75, unusedDays: 45 } }),
      userState({ accessKeys: lost }),
    ),
    rules: ["access-key-due", "access-key-too-old", "access-key-unused", "access-keys-too-many"],
  },
  {
    subject: "permissionsBoundary",
    words: "permissions boundary of role worker",
    detection: await detect(expectedRole({ permissionsBoundary: "none" }), roleState({ permissionsBoundary: lost })),
    rules: ["permissions-boundary-changed"],
  },
  {
    subject: "tags",
    words: "tags of policy reader",
    detection: await detect(expectedPolicy({ tags: { team: "media" } }), { ...policyState(READ), tags: lost }),
    rules: ["tags-changed"],
  },
  {
    subject: "maximumSessionSeconds",
    words: "session length of role worker",
    detection: await detect(expectedRole({ maximumSessionSeconds: 3_600 }), roleState({ maximumSessionSeconds: lost })),
    rules: ["session-length-changed"],
  },
  {
    subject: "groups",
    words: "groups of user machine",
    detection: await detect(expectedUser({ groups: { match: "exact", names: [] } }), userState({ groups: lost })),
    rules: ["group-membership-missing", "group-membership-unexpected"],
  },
  {
    subject: "attachments",
    words: "attached managed policies of role worker",
    detection: await detect(expectedRole({ separatePolicies: [["a", "b"]] }), roleState({ attachments: lost })),
    rules: [...ATTACHMENTS, "policies-not-separate"],
  },
  {
    subject: "attachments",
    words: "attached managed policies of group operators",
    detection: await detect(expectedGroup(), groupState({ attachments: lost })),
    rules: ATTACHMENTS,
  },
  {
    subject: "inlinePolicies",
    words: "inline policies of group operators",
    detection: await detect(expectedGroup(), groupState({ inlinePolicies: lost })),
    rules: INLINE,
  },
  {
    subject: "trust",
    words: "trust policy of role worker",
    detection: await detect(expectedRole({ trust: withRevision(TASKS) }), roleState({ trust: lost })),
    rules: ["trust-changed", "trust-outdated", "trust-dangling-principal"],
  },
  {
    subject: "inlinePolicies",
    words: "inline policies of role worker",
    detection: await detect(
      expectedRole({ inlinePolicies: { match: "at-least", documents: { work: withRevision(READ) } } }),
      roleState({ inlinePolicies: lost }),
    ),
    rules: ["entity-contained", "inline-policy-missing", "inline-policy-changed", "inline-policy-outdated"],
  },
  {
    subject: "document",
    words: "default version of policy reader",
    detection: await detect(expectedPolicy({ document: withRevision(READ) }), { ...policyState(READ), document: lost }),
    rules: ["policy-version-changed", "policy-version-outdated"],
  },
  {
    subject: "document",
    words: "default version of policy reader",
    detection: await detect(expectedPolicy(), { ...policyState(READ), document: lost }),
    rules: ["policy-version-changed"],
  },
  {
    subject: "accessKeysPresent",
    words: "access keys of the root user",
    detection: await detect(expectedRoot(), rootState(lost)),
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
  it("is told once, and decides nothing that its baseline asks", async () => {
    const detection = await detect(expectedRole(), denied("GetRole"));
    expect(onlyDrift(detection)).toMatchObject({
      rule: "unreadable",
      subject: "",
      severity: "medium",
      summary:
        "Role worker could not be read, and what depends on it is not judged (GetRole: AccessDenied: You may not).",
    });
    expect(undecided(detection)).toEqual([
      "entity-missing",
      "entity-moved",
      "trust-changed",
      "trust-dangling-principal",
      ...INLINE,
      ...ATTACHMENTS,
    ]);
    expect(undecided(await detect(expectedRole({ presence: "retired" }), denied("GetRole")))).toContain(
      "entity-retired",
    );
  });

  it("is told also where it is optional", async () => {
    const detection = await detect(expectedUser({ presence: "optional" }), denied("GetUser"));
    expect(onlyDrift(detection)).toMatchObject({ rule: "unreadable", subject: "" });
    expect(undecided(detection)).not.toContain("entity-missing");
  });
});

describe("what no rule needs", () => {
  it("may be unreadable without anybody being told", async () => {
    const { trust: _, ...expected } = expectedRole();
    const detection = await detect(expected, roleState({ trust: lost }));
    expect(driftsOf(detection)).toEqual([]);
    expect(undecided(detection)).toEqual([]);
    const user = await detect(expectedUser({ console: "allowed" }), userState({ loginProfile: lost }));
    expect(driftsOf(user)).toEqual([]);
  });

  it("includes when a key was last used, unless a limit is stated, and of an inactive key also then", async () => {
    const key = {
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      status: "Active",
      createdAt: "2026-05-01T00:00:00.000Z",
      lastUsed: lost,
    } as const;
    expect(
      driftsOf(await detect(expectedUser(), userState({ accessKeys: { status: "present", state: [key] } }))),
    ).toEqual([]);
    const limited = expectedUser({ accessKeys: { ...KEY_RULES, unusedDays: 1 } });
    const inactive = userState({ accessKeys: present([{ ...key, status: "Inactive" }]) });
    expect(driftsOf(await detect(limited, inactive))).toEqual([]);
  });
});

describe("several unreadable aspects", () => {
  it("are told one by one, by name", async () => {
    const detection = await detect(expectedRole(), roleState({ trust: lost, inlinePolicies: lost, attachments: lost }));
    expect(driftsOf(detection).map(({ subject }) => subject)).toEqual(["attachments", "inlinePolicies", "trust"]);
  });

  it("are the same news while call and code stay, whatever the message", async () => {
    const withReason = async (code: string, message: string) =>
      onlyDrift(await detect(expectedRole(), { status: "unreadable", reason: { call: "GetRole", code, message } }))
        .fingerprint;
    expect(await withReason("Throttling", "request 1")).toBe(await withReason("Throttling", "request 2"));
    expect(await withReason("Throttling", "request 1")).not.toBe(await withReason("AccessDenied", "request 1"));
  });
});
