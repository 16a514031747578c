import { describe, expect, it } from "vitest";
import { explainDifference } from "../../../shared/policy/explain/explain-difference.ts";
import { readPolicy } from "../read-policy.ts";
import { ACTIONS } from "./cases/actions.ts";
import { allow, OBJECTS, type Topic } from "./cases/case.ts";
import { CONDITIONS } from "./cases/conditions.ts";
import { DENIALS } from "./cases/denials.ts";
import { MOVES } from "./cases/moves.ts";
import { PRIVILEGE_ESCALATION } from "./cases/privilege-escalation.ts";
import { RESOURCES } from "./cases/resources.ts";
import { TRUST } from "./cases/trust.ts";
import { WHAT_CHANGES_NOTHING_TODAY } from "./cases/what-changes-nothing-today.ts";
import { explain, line } from "./explain.ts";
import { smallTable } from "./small-table.ts";

const TOPICS: Readonly<Record<string, Topic>> = {
  actions: ACTIONS,
  resources: RESOURCES,
  moves: MOVES,
  conditions: CONDITIONS,
  denials: DENIALS,
  "privilege escalation": PRIVILEGE_ESCALATION,
  "what changes nothing today": WHAT_CHANGES_NOTHING_TODAY,
  trust: TRUST,
};
for (const [topic, { kind, cases }] of Object.entries(TOPICS)) {
  describe(`a difference explained: ${topic}`, () => {
    it.each(cases)("$name", ({ canonical, live, expected }) => {
      expect(explain(canonical, live, kind).map(line)).toEqual(expected);
    });
  });
}

describe("a difference explained: policy variables", () => {
  const policies = (canonical: string, live: string, resource: string) => ({
    canonical: [readPolicy({ Version: canonical, Statement: [allow("s3:GetObject", resource)] })],
    live: [readPolicy({ Version: live, Statement: [allow("s3:GetObject", resource)] })],
  });
  const HOME = `arn:aws:s3:::b/\${aws:username}/*`;

  it("tells variables from the plain text they are without Version 2012-10-17", () => {
    const deltas = explainDifference(policies("2012-10-17", "2008-10-17", HOME), smallTable);
    expect(deltas.map(({ effect, text }) => `${effect} ${text}`)).toEqual([
      `gained \`s3:GetObject\` on \`${HOME}\` with \`\${…}\` as plain text`,
      `lost \`s3:GetObject\` on \`${HOME}\``,
    ]);
  });

  it("has nothing to say of a Version where there are none", () => {
    expect(explainDifference(policies("2012-10-17", "2008-10-17", OBJECTS), smallTable)).toEqual([]);
  });
});
