import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../shared/reports/check-result.ts";
import { ATTACKS, CANONICAL, changed, everywhere, FULL, key, LIVE, many, page } from "./html-fixture.ts";
import { checked, drift, EVERYTHING, entity, UNKNOWN, UNREADABLE } from "./render-fixture.ts";

/** A tag; within quotes an attribute's value may hold anything else. */
const TAG = /<(?:"[^"]*"|[^>"])*>/g;

/** Everything but the page's own style sheet and script. */
function body(html: string): string {
  return html.replace(/<style>[\s\S]*?<\/style>/, "").replace(/(<script>)[\s\S]*?(<\/script>\s*<\/body>)/, "");
}

/** The texts between tags, entities decoded, one blank for every run of blanks. */
function words(html: string): string {
  const decoded = body(html)
    .replace(TAG, " ")
    .replace(/&(quot|lt|amp);/g, (_, name: string) => ({ quot: '"', lt: "<", amp: "&" })[name] ?? "");
  return decoded.replace(/\s+/g, " ");
}

/** The tags with the names of their attributes, in order; without code spans, which a text may quote. */
function skeleton(html: string): readonly string[] {
  const tags = body(html).match(TAG) ?? [];
  return tags.map((tag) => tag.replace(/="[^"]*"/g, "")).filter((tag) => !/^<\/?code>$/.test(tag));
}

const only = (result: CheckResult, change: Partial<CheckResult["accounts"][number]>): CheckResult => ({
  ...result,
  accounts: result.accounts.map((account) => ({ ...account, ...change })),
});

describe("the outcome", () => {
  it.each([
    {
      name: "clean",
      result: checked(entity(), entity({ entity: "user/machine" })),
      kind: "clean",
      says: "Clean All 2 entities are as the baselines say.",
    },
    {
      name: "clean but for what is waived",
      result: checked(
        entity({ waived: [{ drift: drift(), decidedBy: "Ann", reason: "Moving", until: "2026-06-30" }] }),
      ),
      kind: "clean",
      says: "Clean Nothing to report. 1 accepted drift is waived.",
    },
    {
      name: "nothing expected",
      result: checked(),
      kind: "clean",
      says: "Nothing is expected of this account, so nothing was compared.",
    },
    {
      name: "drift",
      result: checked(entity({ drifts: [drift({ severity: "critical" }), drift({ subject: "b" })] }), entity()),
      kind: "drift",
      says: "Drift found 2 drifts (1 critical, 1 high) on 1 of 2 entities.",
    },
    {
      name: "unreadable",
      result: checked(entity({ drifts: [UNREADABLE] })),
      kind: "trouble",
      says: "Trouble Something could not be read or told apart, so this check does not say that all is well.",
    },
    {
      name: "drift beside what is not known",
      result: checked(entity({ drifts: [UNKNOWN, drift()] })),
      kind: "trouble",
      says: "does not say that all is well. What could be judged shows 1 drift (1 high) on 1 of 1 entity.",
    },
    {
      name: "an account that could not be read",
      result: only(checked(), { unreadable: { call: "AssumeRole", code: "AccessDenied", message: "Let it in." } }),
      kind: "trouble",
      says: "Trouble The account could not be read, so this check does not say that all is well.",
    },
  ])("is told in one sentence: $name", ({ result, kind, says }) => {
    const html = page(result);
    expect(body(html).match(/class="outcome [\w-]+"/g)).toEqual([`class="outcome outcome-${kind}"`]);
    expect(words(html)).toContain(says);
  });

  it("of an account that could not be read has the call, the code and what to do", () => {
    const html = page(
      only(checked(), { unreadable: { call: "AssumeRole", code: "AccessDenied", message: "Let it in." } }),
    );
    expect(words(html)).toContain("Nothing is known of this account. AssumeRole : AccessDenied : Let it in.");
    expect(words(html)).not.toContain("nothing to tell");
  });
});

describe("the page", () => {
  it("is the same every time", () => {
    expect(page(FULL)).toBe(page(FULL));
  });

  it("has one first heading, and its headings in order", () => {
    const levels = [...body(page(FULL)).matchAll(/<h(\d)/g)].map(([, level]) => Number(level));
    expect(levels.filter((level) => level === 1)).toHaveLength(1);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  it("allows its own style sheet and script by their hashes, and nothing else", () => {
    const html = page(FULL);
    const texts = (name: string): readonly string[] =>
      [...html.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map(([, text]) => text ?? "");
    const hash = (text = ""): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const [[style, ...styles], [script, ...scripts]] = [texts("style"), texts("script")];
    expect([...styles, ...scripts]).toEqual([]);
    expect(html).toContain(
      `content="default-src 'none'; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'"`,
    );
  });

  it("names no address outside of itself, and no handler", () => {
    const html = page(FULL);
    expect(html).not.toMatch(/https?:|\/\/[a-z]|url\(|@import/i);
    expect(html.match(/(?:src|href)="[^"]*"/g)).toEqual(['href="#findings"']);
    expect(body(html)).not.toMatch(/<[^>]*\s(?:on\w+|style)=/);
  });

  it("counts by baseline and severity, and what is not known by itself", () => {
    const rows = body(page(EVERYTHING)).match(/<table class="summary">[\s\S]*?<\/table>/)?.[0] ?? "";
    expect(
      rows
        .split("<tr>")
        .slice(1)
        .map(words)
        .map((row) => row.trim()),
    ).toEqual([
      "Baseline Entities Critical High Medium Low Undecided Waived",
      "sample 2 0 0 0 0 3 0",
      "other 1 0 1 0 1 0 1",
      "All 3 0 1 0 1 3 1",
    ]);
  });

  it("tells of a finding all that is known of it", () => {
    const text = words(page(checked(entity({ drifts: [drift({ reason: "It is odd." })] }))));
    for (const told of [
      "high rule inline-policy-changed",
      "Inline policy work of role worker allows more than its document",
      "Reason: It is odd.",
      "+ gained s3:PutObject on * actions: 1 Write",
      "privilege escalation: iam:PassRole: hands a role to a service",
      "− lost the denial of s3:DeleteObject on * only denied: permits more",
      "Action s3:PutObject Resource * Canonical no statement applies Live allow",
      "See it in IAM aws iam get-role-policy --role-name worker --policy-name work",
      `Fingerprint, which a waiver would name: ${"ab".repeat(32)}`,
    ]) {
      expect(text).toContain(told);
    }
  });

  it("tells apart what only moved between policies, and what the entity as a whole gained", () => {
    const offset = { kind: "moved", policy: "inline policy other" } as const;
    const effective = {
      verdict: "different",
      change: "broadened",
      deltas: [{ effect: "gained", text: "`s3:Get*` on `*`" }],
      witness: { action: "s3:GetObject", resource: "arn:x", context: {}, canonical: "none", live: "allow" },
    } as const;
    const moved = drift({ deltas: [{ effect: "lost", text: "`s3:PutObject` on `*`", offset }], effective });
    const text = words(page(checked(entity({ drifts: [moved] }))));
    expect(text).toContain("+ gained s3:Get* on *");
    expect(text).toContain("Neither gained nor lost as a whole = s3:PutObject on * moved to inline policy other");
    expect(text).toContain("Action s3:GetObject Resource arn:x");
  });

  it("says where it could not be told what the entity as a whole gained", () => {
    const doubtful = drift({ effective: { verdict: "unknown", deltas: [], reason: "it is odd" } });
    expect(words(page(checked(entity({ drifts: [doubtful] }))))).toContain(
      "Whether its other policies make up for it could not be told: it is odd.",
    );
  });

  it("gives the command with which AWS decides it where the document is there", () => {
    expect(words(page(checked(changed(LIVE))))).toContain("See AWS decide it policy=$(aws iam get-role-policy");
  });

  it("tells what was undecided once for each reason, and what was waived, by whom and until when", () => {
    const undecided = (["tags-changed", "entity-moved", "trust-changed"] as const).map((rule, index) => ({
      rule,
      reason: index < 2 ? "No such call." : "It is odd.",
    }));
    const waived = [{ drift: drift(), decidedBy: "Ann", reason: "Moving house", until: "2026-06-30" }];
    const text = words(page(checked(entity({ undecided, waived }))));
    expect(text).toContain("rule tags-changed rule entity-moved These rules were not judged");
    expect(text).toContain("rule trust-changed This rule was not judged");
    expect(text).toContain("Accepted until 2026-06-30 by Ann: Moving house");
  });

  it("says by which role an account was read, and that the commands need its credentials", () => {
    const role = "arn:aws:iam::123456789012:role/plumbline-reader";
    const text = words(page(only(EVERYTHING, { source: { kind: "live", role } })));
    expect(text).toContain(`Source Read live from IAM by ${role}`);
    expect(text).toContain("The commands shown here need credentials of this account.");
    expect(words(page(EVERYTHING))).not.toContain("need credentials");
  });

  it("counts and lists the entities of which there is nothing to tell", () => {
    const text = words(
      page(checked(entity(), entity({ entity: "user/machine" }), entity({ entity: "role/x", drifts: [drift()] }))),
    );
    expect(text).toContain("2 entities as the baselines say, with nothing to tell sample role/worker user/machine");
  });

  it("has the worst entity first, what is not known above what is only of medium severity", () => {
    const told = [
      entity({ entity: "role/waived", waived: [{ drift: drift(), decidedBy: "A", reason: "b", until: "2026-06-30" }] }),
      entity({ entity: "role/medium", drifts: [drift({ severity: "medium" })] }),
      entity({ entity: "role/unread", drifts: [UNREADABLE] }),
      entity({ entity: "role/high", drifts: [drift({ severity: "low" }), drift({ subject: "b" })] }),
    ];
    const order = [...body(page(checked(...told))).matchAll(/data-entity="role\/(\w+)"/g)].map(([, name]) => name);
    expect(order).toEqual(["high", "unread", "medium", "waived"]);
  });

  it("names the account that it filters by only where there are several", () => {
    const { accounts, ...rest } = EVERYTHING;
    expect(page(EVERYTHING)).not.toContain("filter-account");
    const twice = {
      ...rest,
      accounts: [...accounts, ...accounts.map((each) => ({ ...each, account: "210987654321" }))],
    };
    expect(words(page(twice))).toContain("Account all shop (123456789012) shop (210987654321)");
    expect(words(page(twice))).toContain("IAM check of 2 accounts");
  });
});

describe("the policies beside one another", () => {
  it("mark what only one of them has by signs and by words", () => {
    const text = words(page(checked(changed(LIVE))));
    expect(text).toContain('+ Only in the live policy: "s3:PutObject"');
    expect(text).toContain('− Only in the canonical policy: "s3:List AllMy Buckets"');
  });

  it("show a document that the baseline does not name as wholly new", () => {
    const html = page(checked(changed(LIVE, null)));
    expect(words(html)).toContain("Canonical: no such document");
    expect(html).not.toMatch(/class="line (?:same|lost|spelling)/);
    expect(html).toMatch(/class="line gained/);
  });

  it("are shown as they are where one is no policy", () => {
    expect(words(page(checked(changed("not a policy"))))).toContain("both are shown as they are");
  });

  it("are folded away in a long report", () => {
    expect(page(checked(changed(LIVE)))).toContain('<details class="policies" open>');
    expect(page(many(100))).not.toContain('<details class="policies" open>');
  });

  it("hold no access key", () => {
    const live = CANONICAL.replace('"Resource":"*"', '"Resource":"arn:aws:s3:::AKIAIOSFODNN7EXAMPLE/*"');
    expect(page(checked(changed(live)))).not.toContain("AKIAIOSFODNN7EXAMPLE");
  });
});

describe("the ages of access keys", () => {
  it("are in the chart and in the table, each key by its last four characters", () => {
    const html = page(FULL);
    const chart = words(html.match(/<svg[\s\S]*?<\/svg>/)?.[0] ?? "");
    expect(chart).toContain("4 access keys: 1 too old, 1 due for replacement, 1 within its limit, 1 inactive.");
    for (const bar of [
      "machine …OFF4 400 d, inactive",
      "machine …OLD1 120 d, too old",
      "machine …DUE2 80 d, due",
      "machine …NEW3 10 d, in limit",
    ]) {
      expect(chart).toContain(bar);
    }
    expect(words(html)).toContain("machine keys …DUE2 active 2026-01-01 80 75 90 2026-05-30 due for replacement");
    expect(words(html)).toContain("machine keys …OFF4 inactive 2026-01-01 400 75 90 none on record inactive");
  });

  it.each([
    { age: 74, warningDays: 75, state: "within its limit" },
    { age: 75, warningDays: 75, state: "due for replacement" },
    { age: 89, warningDays: undefined, state: "within its limit" },
    { age: 90, warningDays: 75, state: "too old" },
  ])("are judged as the rules judge them: $age days, warning at $warningDays", ({ age, warningDays, state }) => {
    const limits = { maximumDays: 90, ...(warningDays === undefined ? {} : { warningDays }) };
    const accessKeys = { ...limits, status: "read" as const, keys: [key(age)] };
    expect(words(page(checked(entity({ entity: "user/machine", accessKeys }))))).toContain(`1 access key: 1 ${state}.`);
  });

  it("that could not be read are told, and are not left out", () => {
    const accessKeys = { status: "unreadable", maximumDays: 90, reason: "ListAccessKeys: AccessDenied: no" } as const;
    const text = words(page(checked(entity({ entity: "user/machine", accessKeys }))));
    expect(text).toContain(
      "The access keys of user machine could not be read, so their ages are not known. Reason: ListAccessKeys",
    );
  });

  it("are left out where no baseline has rules for them", () => {
    expect(words(page(EVERYTHING))).not.toContain("Access keys");
  });
});

describe("what comes from an account", () => {
  const harmless = skeleton(page(everywhere("x y")));

  it.each(ATTACKS)("brings in no markup: %j", (attack) => {
    expect(skeleton(page(everywhere(attack)))).toEqual(harmless);
  });

  it("brings in no markup, whatever it is", () => {
    const piece = fc.constantFrom(
      "<",
      ">",
      '"',
      "'",
      "&",
      "`",
      "/",
      "=",
      "-->",
      "<!--",
      "]]>",
      "script",
      "x",
      " ",
      "\n",
      "\u202e",
      "\\",
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 10 }).map((pieces) => `a${pieces.join("")}z`);
    fc.assert(
      fc.property(text, (hostile) => {
        expect(skeleton(page(everywhere(hostile)))).toEqual(harmless);
      }),
      { numRuns: 60 },
    );
  });

  it("is shown with nothing invisible in it", () => {
    const html = page(everywhere("a\u202eb\u2066c\u200bd\u0007\ud800"));
    expect(html).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(html).toContain("a\\u{202e}b\\u{2066}c");
  });

  it("is shown with access keys by their last four characters", () => {
    const html = page(everywhere("AKIAIOSFODNN7EXAMPLE"));
    expect(html).not.toContain("AKIAIOSFODNN7EXAMPLE");
  });
});
