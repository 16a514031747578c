import { describe, expect, it } from "vitest";
import { PolicyTextComparer } from "../../shared/policy/compare-policy-texts.ts";

const allowing = (Action: string, Sid: string): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid, Effect: "Allow", Action, Resource: "*" }] });

describe("a comparer that forgets", () => {
  it("never takes a text for one that it has forgotten", () => {
    const small = { characters: 400, statementCharacters: 400, verdicts: 100, keys: 100 };
    const comparer = new PolicyTextComparer(small);
    const actions = ["s3:GetObject", "s3:PutObject", "sqs:SendMessage"];
    const texts = actions.flatMap((action) =>
      ["a", "bb", "ccc"].map((sid) => ({ action, text: allowing(action, sid) })),
    );
    // Every pair, again and again: whichever text makes the comparer forget, verdicts stay those of the texts.
    for (let round = 0; round < 5; round += 1) {
      for (const one of texts) {
        for (const other of texts) {
          const comparison = comparer.compare([one.text], [other.text], "identity");
          expect(comparison).toMatchObject({
            status: "compared",
            verdict: { verdict: one.action === other.action ? "equal" : "different" },
          });
        }
      }
    }
  });
});
