import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderKeysHtml } from "../../shared/reports/render-keys-html.ts";
import { auditPage } from "./audit-page.ts";
import { detectChromium, launchChromium } from "./chromium.ts";
import { ATTACKS } from "./html-fixture.ts";
import {
  account,
  complete,
  DIGEST,
  expectedUser,
  fullReport,
  hostileReport,
  keyColumns,
  listed,
  readAccount,
  reportOf,
  userRow,
} from "./key-report-fixture.ts";
import { openReport } from "./open-report.ts";
import { HOSTILE } from "./render-fixture.ts";

/** A tag; within quotes an attribute's value may hold anything else. */
const TAG = /<(?:"[^"]*"|[^>"])*>/g;

/** Everything but the page's own style sheet and script. */
function body(html: string): string {
  return html.replace(/<style>[\s\S]*?<\/style>/, "").replace(/(<script>)[\s\S]*?(<\/script>\s*<\/body>)/, "");
}

/** The tags with the names of their attributes, in order; without code spans, which a text may quote. */
function skeleton(html: string): readonly string[] {
  const tags = body(html).match(TAG) ?? [];
  return tags.map((tag) => tag.replace(/="[^"]*"/g, "")).filter((tag) => !/^<\/?code>$/.test(tag));
}

/** As many keys as are asked for. */
function crowd(keys: number): string {
  const names = Array.from({ length: keys }, (_, at) => `user-${at}`);
  return renderKeysHtml(
    reportOf(
      readAccount(account(...names.map((name) => expectedUser(name))), {
        report: complete(...names.map((name, at) => userRow(name, keyColumns(1, at)))),
        users: { status: "present", state: new Map(names.map((name) => listed(name))) },
        live: new Map(),
      }),
    ),
  );
}

describe("the page of a key report", () => {
  const html = renderKeysHtml(fullReport());

  it("says what it came to, when, by which configuration, and which accounts were read", () => {
    for (const words of [
      "Not everything is known",
      "8 access keys: 2 too old, 1 due",
      "2026-06-01 06:00 UTC",
      DIGEST,
      "2 read, 1 not read",
    ]) {
      expect(html).toContain(words);
    }
  });

  it.each([...ATTACKS, HOSTILE])("has the same elements whatever is in a name: %j", (text) => {
    expect(skeleton(renderKeysHtml(hostileReport(text)))).toEqual(skeleton(renderKeysHtml(hostileReport("plain"))));
  });

  it("tells no more of a key than its last four characters", () => {
    expect(`${html}${renderKeysHtml(hostileReport("AKIAIOSFODNN7EXAMPLE"))}`).not.toMatch(/AKIA/);
  });

  it("charts the sixty keys that are nearest to their limits, and has every one in its table", () => {
    const many = crowd(75);
    expect(many.match(/<g class="key /g)).toHaveLength(60);
    expect(many).toContain("15 more keys stand in the table below.");
    expect(many.match(/class="key-state/g)).toHaveLength(75);
  });

  it("holds no more rows than a browser shows at once, and says how many it leaves out", () => {
    const many = crowd(5_003);
    expect(many.match(/class="key-state/g)).toHaveLength(5_000);
    expect(many).toContain("3 more rows stand only in the report's CSV and JSON.");
    expect(many).toContain("4 more rows stand only");
  });

  it("says so where there is nothing to tell", () => {
    const empty = renderKeysHtml(reportOf());
    expect(empty).toContain("Nothing is due");
    expect(empty).not.toContain("<svg");
  });
});

const presence = detectChromium();

function inBrowser(): void {
  let browser: Browser;
  beforeAll(async () => {
    if (presence.installed) browser = await launchChromium(presence.path);
  });
  afterAll(async () => {
    await browser?.close();
  });

  const html = renderKeysHtml(fullReport());

  it("asks for nothing, runs nobody's script, and nothing goes wrong in it", async () => {
    for (const text of [renderKeysHtml(hostileReport(ATTACKS.join(""))), html]) {
      const { page, troubles } = await openReport(browser, text);
      await page.locator("#theme").waitFor({ state: "visible" });
      await page.emulateMedia({ media: "print" });
      expect(await page.evaluate("window.attacked")).toBeUndefined();
      expect(await page.locator("script, img, iframe, object, embed, base, link").count()).toBe(1);
      expect(troubles).toEqual([]);
    }
  });

  it.each(["light", "dark"] as const)("is fit for everybody: %s", async (colorScheme) => {
    const { page } = await openReport(browser, html, { colorScheme });
    // Unlike the check report it has no filters, and so nothing to search with.
    expect(await auditPage(page)).toEqual(["[role=search] is there 0 times"]);
    const ground = await page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(ground).toBe(colorScheme === "light" ? "rgb(245, 246, 248)" : "rgb(15, 20, 27)");
  });

  it.each([
    { name: "a telephone", width: 360, media: "screen" },
    { name: "paper", width: 690, media: "print" },
  ] as const)("fits on $name, also with long names", async ({ width, media }) => {
    for (const text of [html, renderKeysHtml(hostileReport("long-name-".repeat(12)))]) {
      const { page } = await openReport(browser, text, { viewport: { width, height: 900 } });
      await page.emulateMedia({ media });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
    }
  });

  it("is light on paper, everything opened, without controls", async () => {
    const { page } = await openReport(browser, crowd(50), { colorScheme: "dark", javaScriptEnabled: false });
    expect(await page.locator(".all-users").isVisible()).toBe(false);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect((await page.locator(".all-users").boundingBox())?.height).toBeGreaterThan(500);
    expect(await page.locator("#theme").isVisible()).toBe(false);
    expect(await page.evaluate("getComputedStyle(document.body).color")).toBe("rgb(26, 34, 45)");
  });

  it("leads a keyboard to the keys first", async () => {
    const { page } = await openReport(browser, html);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(await page.evaluate("document.activeElement.id")).toBe("all-keys");
  });
}

describe("the page of a key report in a browser", () => {
  if (presence.installed) inBrowser();
  else {
    it("left out: there is no Chromium here", () => {
      process.stderr.write(`The key report's tests in a browser were left out: ${presence.reason}\n`);
      expect(process.env.CI, "In CI there has to be a Chromium.").toBeUndefined();
    });
  }
});
