import { verificationCommand } from "../../cli/check-commands.ts";
import type { CheckedAccessKey, CheckedEntity, CheckResult } from "../../shared/reports/check-result.ts";
import { renderHtml } from "../../shared/reports/render-html.ts";
import { checked, drift, EVERYTHING, entity, UNKNOWN } from "./render-fixture.ts";

/** The page with the commands that the command line gives it. */
export function page(result: CheckResult): string {
  return renderHtml(result, verificationCommand);
}

/** Texts that end what they stand in, where they are not escaped, and run a script. */
export const ATTACKS = [
  "</script><script>window.attacked=1</script>",
  '"><img src=x onerror="window.attacked=1">',
  "' onfocus='window.attacked=1' autofocus x='",
  "<svg onload=window.attacked=1>",
  "</style></title></textarea><script>window.attacked=1</script>",
  "<!--<script>window.attacked=1",
  "javascript:window.attacked=1",
  "&lt;script&gt;window.attacked=1&lt;/script&gt;",
  "\u202eevil\u2066\u200b\u0000",
  "`</code><script>window.attacked=1</script>`",
] as const;

const DOCUMENT = {
  Version: "2012-10-17",
  Statement: [
    { Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: "*" },
    { Sid: "List", Effect: "Allow", Action: ["s3:ListBucket", "s3:ListAllMyBuckets"], Resource: "*" },
  ],
};

/** A policy and one that permits more. */
export const CANONICAL = JSON.stringify(DOCUMENT);
export const LIVE = CANONICAL.replace('"s3:GetObject"', '["s3:GetObject","s3:PutObject"]').replace(
  "ListAllMyBuckets",
  "ListBuckets",
);

/** An entity with one finding about a document; `null`: its baseline names none. */
export function changed(live: string, canonical: string | null = CANONICAL): CheckedEntity {
  const { rule, subject } = drift();
  const side = canonical === null ? {} : { canonical: { source: "policies/sample/work.json", text: canonical } };
  return entity({ drifts: [drift()], documents: [{ rule, subject, kind: "identity", ...side, live }] });
}

/** An access key of that age. */
export function key(ageInDays: number, overrides: Partial<CheckedAccessKey> = {}): CheckedAccessKey {
  const lastUsed = { status: "none" } as const;
  return {
    lastFour: "AB12",
    status: "Active",
    createdAt: "2026-01-01T00:00:00.000Z",
    ageInDays,
    lastUsed,
    ...overrides,
  };
}

/** The text wherever a text can stand. */
export function everywhere(text: string): CheckResult {
  const hostile = drift({
    subject: text,
    summary: text,
    reason: text,
    deltas: [
      { effect: "gained", text, canonicalPath: text, livePath: text, escalation: [{ action: text, reason: text }] },
    ],
    witness: {
      principal: text,
      action: text,
      resource: text,
      context: { [text]: [text, text] },
      canonical: "none",
      live: "allow",
    },
    fingerprint: text,
  });
  const live = JSON.stringify({
    ...DOCUMENT,
    Id: text,
    Statement: [{ ...DOCUMENT.Statement[0], Sid: text, Resource: text }],
  });
  const document = { rule: hostile.rule, subject: text, kind: "identity" as const };
  const checkedEntity = entity({
    baseline: text,
    entity: `user/${text}`,
    path: `/${text}/`,
    drifts: [hostile],
    undecided: [{ rule: "tags-changed", reason: text }],
    waived: [{ drift: hostile, decidedBy: text, reason: text, until: text }],
    documents: [
      { ...document, canonical: { source: text, text: CANONICAL }, live },
      { ...document, canonical: { source: text, text }, live: text },
      { ...document, live: text },
    ],
    accessKeys: {
      status: "read",
      maximumDays: 90,
      warningDays: 75,
      keys: [key(80, { lastFour: text, createdAt: text, lastUsed: { status: "unreadable", reason: text } })],
    },
  });
  const unread = entity({ baseline: text, accessKeys: { status: "unreadable", maximumDays: 90, reason: text } });
  const account = {
    account: text,
    alias: text,
    partition: text,
    source: { kind: "snapshot", files: [text, text] },
  } as const;
  return {
    version: 1,
    checkedAt: text,
    configurationDigest: text,
    accounts: [
      { ...account, entities: [checkedEntity, unread] },
      { ...account, source: { kind: "live", role: text }, entities: [entity({ entity: text })] },
      { ...account, entities: [], unreadable: { call: text, code: text, message: text } },
    ],
  };
}

/** As many findings as are asked for, on a tenth as many entities, every other one about a document. */
export function many(findings: number): CheckResult {
  const entities = Array.from({ length: Math.ceil(findings / 10) }, (_, at) => {
    const subjects = Array.from({ length: 10 }, (_each, index) => `policy-${index}`);
    return entity({
      baseline: `baseline-${at % 7}`,
      entity: `role/worker-${at}`,
      drifts: subjects.map((subject, index) => drift({ subject, severity: index % 2 === 0 ? "high" : "low" })),
      documents: subjects
        .filter((_each, index) => index % 2 === 0)
        .map((subject) => ({
          rule: "inline-policy-changed",
          subject,
          kind: "identity",
          canonical: { source: "policies/sample/work.json", text: CANONICAL },
          live: LIVE,
        })),
    });
  });
  return checked(...entities);
}

/** Something of every kind that there is to tell, documents and keys included. */
export const FULL: CheckResult = checked(
  ...(EVERYTHING.accounts[0]?.entities ?? []),
  { ...changed(LIVE), baseline: "other", entity: "role/painter" },
  entity({
    entity: "role/twin",
    drifts: [UNKNOWN],
    documents: [{ rule: "trust-changed", subject: "", kind: "trust", live: "no policy" }],
  }),
  entity({
    baseline: "keys",
    entity: "user/machine",
    accessKeys: {
      status: "read",
      maximumDays: 90,
      warningDays: 75,
      keys: [
        key(120, { lastFour: "OLD1" }),
        key(80, { lastFour: "DUE2", lastUsed: { status: "used", at: "2026-05-30T12:00:00.000Z" } }),
        key(10, { lastFour: "NEW3" }),
        key(400, { lastFour: "OFF4", status: "Inactive" }),
      ],
    },
  }),
);
