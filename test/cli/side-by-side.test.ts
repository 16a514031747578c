import { describe, expect, it } from "vitest";
import { renderSideBySide } from "../../cli/side-by-side.ts";
import { textWidth } from "../../cli/text-width.ts";
import { alignDocuments } from "../../shared/policy/align/align-documents.ts";
import { readPolicy } from "../policy/read-policy.ts";
import { policy, statement } from "./diff-files.ts";

interface View {
  readonly equal?: boolean;
  readonly width?: number;
  readonly style?: (format: unknown, text: string) => string;
}

function view(canonical: string, live: string, { equal = false, width = 80, style = (_, text) => text }: View = {}) {
  const [left, right] = [canonical, live].map((text) => ({
    policy: readPolicy(text),
    json: JSON.parse(text) as Record<string, unknown>,
  }));
  if (left === undefined || right === undefined) throw new Error("Two documents are two documents.");
  const rows = alignDocuments(left, right, equal);
  return renderSideBySide(rows, { width, style, titles: ["canonical.json", "live.json"] });
}

/** What stands under the titles and the rule. */
const body = (...args: Parameters<typeof view>): string =>
  view(...args)
    .slice(2)
    .join("\n");

const actions = (...names: readonly string[]): string => policy(statement({ Action: names }));

describe("the side-by-side view", () => {
  it("shows an entry that was added between those that it stands between", () => {
    expect(
      view(actions("s3:GetObject", "s3:PutObject"), actions("s3:GetObject", "s3:ListBucket", "s3:PutObject")),
    ).toEqual([
      "  canonical.json                       │  live.json",
      "───────────────────────────────────────┼───────────────────────────────────────",
      "  Statement[0]                         │  Statement[0]",
      "  {                                    │  {",
      '    "Effect": "Allow",                 │    "Effect": "Allow",',
      '    "Action": [                        │    "Action": [',
      '      "s3:GetObject",                  │      "s3:GetObject",',
      '                                       │+     "s3:ListBucket",',
      '      "s3:PutObject"                   │      "s3:PutObject"',
      "    ],                                 │    ],",
      '    "Resource": "*"                    │    "Resource": "*"',
      "  }                                    │  }",
    ]);
  });

  it("sets a value that became another beside it", () => {
    expect(body(policy(statement()), policy(statement({ Effect: "Deny" })))).toContain(
      '-   "Effect": "Allow",                 │+   "Effect": "Deny",',
    );
  });

  it("holds statements against those that share the most, wherever they stand", () => {
    const [read, write] = [
      statement({ Sid: "Read" }),
      statement({ Sid: "Write", Action: ["s3:PutObject", "s3:*Acl"] }),
    ];
    const changed = statement({ Sid: "Write", Action: ["s3:PutObject", "s3:*Tagging"] });
    expect(body(policy(read, write), policy(changed, read))).toBe(
      [
        "  ⋯ 1 statement, the same              │  ⋯ 1 statement, the same",
        "  Statement[1]                         │  Statement[0]",
        "  {                                    │  {",
        '    "Sid": "Write",                    │    "Sid": "Write",',
        '    "Effect": "Allow",                 │    "Effect": "Allow",',
        '    "Action": [                        │    "Action": [',
        '      "s3:PutObject",                  │      "s3:PutObject",',
        '-     "s3:*Acl"                        │+     "s3:*Tagging"',
        "    ],                                 │    ],",
        '    "Resource": "*"                    │    "Resource": "*"',
        "  }                                    │  }",
      ].join("\n"),
    );
  });

  it("shows a statement without a counterpart alone", () => {
    const alone = statement({ Effect: "Deny", Action: "ec2:*", Resource: "arn:aws:ec2:*:*:instance/*" });
    expect(body(policy(statement()), policy(statement(), alone))).toBe(
      [
        "  ⋯ 1 statement, the same              │  ⋯ 1 statement, the same",
        "                                       │  Statement[1]",
        "                                       │+ {",
        '                                       │+   "Effect": "Deny",',
        '                                       │+   "Action": "ec2:*",',
        '                                       │+   "Resource": "arn:aws:ec2:*:*:',
        '                                       │+     instance/*"',
        "                                       │+ }",
      ].join("\n"),
    );
  });

  it("leaves out statements that say the same in other words, but not where that is all there is to see", () => {
    const [one, other] = [statement({ Sid: "A", Action: ["s3:getobject"] }), statement({ Sid: "B" })];
    const more = statement({ Action: "ec2:*" });
    expect(body(policy(one), policy(other, more))).not.toContain("getobject");
    expect(body(policy(one), policy(other), { equal: true })).toBe(
      [
        "  Statement[0]                         │  Statement[0]",
        "  {                                    │  {",
        '~   "Sid": "A",                        │~   "Sid": "B",',
        '    "Effect": "Allow",                 │    "Effect": "Allow",',
        '~   "Action": "s3:getobject",          │~   "Action": "s3:GetObject",',
        '    "Resource": "*"                    │    "Resource": "*"',
        "  }                                    │  }",
      ].join("\n"),
    );
  });

  it("shows Version and Id only where they differ", () => {
    const old = policy(statement()).replace("2012-10-17", "2008-10-17");
    expect(body(old, policy(statement())).split("\n")[0]).toBe(
      '-   "Version": "2008-10-17"            │+   "Version": "2012-10-17"',
    );
  });

  it("folds long runs of entries that are the same", () => {
    const many = Array.from({ length: 60 }, (_, index) => `s3:Get${index}`);
    const lines = view(actions(...many), actions(...many, "s3:PutObject"));
    expect(lines.length).toBeLessThan(20);
    expect(lines).toContain("  ⋯ 56 more, the same                  │  ⋯ 56 more, the same");
  });

  it("matches condition keys and accounts in whatever spelling", () => {
    const trust = (principal: unknown, key: string): string =>
      policy({
        Effect: "Allow",
        Principal: principal,
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { [key]: "x" } },
      });
    const text = body(
      trust({ AWS: "111122223333" }, "sts:ExternalId"),
      trust({ AWS: "arn:aws:iam::111122223333:root" }, "STS:externalid"),
      { equal: true, width: 100 },
    );
    expect(text.split("\n").filter((line) => /^[-+~]|│[-+~]/.test(line))).toEqual([
      '~     "AWS": "111122223333"                      │~     "AWS": "arn:aws:iam::111122223333:root"',
      '~       "sts:ExternalId": "x"                    │~       "STS:externalid": "x"',
    ]);
  });

  it("sets other types of a value under one another", () => {
    const [any, some] = ["*", { AWS: "111122223333" }].map((Principal) =>
      policy({ Effect: "Allow", Principal, Action: "sts:AssumeRole" }),
    );
    expect(body(any ?? "", some ?? "")).toContain(
      [
        '-   "Principal": "*",                  │',
        '                                       │+   "Principal": {',
        '                                       │+     "AWS": "111122223333"',
        "                                       │+   },",
      ].join("\n"),
    );
  });
});

describe("the width of the view", () => {
  const LONG = `arn:aws:s3:::${"a-long-name/".repeat(30)}名前のとても長い鍵`;
  const [canonical, live] = [
    policy(statement()),
    policy(statement({ Resource: [LONG, "arn:aws:s3:::b"], Sid: "x".repeat(200) })),
  ];

  it.each([20, 40, 72, 73, 100, 237])("is never more than %i columns", (width) => {
    for (const line of view(canonical, live, { width })) expect(textWidth(line)).toBeLessThanOrEqual(width);
  });

  it("wraps without losing anything", () => {
    const right = view(canonical, live, { width: 90 })
      .map((line) => line.split("│")[1]?.replace(/^[-+~]?\s*/, "") ?? "")
      .join("");
    expect(right).toContain(JSON.stringify(LONG));
  });

  it("puts the sides under one another where there is no room", () => {
    expect(view(actions("s3:GetObject"), actions("s3:PutObject"), { width: 50 })).toEqual([
      "  canonical.json → live.json",
      "  Statement[0]",
      "  {",
      '    "Effect": "Allow",',
      '-   "Action": "s3:GetObject",',
      '+   "Action": "s3:PutObject",',
      '    "Resource": "*"',
      "  }",
    ]);
  });
});

describe("the colours of the view", () => {
  const style = (format: unknown, text: string): string => `<${[format].flat().join(" ")}>${text}</>`;
  const [canonical, live] = [actions("s3:GetObject"), actions("s3:GetObjectAcl")];

  it("are red for what went, green for what came, and turned round for the piece that differs", () => {
    const text = view(canonical, live, { style }).join("\n");
    expect(text).toContain('<red>-   "Action": "s3:GetObject</><red>",</>');
    expect(text).toContain('<green>+   "Action": "s3:GetObject</><green inverse>Acl</><green>",</>');
  });

  it("are yellow for what decides nothing", () => {
    const text = view(policy(statement({ Sid: "A" })), policy(statement({ Sid: "B" })), { equal: true, style });
    expect(text.join("\n")).toContain('<yellow>~   "Sid": "</><yellow inverse>A</><yellow>",</>');
  });

  it("let no control character of a document through", () => {
    const hostile = actions("s3:\u001b[31mGet\u202eObject\u0085");
    const text = view(canonical, hostile, { width: 120 }).join("\n");
    expect(text).toContain('"s3:\\u001b[31mGet\\u{202e}Object\\u{85}"');
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
