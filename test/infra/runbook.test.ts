import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { PROTECTION_NAME } from "../../infra/protection.ts";
import { type ProjectStack, readProjectStack } from "./project-stack.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const RUNBOOK = join(PROJECT, "docs/runbook.md");
const text = readFileSync(RUNBOOK, "utf8");
let stack: ProjectStack;

beforeAll(async () => {
  stack = await readProjectStack();
});

const alarms = () =>
  [...stack.resources.values()].flatMap(({ Type, Properties }) =>
    Type === "AWS::CloudWatch::Alarm" ? [String(Properties.AlarmName)] : [],
  );

/** What stands between a heading of the third level and the next heading. */
function sections(): ReadonlyMap<string, string> {
  const parts = text.split(/^#{2,3} /m).map((part) => part.split("\n"));
  return new Map(parts.map(([heading = "", ...lines]) => [heading, lines.join("\n")]));
}

/** The fragment by which GitHub and others name a heading. */
function fragmentsOf(markdown: string): ReadonlySet<string> {
  const headings = [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) => heading);
  return new Set(
    headings.map((one) =>
      one
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
}

describe("the runbook", () => {
  it("has a section for each alarm and for no other, which says what to see, what to do and when it is harmless", () => {
    const named = [...text.matchAll(/^### (.+)$/gm)].map(([, name = ""]) => name);
    expect(named.toSorted()).toEqual(alarms().toSorted());
    for (const name of named) {
      const section = sections().get(name) ?? "";
      for (const part of ["**See**", /\*\*(See\*\* and \*\*d|D)o\*\*/, "**Harmless**"])
        expect(section, name).toMatch(part);
    }
  });

  it("names only queues, rules, functions, roles and topics that there are", () => {
    const resources = [...stack.resources.values()].flatMap(({ Properties }) =>
      [Properties.QueueName, Properties.Name, Properties.RoleName, Properties.TopicName, Properties.TableName].map(
        String,
      ),
    );
    const known = new Set([...resources, ...stack.functions.map(({ name }) => name), ...alarms(), ...ELSEWHERE]);
    const prose = text.replaceAll(/\]\([^)]*\)/g, "]");
    const named = [...prose.matchAll(/\bplumbline-[a-z]+(?:-[a-z]+)*/g)].map(([name]) => name);
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((name) => !known.has(name))).toEqual([]);
  });

  it("links to headings that there are", () => {
    const links = [...text.matchAll(/\]\(([^)\s#]*)(?:#([^)\s]*))?\)/g)].filter(
      ([, file = ""]) => !file.includes("://"),
    );
    for (const [link, file = "", fragment] of links) {
      const target = file === "" ? RUNBOOK : join(dirname(RUNBOOK), file);
      expect(existsSync(target), link).toBe(true);
      if (fragment !== undefined) expect([...fragmentsOf(readFileSync(target, "utf8"))], link).toContain(fragment);
    }
  });
});

/** What members have, what is restored to, and what begins the bucket's name. */
const ELSEWHERE = [
  "plumbline-reader",
  "plumbline-member-events",
  "plumbline-ledger-restored",
  "plumbline-reports",
  PROTECTION_NAME,
];

describe("what it costs", () => {
  it("counts as many alarms as there are", () => {
    const costs = readFileSync(join(PROJECT, "docs/costs.md"), "utf8");
    expect(costs).toContain(`| ${alarms().length} alarms |`);
  });
});
