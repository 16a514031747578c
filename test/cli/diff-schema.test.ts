import { describe, expect, it } from "vitest";
import * as z from "zod";
import { diffResultSchema } from "../../cli/diff-schema.ts";
import { diff, directoryWith, policy, statement } from "./diff-files.ts";
import { runCli } from "./run-cli.ts";

const [less, more] = [policy(statement()), policy(statement({ Action: ["iam:*", "s3:*"] }))];
const denying = policy(statement({ Effect: "Deny", Condition: { Bool: { "aws:MultiFactorAuthPresent": false } } }));

describe("the schema of diff --json", () => {
  it("is docs/schema/diff.schema.json; vitest -u writes it anew", async () => {
    const schema = `${JSON.stringify(z.toJSONSchema(diffResultSchema), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot("../../docs/schema/diff.schema.json");
  });

  it.each([
    { name: "equal", canonical: less, live: less },
    { name: "different", canonical: less, live: more },
    { name: "different by a denial under a condition", canonical: less, live: denying },
    { name: "unknown", canonical: less, live: "nothing" },
  ])("describes what is printed of $name documents", async ({ canonical, live }) => {
    const { stdout } = await diff(canonical, live, ["--json"]);
    expect(diffResultSchema.safeParse(JSON.parse(stdout))).toMatchObject({ success: true });
  });

  it("describes the lines of --pairs", async () => {
    const lines = [less, more, denying, "{}"].map((live, id) => JSON.stringify({ id, canonical: less, live }));
    const directory = directoryWith({ "pairs.ndjson": lines.join("\n") });
    const { stdout } = await runCli(directory, ["diff", "--pairs", "pairs.ndjson"]);
    const printed = stdout.trimEnd().split("\n");
    expect(printed).toHaveLength(lines.length);
    for (const line of printed) {
      expect(diffResultSchema.safeParse(JSON.parse(line))).toMatchObject({ success: true });
    }
  });
});
