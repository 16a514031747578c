import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../shared/policy/parse-policy.ts";

const PROJECT = new URL("../../", import.meta.url);
const page = await readFile(new URL("docs/check.md", PROJECT), "utf8");
const policies = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => match[1] ?? "");
const [read = "", enter = "", trust = ""] = policies;

/** A file and those beside it that it imports, and that they import. */
async function textsFrom(file: URL, seen: Map<string, string> = new Map()): Promise<readonly string[]> {
  if (!seen.has(file.href)) {
    const text = await readFile(file, "utf8");
    seen.set(file.href, text);
    for (const [, imported = ""] of text.matchAll(/ from "(\.\/[^"]+)"/g))
      await textsFrom(new URL(imported, file), seen);
  }
  return [...seen.values()];
}

/** What reading an account calls, by the commands of the SDK that its files name. */
async function actionsCalled(): Promise<readonly string[]> {
  const files = ["iam-reader", "managed-policy-reader"].map((name) => new URL(`shared/aws/${name}.ts`, PROJECT));
  const texts = (await Promise.all(files.map((file) => textsFrom(file)))).flat();
  const commands = texts.flatMap((text) => text.match(/\b[A-Z]\w+(?=Command\b)/g) ?? []);
  return [...new Set(commands.map((command) => `iam:${command}`))].toSorted();
}

describe("docs/check.md", () => {
  it("grants exactly what reading an account calls", async () => {
    const { Statement } = JSON.parse(read);
    expect(Statement).toHaveLength(1);
    expect(Statement[0]).toMatchObject({ Effect: "Allow", Resource: "*" });
    expect(Statement[0].Action).toEqual(await actionsCalled());
  });

  it("has policies that IAM takes, of which the last asks for an external id", () => {
    expect([read, enter].map((text) => parsePolicy(text, "identity").status)).toEqual(["parsed", "parsed"]);
    expect(parsePolicy(trust, "trust").status).toBe("parsed");
    const [statement] = JSON.parse(trust).Statement;
    expect(Object.keys(statement.Condition.StringEquals)).toEqual(["sts:ExternalId"]);
    expect(policies).toHaveLength(3);
  });
});
