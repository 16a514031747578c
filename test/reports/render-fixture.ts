import type { CheckedEntity, CheckResult } from "../../shared/reports/check-result.ts";

type Drift = CheckedEntity["drifts"][number];

/** A name with everything in it that Markdown, HTML, a table or a chat room would read as more than a name. */
export const HOSTILE =
  "@octocat|`x`<img src=x onerror=alert(1)>[a](http://evil.example)\n# big\u202e{0} #12 **b** www.evil.example";

export function drift(overrides: Partial<Drift> = {}): Drift {
  return {
    rule: "inline-policy-changed",
    baseline: "sample",
    entity: { kind: "role", name: "worker" },
    subject: "work",
    severity: "high",
    summary: "Inline policy work of role worker allows more than its document: gained `s3:PutObject` on `*`.",
    verdict: "different",
    change: "broadened",
    deltas: [
      { effect: "gained", text: "`s3:PutObject` on `*`", permits: "more", accessLevels: { Write: 1 } },
      {
        effect: "gained",
        text: "`iam:PassRole` on `*`",
        permits: "more",
        escalation: [{ action: "iam:PassRole", reason: "hands a role to a service" }],
      },
      { effect: "lost", text: "the denial of `s3:DeleteObject` on `*`", permits: "more", onlyDenies: true },
    ],
    witness: { action: "s3:PutObject", resource: "*", context: {}, canonical: "none", live: "allow" },
    fingerprint: "ab".repeat(32),
    ...overrides,
  };
}

const { witness: _, change: _change, verdict: _verdict, ...BARE } = drift();

export const UNREADABLE: Drift = {
  ...BARE,
  rule: "unreadable",
  subject: "trust",
  severity: "low",
  summary:
    "The trust policy of role worker could not be read, and what depends on it is not judged (snapshot: NotHeld: no).",
  reason: "snapshot: NotHeld: no",
  deltas: [],
  fingerprint: "cd".repeat(32),
};

export const UNKNOWN: Drift = {
  ...BARE,
  rule: "trust-changed",
  subject: "",
  severity: "medium",
  summary: "The trust policy of role worker could not be compared with its document: it is odd.",
  verdict: "unknown",
  reason: "it is odd",
  deltas: [],
  fingerprint: "ef".repeat(32),
};

export function entity(overrides: Partial<CheckedEntity> = {}): CheckedEntity {
  return {
    baseline: "sample",
    entity: "role/worker",
    path: "/app/",
    drifts: [],
    waived: [],
    undecided: [],
    ...overrides,
  };
}

export function checked(...entities: readonly CheckedEntity[]): CheckResult {
  return {
    version: 1,
    checkedAt: "2026-06-01T00:00:00.000Z",
    configurationDigest: `sha256:${"12".repeat(32)}`,
    accounts: [{ account: "123456789012", alias: "shop", partition: "aws-cn", source: { kind: "live" }, entities }],
  };
}

/** A result with one more account, which could not be read. */
export function withUnread({ accounts, ...rest }: CheckResult, message = "It cannot be read."): CheckResult {
  const unreadable = { call: "AssumeRole", code: "AccessDenied", message };
  const unread = {
    account: "210987654321",
    partition: "aws",
    source: { kind: "live" },
    entities: [],
    unreadable,
  } as const;
  return { ...rest, accounts: [...accounts, unread] };
}

/** Something of every kind that there is to tell. */
export const EVERYTHING = checked(
  entity(),
  entity({
    baseline: "other",
    entity: "policy/reader",
    path: "/",
    drifts: [drift({ severity: "low", deltas: [], subject: "" }), drift()],
    waived: [{ drift: drift(), decidedBy: "Ann", reason: "Moving house until March", until: "2026-06-30" }],
  }),
  entity({
    drifts: [UNREADABLE, UNKNOWN],
    undecided: [{ rule: "tags-changed", reason: "snapshot: NotHeld: no" }],
  }),
);

/** The hostile name wherever a text can stand. */
export const HOSTILE_RESULT: CheckResult = {
  ...checked(
    entity({
      baseline: HOSTILE,
      entity: `role/${HOSTILE}`,
      drifts: [
        drift({
          subject: HOSTILE,
          summary: HOSTILE,
          reason: HOSTILE,
          deltas: [{ effect: "gained", text: HOSTILE, escalation: [{ action: HOSTILE, reason: HOSTILE }] }],
          witness: {
            principal: HOSTILE,
            action: `\`\`\`\n${HOSTILE}`,
            resource: HOSTILE,
            context: { [HOSTILE]: [HOSTILE] },
            canonical: "none",
            live: "allow",
          },
        }),
      ],
      undecided: [{ rule: "tags-changed", reason: HOSTILE }],
      waived: [{ drift: drift({ summary: HOSTILE }), decidedBy: HOSTILE, reason: HOSTILE, until: HOSTILE }],
    }),
  ),
  configurationDigest: HOSTILE,
};
