import { styleText } from "node:util";
import { describe, expect, it } from "vitest";
import { planEntities, planResult } from "../../cli/plan-account.ts";
import { changeLines } from "../../cli/plan-diff.ts";
import { planLines } from "../../cli/plan-text.ts";
import { TAMPERED } from "../remediation/apply-world.ts";
import { NARROW_TEXT, present, WIDE_TEXT } from "../remediation/fixtures.ts";
import { openWorld } from "./remediation-desk.ts";

const plainly = (_: unknown, text: string) => text;
const inColour: Parameters<typeof planLines>[1] = (format, text) => styleText(format, text, { validateStream: false });

describe("plumbline plan", () => {
  it("shows what each call changes as a diff of what is live to what is expected", async () => {
    const { desk } = await openWorld();
    const result = planResult(await planEntities(desk, undefined), desk);
    const text = planLines(result, plainly)
      .join("\n")
      .replaceAll(result.plans[0]?.remediationId ?? "", "ID");
    expect(text).toMatchInlineSnapshot(`
      "Account 000000000000

      role/worker · sample
        critical: The trust policy of role worker allows both more and less than its document: gained \`sts:AssumeRole\` for \`arn:aws:iam::111122223333:root\` (the whole account); lost \`sts:AssumeRole\` for \`ecs-tasks.amazonaws.com\`.
        high: Sessions of role worker may last 7200 seconds instead of 3600.
        high: Role worker has the managed policy arn:aws:iam::000000000000:policy/strange attached, which its baseline does not name; all that it says was moved here from managed policy arn:aws:iam::000000000000:policy/own; together the policies of role worker permit neither more nor less because of it.
        high: Role worker has the tag "team" with the value "other" instead of "till".
        high: Role worker does not have the managed policy arn:aws:iam::000000000000:policy/own attached, which its baseline names; all that it says was moved to inline policy work; together the policies of role worker permit neither more nor less because of it.
        high: Role worker has an inline policy more that its baseline does not name: moved here from managed policy arn:aws:iam::000000000000:policy/own: \`s3:PutObject\` and \`s3:GetObject\` on \`*\`; together the policies of role worker permit neither more nor less because of it.
        high: Inline policy work of role worker allows more than its document: moved here from managed policy arn:aws:iam::000000000000:policy/own: \`s3:PutObject\` on \`*\`; together the policies of role worker permit neither more nor less because of it.
        1. UpdateRole role/worker 3600s
           - maximum session: 7200 seconds
           + maximum session: 3600 seconds
           undone by UpdateRole role/worker 7200s
        2. AttachRolePolicy role/worker arn:aws:iam::000000000000:policy/own
           + managed policy arn:aws:iam::000000000000:policy/own: attached
           undone by DetachRolePolicy role/worker arn:aws:iam::000000000000:policy/own
        3. PutRolePolicy role/worker work
           ~ inline policy work
               @ Statement[0]
               {
                 "Effect": "Allow",
                 "Action": [
                   "s3:GetObject"
             -     "s3:PutObject"
                 ],
                 "Resource": "*"
               }
           undone by PutRolePolicy role/worker work
        4. DeleteRolePolicy role/worker more
           - inline policy more
             -   "Version": "2012-10-17"
               @ Statement[0]
             - {
             -   "Effect": "Allow",
             -   "Action": [
             -     "s3:GetObject",
             -     "s3:PutObject"
             -   ],
             -   "Resource": "*"
             - }
           undone by PutRolePolicy role/worker more
        5. DetachRolePolicy role/worker arn:aws:iam::000000000000:policy/strange
           - managed policy arn:aws:iam::000000000000:policy/strange: attached
           undone by AttachRolePolicy role/worker arn:aws:iam::000000000000:policy/strange
        6. UpdateAssumeRolePolicy role/worker
           ~ trust policy
               @ Statement[0]
               {
                 "Effect": "Allow",
                 "Principal": {
             -     "AWS": "arn:aws:iam::111122223333:root"
             +     "Service": "ecs-tasks.amazonaws.com"
                 },
                 "Action": "sts:AssumeRole"
               }
           undone by UpdateAssumeRolePolicy role/worker
        7. TagRole role/worker team
           - tag team: other
           + tag team: till
           undone by TagRole role/worker team
        Plan ID
        holds until 2026-04-01T10:00:00.000Z, as long as the entity stays as it is; to make it:
        plumbline remediate --plan ID --apply
      "
    `);
  });

  it("says of a plan that a guard refuses it", async () => {
    const owned = { ...TAMPERED, tags: present({ "aws:cloudformation:stack-name": "till" }) };
    const { desk } = await openWorld({ live: owned });
    const text = planLines(planResult(await planEntities(desk, undefined), desk), plainly).join("\n");
    expect(text).toContain("refused by ownership: ");
  });

  const BOTH = `${JSON.stringify(JSON.parse(WIDE_TEXT))}`;
  const cases = [
    {
      name: "a policy that comes",
      change: { what: "inline policy work", as: "identity", after: NARROW_TEXT },
      lines: [
        "+ inline policy work",
        '  +   "Version": "2012-10-17"',
        "    @ Statement[0]",
        "  + {",
        '  +   "Effect": "Allow",',
        '  +   "Action": "s3:GetObject",',
        '  +   "Resource": "*"',
        "  + }",
      ],
    },
    {
      name: "text that is no policy",
      change: { what: "inline policy work", as: "identity", before: "{\n", after: BOTH },
      lines: ["~ inline policy work", "  - {", "  - ", `  + ${BOTH}`],
    },
    {
      name: "a value that changes",
      change: { what: "maximum session", as: "value", before: "7200 seconds", after: "3600 seconds" },
      lines: ["- maximum session: 7200 seconds", "+ maximum session: 3600 seconds"],
    },
    {
      name: "an attachment that goes",
      change: { what: "managed policy arn:x", as: "value", before: "attached" },
      lines: ["- managed policy arn:x: attached"],
    },
  ] as const;
  it.each(cases)("shows $name", ({ change, lines }) => {
    expect(changeLines(change, plainly)).toEqual(lines);
  });

  it("lets nothing of the account drive the terminal", async () => {
    const hostile = "\u001b]0;pwned\u0007\u202e\r\n\u2066";
    const document = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Sid: hostile, Effect: "Allow", Action: "s3:*", Resource: `arn:aws:s3:::${hostile}` }],
    });
    const live = { ...TAMPERED, inlinePolicies: present({ work: document }), tags: present({ team: hostile }) };
    const { desk } = await openWorld({ live });
    const result = planResult(await planEntities(desk, undefined), desk);
    const lines = planLines(result, plainly);
    expect(lines.join("\n")).toContain("\\u{202e}");
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    for (const change of [
      { what: hostile, as: "value", before: hostile, after: hostile },
      { what: hostile, as: "identity", before: hostile, after: document },
    ] as const) {
      for (const line of changeLines(change, plainly)) expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }
  });

  it("has its colours from the terminal alone", () => {
    const change = { what: "managed policy arn:x", as: "value", before: "attached" } as const;
    expect(changeLines(change, inColour)).toEqual(["\u001b[31m- managed policy arn:x: attached\u001b[39m"]);
  });
});
