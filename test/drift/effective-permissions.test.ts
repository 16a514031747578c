import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Severity } from "../../shared/baselines/expected-state.ts";
import { SEVERITIES } from "../../shared/baselines/expected-state.ts";
import { detectDrift } from "../../shared/drift/detect-drift.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import { expectedPoliciesOf } from "../../shared/drift/expected-policies.ts";
import { decidePolicies } from "../../shared/policy/decide-policies.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { parsePolicy } from "../../shared/policy/parse-policy.ts";
import type { Policy } from "../../shared/policy/policy.ts";
import {
  ABSENT,
  ACCOUNT,
  ASKED_AT,
  attachment,
  denied,
  detect,
  document,
  driftsOf,
  expectedGroup,
  expectedPolicy,
  expectedRole,
  expectedUser,
  groupState,
  LOGS,
  managedPoliciesOf,
  NOW,
  present,
  roleState,
  userState,
} from "./fixtures.ts";

const M = `arn:aws:iam::${ACCOUNT}:policy/moved`;
const BOUNDARY = `arn:aws:iam::${ACCOUNT}:policy/boundary`;

type Part = readonly [effect: "Allow" | "Deny", action: string | readonly string[], resource?: string];

/** A document of these statements. */
function policy(...parts: readonly Part[]): string {
  const Statement = parts.map(([Effect, Action, Resource = "*"]) => ({ Effect, Action, Resource }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** What an entity holds: inline policies by name, ARNs of attached policies, the ARN of its boundary. */
interface Held {
  readonly inline?: Readonly<Record<string, string>>;
  readonly attached?: readonly string[];
  readonly boundary?: string;
}

interface Scene {
  readonly expected: Held;
  readonly live: Held;
  /** Managed policies that can be read, by ARN. */
  readonly managed?: Readonly<Record<string, string>>;
  readonly match?: "exact" | "at-least";
  readonly severity?: Severity;
}

const documentsOf = (inline: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.entries(inline).map(([name, text]) => [name, document(text)]));

/** The drifts of a role. */
async function look({ expected, live, managed = {}, match = "exact", severity = "medium" }: Scene) {
  const role = expectedRole({
    severity,
    inlinePolicies: { match, documents: documentsOf(expected.inline) },
    attachments: { match, policyArns: expected.attached ?? [] },
    ...(expected.boundary === undefined ? {} : { permissionsBoundary: expected.boundary }),
  });
  const state = roleState({
    inlinePolicies: present(live.inline ?? {}),
    attachments: present((live.attached ?? []).map(attachment)),
    permissionsBoundary: live.boundary === undefined ? ABSENT : present(live.boundary),
  });
  return driftsOf(await detect(role, state, NOW, loadActionTable, managedPoliciesOf(managed)));
}

const one = (drifts: readonly Drift[], rule: Drift["rule"]): Drift => {
  const found = drifts.find((drift) => drift.rule === rule);
  if (found === undefined) throw new Error(`${rule} did not fire.`);
  return found;
};

const GET: Part = ["Allow", "s3:GetObject"];
const PUT: Part = ["Allow", "s3:PutObject"];
const PASS: Part = ["Allow", "iam:PassRole"];
const NO_IAM: Part = ["Deny", "iam:*"];

interface Told {
  readonly severity: Severity;
  readonly verdict: "equal" | "different" | "unknown" | undefined;
  readonly offsets?: readonly string[];
  readonly gainedOrLost?: readonly string[];
}

/** What is told of each drift of a policy, by rule. */
function told(drifts: readonly Drift[]): Readonly<Record<string, Told>> {
  return Object.fromEntries(
    drifts.map(({ rule, severity, effective, deltas }): [string, Told] => {
      const offsets = deltas.flatMap(({ offset }) => (offset ? [`${offset.kind} ${offset.policy ?? ""}`.trim()] : []));
      const real = (effective?.deltas ?? []).map(({ effect, text }) => `${effect} ${text}`);
      return [
        rule,
        {
          severity,
          verdict: effective?.verdict,
          ...(offsets.length === 0 ? {} : { offsets }),
          ...(real.length === 0 ? {} : { gainedOrLost: real }),
        },
      ];
    }),
  );
}

const moved = { [M]: policy(PASS) };

describe("a statement that moved", () => {
  it.each<{ name: string; scene: Scene; expected: Readonly<Record<string, Told>> }>([
    {
      name: "from an inline policy to a managed one is no gain and no loss, whatever it allows",
      scene: {
        expected: { inline: { work: policy(GET, PASS) } },
        live: { inline: { work: policy(GET) }, attached: [M] },
        managed: moved,
      },
      expected: {
        "inline-policy-changed": { severity: "medium", verdict: "equal", offsets: [`moved managed policy ${M}`] },
        "attachment-unexpected": { severity: "medium", verdict: "equal" },
      },
    },
    {
      name: "twin: the managed policy allows something else",
      scene: {
        expected: { inline: { work: policy(GET, PUT) } },
        live: { inline: { work: policy(GET) }, attached: [M] },
        managed: moved,
      },
      expected: {
        "inline-policy-changed": { severity: "medium", verdict: undefined },
        "attachment-unexpected": {
          severity: "critical",
          verdict: "different",
          gainedOrLost: ["gained `iam:PassRole` on `*`"],
        },
      },
    },
    {
      name: "a whole inline policy, to a managed one",
      scene: { expected: { inline: { work: policy(PASS) } }, live: { attached: [M] }, managed: moved },
      expected: {
        "inline-policy-missing": { severity: "medium", verdict: "equal" },
        "attachment-unexpected": { severity: "medium", verdict: "equal" },
      },
    },
    {
      name: "between inline policies, without a managed policy being read",
      scene: {
        expected: { inline: { work: policy(GET, PASS) } },
        live: { inline: { work: policy(GET), more: policy(PASS) } },
      },
      expected: {
        "inline-policy-unexpected": { severity: "medium", verdict: "equal", offsets: ["moved inline policy work"] },
        "inline-policy-changed": { severity: "medium", verdict: "equal", offsets: ["moved inline policy more"] },
      },
    },
    {
      name: "from a managed policy to an inline one",
      scene: {
        expected: { inline: { work: policy(GET) }, attached: [M] },
        live: { inline: { work: policy(GET, PASS) } },
        managed: moved,
      },
      expected: {
        "inline-policy-changed": { severity: "medium", verdict: "equal", offsets: [`moved managed policy ${M}`] },
        "attachment-missing": { severity: "medium", verdict: "equal" },
      },
    },
    {
      name: "with a wider resource: only what is beyond is gained",
      scene: {
        expected: { inline: { work: policy(GET, ["Allow", "iam:PassRole", "arn:aws:iam::1:role/a"]) } },
        live: { inline: { work: policy(GET) }, attached: [M] },
        managed: moved,
      },
      expected: {
        "inline-policy-changed": { severity: "medium", verdict: "equal", offsets: [`moved managed policy ${M}`] },
        "attachment-unexpected": {
          severity: "critical",
          verdict: "different",
          gainedOrLost: ["gained `iam:PassRole` on `*` beyond `arn:aws:iam::1:role/a`"],
        },
      },
    },
    {
      name: "a denial, to another inline policy",
      scene: {
        expected: { inline: { work: policy(["Allow", "*"], NO_IAM) } },
        live: { inline: { work: policy(["Allow", "*"]), more: policy(GET, NO_IAM) } },
      },
      expected: {
        "inline-policy-unexpected": {
          severity: "medium",
          verdict: "equal",
          offsets: ["moved inline policy work", "given inline policy work"],
        },
        "inline-policy-changed": { severity: "medium", verdict: "equal", offsets: ["moved inline policy more"] },
      },
    },
    {
      name: "twin: a denial that is nowhere any more is a gain",
      scene: {
        expected: { inline: { work: policy(["Allow", "*"], NO_IAM) } },
        live: { inline: { work: policy(["Allow", "*"]), more: policy(GET) } },
      },
      expected: {
        "inline-policy-unexpected": { severity: "medium", verdict: "equal", offsets: ["given inline policy work"] },
        "inline-policy-changed": { severity: "critical", verdict: undefined },
      },
    },
    {
      name: "to a policy that at-least tolerates, and that no drift tells of",
      scene: {
        expected: { inline: { work: policy(GET, PASS) } },
        live: { inline: { work: policy(GET) }, attached: [M] },
        managed: moved,
        match: "at-least",
      },
      expected: {
        "inline-policy-changed": { severity: "medium", verdict: "equal", offsets: [`moved managed policy ${M}`] },
      },
    },
  ])("$name", async ({ scene, expected }) => {
    const drifts = await look(scene);
    expect(told(drifts)).toEqual(expected);
  });

  it("is told in words, with where it went and what it comes to", async () => {
    const drifts = await look({
      expected: { inline: { work: policy(GET, PASS) } },
      live: { inline: { work: policy(GET) }, attached: [M] },
      managed: moved,
    });
    expect(drifts.map(({ summary }) => summary)).toEqual([
      `Inline policy work of role worker allows less than its document: moved to managed policy ${M}: \`iam:PassRole\` on \`*\`; together the policies of role worker permit neither more nor less because of it.`,
      `Role worker has the managed policy ${M} attached, which its baseline does not name; all that it says was moved here from inline policy work; together the policies of role worker permit neither more nor less because of it.`,
    ]);
  });

  it("of which only a part moved is told as both, with a request that the whole decides otherwise", async () => {
    const drifts = await look({
      expected: { inline: { work: policy(GET, PUT, PASS) } },
      live: { inline: { work: policy(GET) }, attached: [M] },
      managed: moved,
    });
    const drift = one(drifts, "inline-policy-changed");
    expect(drift.effective).toMatchObject({
      verdict: "different",
      change: "narrowed",
      deltas: [{ effect: "lost", text: "`s3:PutObject` on `*`" }],
      witness: { action: "s3:PutObject", canonical: "allow", live: "none" },
    });
    expect(drift.summary).toContain("lost `s3:PutObject` on `*`; moved to managed policy");
  });
});

describe("what is not moved and makes no difference", () => {
  it("a gain that an attached policy of the baseline gives anyway", async () => {
    const drifts = await look({
      expected: { inline: { work: policy(GET) }, attached: [LOGS] },
      live: { inline: { work: policy(GET, ["Allow", "logs:PutResourcePolicy"]) }, attached: [LOGS] },
      managed: { [LOGS]: policy(["Allow", "logs:*"]) },
    });
    expect(told(drifts)["inline-policy-changed"]).toEqual({
      severity: "medium",
      verdict: "equal",
      offsets: [`given managed policy ${LOGS}`],
    });
  });

  it("a gain that the baseline denies, while that denial stands; a denial of somebody else is relied on for nothing", async () => {
    const expected = { inline: { work: policy(GET), no: policy(NO_IAM) } };
    const stands = await look({ expected, live: { inline: { work: policy(GET, PASS), no: policy(NO_IAM) } } });
    expect(told(stands)["inline-policy-changed"]).toEqual({
      severity: "medium",
      verdict: "equal",
      offsets: ["denied"],
    });
    const unmeant = await look({
      expected: { inline: { work: policy(GET) } },
      live: { inline: { work: policy(GET, PASS), stop: policy(["Deny", "*"]) } },
    });
    expect(one(unmeant, "inline-policy-changed")).toMatchObject({ severity: "critical" });
    expect(one(unmeant, "inline-policy-changed").deltas.some(({ offset }) => offset !== undefined)).toBe(false);
    const lifted = await look({ expected, live: { inline: { work: policy(GET, PASS) } } });
    expect(one(lifted, "inline-policy-changed").severity).toBe("critical");
    expect(one(lifted, "inline-policy-missing").severity).toBe("critical");
  });

  it("a loss of what the live policies deny is a loss all the same", async () => {
    const drifts = await look({
      expected: { inline: { work: policy(GET, PUT) } },
      live: { inline: { work: policy(GET), stop: policy(["Deny", "*"]) } },
    });
    expect(one(drifts, "inline-policy-changed").deltas).toMatchObject([{ effect: "lost" }]);
    expect(one(drifts, "inline-policy-changed")).not.toHaveProperty("effective");
  });
});

describe("under a permissions boundary", () => {
  const inline = { work: policy(GET, PASS) };

  it("a gain that the baseline's boundary keeps back has no effect", async () => {
    const scene = (boundary: string): Scene => ({
      expected: { inline: { work: policy(GET) }, boundary: BOUNDARY },
      live: { inline, boundary: BOUNDARY },
      managed: { [BOUNDARY]: boundary },
    });
    expect(told(await look(scene(policy(["Allow", "s3:*"]))))).toEqual({
      "inline-policy-changed": { severity: "medium", verdict: "equal", offsets: ["bounded"] },
    });
    expect(told(await look(scene(policy(["Allow", "*"]))))).toEqual({
      "inline-policy-changed": { severity: "critical", verdict: undefined },
    });
  });

  it("a boundary that the baseline does not name is relied on for nothing", async () => {
    const drifts = await look({
      expected: { inline: { work: policy(GET) } },
      live: { inline, boundary: BOUNDARY },
      managed: { [BOUNDARY]: policy(["Allow", "s3:*"]) },
    });
    expect(told(drifts)).toEqual({ "inline-policy-changed": { severity: "critical", verdict: undefined } });
  });

  it.each([
    { name: "gone", live: undefined, text: policy(["Allow", "s3:*"]), severity: "critical", verdict: "different" },
    {
      name: "gone, that kept nothing back",
      live: undefined,
      text: policy(["Allow", "*"]),
      severity: "medium",
      verdict: "equal",
    },
    { name: "gone, that cannot be read", live: undefined, text: undefined, severity: "high", verdict: "unknown" },
    { name: "another, and wider", live: M, text: policy(["Allow", "s3:*"]), severity: "high", verdict: "different" },
  ])("a boundary $name: $severity", async ({ live, text, severity, verdict }) => {
    const drifts = await look({
      expected: { inline, boundary: BOUNDARY },
      live: { inline, ...(live === undefined ? {} : { boundary: live }) },
      managed: { ...(text === undefined ? {} : { [BOUNDARY]: text }), [M]: policy(["Allow", "*"]) },
    });
    expect(told(drifts)["permissions-boundary-changed"]).toMatchObject({ severity, verdict });
  });

  it("another boundary that lets every action through is as bad as none", async () => {
    const everything = { work: policy(["Allow", "*"]) };
    for (const live of [{ boundary: M }, {}]) {
      const drifts = await look({
        expected: { inline: everything, boundary: BOUNDARY },
        live: { inline: everything, ...live },
        managed: { [BOUNDARY]: policy(GET), [M]: policy(["Allow", "*"]) },
      });
      expect(told(drifts)["permissions-boundary-changed"]).toMatchObject({ severity: "critical" });
    }
  });
});

describe("what cannot be read", () => {
  const expected = { inline: { work: policy(GET, PUT) } };

  it("lowers nothing, and is said", async () => {
    const drifts = await look({ expected, live: { inline: { work: policy(GET, PUT, PASS) }, attached: [M] } });
    const drift = one(drifts, "inline-policy-changed");
    expect(drift).toMatchObject({ severity: "critical", effective: { verdict: "unknown", deltas: [] } });
    expect(drift.effective?.reason).toMatch(/^managed policy .* could not be read \(snapshot: NotHeld: /);
    const alone = await look({ expected, live: { inline: { work: policy(GET, PUT, PASS) } } });
    expect(drift.fingerprint).toBe(one(alone, "inline-policy-changed").fingerprint);
  });

  it("does not stand against what is shown without it", async () => {
    const drifts = await look({
      expected: { ...expected, attached: [LOGS] },
      live: { inline: { work: policy(GET), more: policy(PUT) }, attached: [LOGS] },
    });
    expect(drifts.map(({ effective }) => effective?.verdict)).toEqual(["equal", "equal"]);
  });

  it("of a document that is no policy, says nothing that the drift does not", async () => {
    const drifts = await look({ expected, live: { inline: { work: "{" } } });
    expect(one(drifts, "inline-policy-changed")).not.toHaveProperty("effective");
  });

  it("attachments that could not be listed leave it open", async () => {
    const role = expectedRole({ inlinePolicies: { match: "exact", documents: { work: document(policy(GET, PUT)) } } });
    const state = roleState({
      inlinePolicies: present({ work: policy(GET) }),
      attachments: denied("ListAttachedRolePolicies"),
    });
    const drift = one(driftsOf(await detect(role, state)), "inline-policy-changed");
    expect(drift.effective).toMatchObject({ verdict: "unknown" });
  });
});

describe("the fingerprint", () => {
  const expected = { inline: { work: policy(GET, PASS) } };
  const changed = async (live: Held, managed: Readonly<Record<string, string>> = moved) =>
    one(await look({ expected, live, managed }), "inline-policy-changed").fingerprint;

  it("is another one once what was moved is lost, and the plain one where nothing was moved", async () => {
    const alone = await changed({ inline: { work: policy(GET) } });
    expect(await changed({ inline: { work: policy(GET) }, attached: [M] })).not.toBe(alone);
    expect(await changed({ inline: { work: policy(GET) }, attached: [M] }, { [M]: policy(PUT) })).toBe(alone);
  });

  it("is no other because another drift of the entity comes", async () => {
    const live = { work: policy(GET), more: policy(PASS) };
    expect(await changed({ inline: { ...live, other: policy(PUT) } })).toBe(await changed({ inline: live }));
  });
});

describe("users, groups and managed policies", () => {
  it("a user's policies are its own; a group's likewise", async () => {
    const inlinePolicies = { match: "exact", documents: { work: document(policy(GET, PASS)) } } as const;
    const attachments = { match: "exact", policyArns: [] } as const;
    const live = { inlinePolicies: present({ work: policy(GET) }), attachments: present([attachment(M)]) };
    const reader = managedPoliciesOf(moved);
    for (const [entity, state] of [
      [expectedUser({ inlinePolicies, attachments }), userState(live)],
      [expectedGroup({ inlinePolicies, attachments }), groupState(live)],
    ] as const) {
      const drifts = driftsOf(await detect(entity, state, NOW, loadActionTable, reader));
      expect(drifts.map(({ effective }) => effective?.verdict)).toEqual(["equal", "equal"]);
    }
  });

  it("a managed policy that a baseline describes is expected as that says, not as it is", async () => {
    const described = expectedPolicy({ entity: { kind: "policy", name: "moved" }, document: document(policy(GET)) });
    const expectedPolicyOf = expectedPoliciesOf({ account: ACCOUNT, partition: "aws", entities: [described] });
    const role = expectedRole({
      inlinePolicies: { match: "exact", documents: { work: document(policy(GET)) } },
      attachments: { match: "exact", policyArns: [M] },
    });
    const state = roleState({
      inlinePolicies: present({ work: policy(GET, PASS) }),
      attachments: present([attachment(M)]),
    });
    const observation = { entity: role.entity, askedAt: ASKED_AT, observation: present(state) };
    const input = { account: ACCOUNT, expected: role, observation, now: NOW, loadTable: loadActionTable };
    const managedPolicies = managedPoliciesOf(moved);
    // Its live version allows what the inline policy gained, and that is no more meant than the gain.
    const told = driftsOf(await detectDrift({ ...input, managedPolicies, expectedPolicy: expectedPolicyOf }));
    expect(one(told, "inline-policy-changed").severity).toBe("critical");
    const undescribed = driftsOf(await detectDrift({ ...input, managedPolicies }));
    expect(one(undescribed, "inline-policy-changed").effective?.verdict).toBe("equal");
  });
});

describe("reading", () => {
  const counting = (documents: Readonly<Record<string, string>>) => {
    const asked: string[] = [];
    const reader = managedPoliciesOf(documents);
    return {
      asked,
      readDocument: async (policyArn: string) => {
        asked.push(policyArn);
        return await reader.readDocument(policyArn);
      },
    };
  };

  it("asks for nothing where nothing drifts, and for each policy once where something does", async () => {
    const role = expectedRole({
      inlinePolicies: { match: "exact", documents: { work: document(policy(GET)) } },
      attachments: { match: "exact", policyArns: [LOGS] },
    });
    const still = counting({});
    await detect(role, roleState({ inlinePolicies: present({ work: policy(GET) }) }), NOW, loadActionTable, still);
    expect(still.asked).toEqual([]);
    const drifting = counting({ ...moved, [LOGS]: policy(["Allow", "logs:*"]) });
    const state = roleState({
      inlinePolicies: present({ work: policy(PUT) }),
      attachments: present([attachment(LOGS), attachment(M)]),
    });
    await detect(role, state, NOW, loadActionTable, drifting);
    expect(drifting.asked.toSorted()).toEqual([LOGS, M].toSorted());
  });
});

const part: fc.Arbitrary<Part> = fc.tuple(
  fc.constantFrom("Allow" as const, "Allow" as const, "Deny" as const),
  fc.constantFrom("s3:GetObject", "s3:Put*", "iam:PassRole", "s3:*", "iam:*"),
  fc.constantFrom("*", "arn:aws:s3:::a/*"),
);
const parts = fc.array(part, { minLength: 1, maxLength: 5 });

/** Where each statement goes: to the inline policy that had it, to another, or to a managed one. */
const split = parts.chain((statements) =>
  fc.record({
    statements: fc.constant(statements),
    places: fc.array(fc.constantFrom("work", "more", "managed"), {
      minLength: statements.length,
      maxLength: statements.length,
    }),
  }),
);

const read = (text: string): Policy => {
  const parsed = parsePolicy(text, "identity");
  if (parsed.status === "invalid") throw new Error("It is no policy.");
  return parsed.policy;
};

const CONTAINED = /it only denies/;

describe("laws", () => {
  it("a document whose statements are spread over other policies gains nothing and loses nothing", async () => {
    await fc.assert(
      fc.asyncProperty(split, async ({ statements, places }) => {
        const of = (place: string) => statements.filter((_, index) => places[index] === place);
        const [work, more, managed] = [of("work"), of("more"), of("managed")];
        const drifts = await look({
          expected: { inline: { work: policy(...statements) } },
          live: {
            inline: {
              ...(work.length > 0 && { work: policy(...work) }),
              ...(more.length > 0 && { more: policy(...more) }),
            },
            attached: managed.length > 0 ? [M] : [],
          },
          managed: { [M]: policy(...managed) },
        });
        for (const drift of drifts.filter(({ summary }) => !CONTAINED.test(summary))) {
          expect(drift.effective).toEqual({ verdict: "equal", deltas: [] });
          expect(drift.severity).toBe("medium");
        }
      }),
      { numRuns: 300 },
    );
  });

  it("where every drift comes to nothing the whole decides as its baseline does, and the reverse", async () => {
    let equal = 0;
    await fc.assert(
      fc.asyncProperty(parts, parts, fc.option(parts, { nil: undefined }), async (canonical, work, more) => {
        const live = { work: policy(...work), ...(more && { more: policy(...more) }) };
        const drifts = await look({ expected: { inline: { work: policy(...canonical) } }, live: { inline: live } });
        const whole = decidePolicies([read(policy(...canonical))], Object.values(live).map(read), "identity");
        if (drifts.some(({ summary }) => CONTAINED.test(summary))) return;
        expect(drifts.every(({ effective }) => effective?.verdict === "equal")).toBe(whole.verdict === "equal");
        if (whole.verdict === "equal") equal += 1;
        const gained = whole.verdict === "different" && whole.change !== "narrowed";
        // Whatever the whole gained, some drift carries; where it gained nothing, none is worse than its entity.
        const worst = Math.max(-1, ...drifts.map(({ severity }) => SEVERITIES.indexOf(severity)));
        // A denial that the baseline does not have is relied on for nothing, so that one may be worse beside it.
        const isDenied = [...work, ...(more ?? [])].some(([effect]) => effect === "Deny");
        if (!gained && !isDenied) expect(worst).toBeLessThanOrEqual(SEVERITIES.indexOf("medium"));
        const told = drifts.some(({ effective, change }) => (effective?.change ?? change ?? "narrowed") !== "narrowed");
        if (gained) expect(told).toBe(true);
      }),
      { numRuns: 400 },
    );
    expect(equal).toBeGreaterThan(0);
  });

  it("is never milder because a policy cannot be read", async () => {
    await fc.assert(
      fc.asyncProperty(parts, parts, async (canonical, live) => {
        const scene = {
          expected: { inline: { work: policy(...canonical) } },
          live: { inline: { work: policy(...live) } },
        };
        const alone = await look(scene);
        const unread = await look({ ...scene, live: { ...scene.live, attached: [M] } });
        for (const drift of alone) {
          const same = one(unread, drift.rule);
          expect(SEVERITIES.indexOf(same.severity)).toBeGreaterThanOrEqual(SEVERITIES.indexOf(drift.severity));
        }
      }),
      { numRuns: 200 },
    );
  });
});
