import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { RULES } from "../../shared/drift/drift.ts";

const PAGES = "docs/rules";

describe("the pages of the rules", () => {
  it("are one for each rule", () => {
    const pages = readdirSync(PAGES).map((page) => page.replace(/\.md$/, ""));
    expect(pages.toSorted()).toEqual([...RULES].toSorted());
  });

  it.each(RULES)("%s says when it fires and what to do", (rule) => {
    const page = readFileSync(`${PAGES}/${rule}.md`, "utf8");
    expect(page.startsWith(`# ${rule}\n\n`)).toBe(true);
    expect(page).toMatch(/^## When it fires$/m);
    expect(page).toMatch(/^## What to do$/m);
  });
});
