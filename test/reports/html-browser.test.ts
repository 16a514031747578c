import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditPage } from "./audit-page.ts";
import { detectChromium, launchChromium } from "./chromium.ts";
import { ATTACKS, everywhere, FULL, page as html, many } from "./html-fixture.ts";
import { type OpenReport, openReport } from "./open-report.ts";
import { drift, entity } from "./render-fixture.ts";

const presence = detectChromium();

let browser: Browser;

beforeAll(async () => {
  if (presence.installed) browser = await launchChromium(presence.path);
});

afterAll(async () => {
  await browser?.close();
});

/** Which entities are to be seen. */
async function entities(page: Page): Promise<readonly (string | null)[]> {
  const shown = await page.locator("[data-entity]:visible").all();
  return Promise.all(shown.map((each) => each.getAttribute("data-entity")));
}

/** Waits until the page says so many findings are shown. */
async function says(page: Page, words: string): Promise<void> {
  await expect.poll(() => page.locator("#shown").textContent()).toBe(words);
}

async function evaluate<Value>(page: Page, script: string): Promise<Value> {
  return (await page.evaluate(script)) as Value;
}

const color = (page: Page, selector: string, name: string): Promise<string> =>
  evaluate(page, `getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${name}`);

function inBrowser(): void {
  describe("in a browser", () => {
    it("asks for nothing, and nothing goes wrong in it", async () => {
      const { page, troubles } = await openReport(browser, html(FULL));
      await page.locator("#filters").waitFor({ state: "visible" });
      await page.emulateMedia({ media: "print" });
      expect(troubles).toEqual([]);
    });

    it("runs no script of an account's, wherever it stands", async () => {
      const accounts = [...ATTACKS, ATTACKS.join("")].flatMap((attack) => everywhere(attack).accounts);
      const { page, troubles } = await openReport(browser, html({ ...everywhere(ATTACKS[0]), accounts }));
      await page.locator("#open-policies").click();
      for (const attack of ATTACKS) await page.locator("#filter-text").fill(attack);
      expect(await evaluate(page, "window.attacked")).toBeUndefined();
      expect(await page.locator("script, img, iframe, object, embed, base, link").count()).toBe(1);
      expect(troubles).toEqual([]);
    });

    it("lets no script run but its own", async () => {
      const { page, troubles } = await openReport(browser, html(FULL));
      await evaluate(
        page,
        `document.body.append(Object.assign(document.createElement("script"), { textContent: "window.attacked=1" }))`,
      );
      expect(await evaluate(page, "window.attacked")).toBeUndefined();
      expect(troubles).toEqual([expect.stringContaining("Content Security Policy")]);
    });

    it("shows everything without a script, and no filter", async () => {
      const { page } = await openReport(browser, html(FULL), { javaScriptEnabled: false });
      expect(await page.locator("#filters").isVisible()).toBe(false);
      expect(await page.locator("#theme").isVisible()).toBe(false);
      expect(await page.locator("[data-item]:visible").count()).toBe(8);
    });

    it("fits on a narrow screen", async () => {
      const { page } = await openReport(browser, html(FULL), { viewport: { width: 360, height: 700 } });
      expect(await evaluate(page, "document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
    });
  });

  describe("the filters", () => {
    const all = ["role/worker", "role/twin", "role/painter", "policy/reader"];
    const open = async (): Promise<OpenReport> => openReport(browser, html(FULL));
    it("show everything at first", async () => {
      const { page } = await open();
      expect((await entities(page)).toSorted()).toEqual(all.toSorted());
      await says(page, "8 findings on 4 entities");
    });

    it.each<{ name: string; filter: (page: Page) => Promise<unknown>; expected: readonly string[]; told: string }>([
      {
        name: "severity",
        filter: (page) => page.getByLabel("high", { exact: true }).uncheck(),
        expected: ["role/worker", "role/twin", "policy/reader"],
        told: "Showing 5 of 8 findings, on 3 of 4 entities",
      },
      {
        name: "what is undecided",
        filter: async (page) => {
          for (const severity of ["critical", "high", "medium", "low"])
            await page.getByLabel(severity, { exact: true }).uncheck();
        },
        expected: ["role/worker", "role/twin"],
        told: "Showing 4 of 8 findings, on 2 of 4 entities",
      },
      {
        name: "baseline",
        filter: (page) => page.getByLabel("Baseline").selectOption("other"),
        expected: ["role/painter", "policy/reader"],
        told: "Showing 4 of 8 findings, on 2 of 4 entities",
      },
      {
        name: "rule",
        filter: (page) => page.getByLabel("Rule").selectOption("tags-changed"),
        expected: ["role/worker"],
        told: "Showing 1 of 8 findings, on 1 of 4 entities",
      },
      {
        name: "kind of entity",
        filter: (page) => page.getByLabel("Kind of entity").selectOption("policy"),
        expected: ["policy/reader"],
        told: "Showing 3 of 8 findings, on 1 of 4 entities",
      },
      {
        name: "an entity's name",
        filter: (page) => page.getByLabel("Search names and text").pressSequentially("PAINT"),
        expected: ["role/painter"],
        told: "Showing 1 of 8 findings, on 1 of 4 entities",
      },
      {
        name: "words of a finding",
        filter: (page) => page.getByLabel("Search names and text").fill("snapshot notheld"),
        expected: ["role/worker"],
        told: "Showing 2 of 8 findings, on 1 of 4 entities",
      },
      {
        name: "waived",
        filter: (page) => page.getByLabel("show waived").uncheck(),
        expected: all,
        told: "Showing 7 of 8 findings, on 4 of 4 entities",
      },
      {
        name: "nothing that there is",
        filter: (page) => page.getByLabel("Search names and text").fill("no such words"),
        expected: [],
        told: "Showing 0 of 8 findings, on 0 of 4 entities",
      },
    ])("go by $name, and say how many are shown", async ({ filter, expected, told }) => {
      const { page, troubles } = await open();
      await filter(page);
      await says(page, told);
      expect((await entities(page)).toSorted()).toEqual(expected.toSorted());
      expect(await page.locator("#none-shown").isVisible()).toBe(expected.length === 0);
      await page.getByRole("button", { name: "Reset" }).click();
      await says(page, "8 findings on 4 entities");
      expect(await entities(page)).toHaveLength(4);
      expect(troubles).toEqual([]);
    });

    it("tell a screen reader how many are shown", async () => {
      const { page } = await open();
      expect(await page.getByRole("status").getAttribute("aria-live")).toBe("polite");
      expect(await page.getByRole("status").innerText()).toBe("8 findings on 4 entities");
    });

    it("go by account where there are several, and never hide one that could not be read", async () => {
      const { accounts, ...rest } = FULL;
      const unreadable = { call: "AssumeRole", code: "AccessDenied", message: "Let it in." };
      const other = {
        ...accounts[0],
        account: "210987654321",
        alias: "store",
        partition: "aws",
        source: { kind: "live" } as const,
      };
      const third = { ...other, account: "333333333333", alias: "vault", entities: [], unreadable };
      const entity_ = { ...other, entities: [entity({ entity: "user/clerk", drifts: [drift()] })] };
      const { page } = await openReport(browser, html({ ...rest, accounts: [...accounts, entity_, third] }));
      await page.getByLabel("Account").selectOption("210987654321");
      expect(await entities(page)).toEqual(["user/clerk"]);
      expect(await page.getByRole("heading", { level: 2 }).allInnerTexts()).toEqual([
        "Summary",
        "Access keys",
        "Findings in store (210987654321)",
        "Could not read vault (333333333333)",
      ]);
    });

    it("work on a thousand findings", { timeout: 60_000 }, async () => {
      const { page, troubles } = await openReport(browser, html(many(1_000)));
      await says(page, "1000 findings on 100 entities");
      await page.locator("#filter-low").uncheck();
      await page.locator("#filter-baseline").selectOption("baseline-3");
      await page.locator("#filter-text").fill("worker-10");
      await says(page, "Showing 5 of 1000 findings, on 1 of 100 entities");
      await page.locator("#open-policies").click();
      expect(await page.locator("table.beside:visible").count()).toBe(5);
      await page.locator("#open-policies").click();
      expect(await page.locator("table.beside:visible").count()).toBe(0);
      expect(troubles).toEqual([]);
    });
  });

  describe("by keyboard alone", () => {
    const focused = (page: Page): Promise<string> =>
      evaluate(
        page,
        `document.activeElement.id || document.activeElement.textContent.trim() || document.activeElement.tagName`,
      );

    it("the first stop leads to the findings", async () => {
      const { page } = await openReport(browser, html(FULL));
      await page.keyboard.press("Tab");
      expect(await focused(page)).toBe("Skip to the findings");
      expect(await page.locator(".skip").boundingBox()).toMatchObject({ y: expect.toSatisfy((y: number) => y >= 0) });
      await page.keyboard.press("Enter");
      expect(await focused(page)).toBe("findings");
    });

    it("filters are set, and whatever has the focus is marked", async () => {
      const { page } = await openReport(browser, html(FULL));
      await page.locator("#findings").focus();
      for (const expected of ["filter-critical", "filter-high"]) {
        await page.keyboard.press("Tab");
        expect(await focused(page)).toBe(expected);
        expect(await evaluate(page, "getComputedStyle(document.activeElement).outlineStyle")).toBe("solid");
      }
      await page.keyboard.press("Space");
      await says(page, "Showing 5 of 8 findings, on 3 of 4 entities");
    });

    it("every control is reached, in the order in which they stand", async () => {
      const { page } = await openReport(browser, html(FULL));
      const stops: string[] = [];
      for (let last = ""; last !== "BODY"; stops.push(last)) {
        await page.keyboard.press("Tab");
        last = await evaluate<string>(
          page,
          "document.activeElement === document.body ? 'BODY' : document.activeElement.outerHTML",
        );
      }
      const controls = await page.locator("button, a, input, select, summary, [tabindex='0']").all();
      const visible = await Promise.all(
        controls.map(async (each) => ((await each.isVisible()) ? evaluateOuter(each) : undefined)),
      );
      expect(stops.slice(0, -1)).toEqual(visible.filter((each) => each !== undefined));
    });

    it("policies are opened and closed", async () => {
      const { page } = await openReport(browser, html(FULL));
      const policies = page.locator("details.policies").first();
      await policies.locator("summary").focus();
      await page.keyboard.press("Enter");
      expect(await policies.getAttribute("open")).toBeNull();
      await page.keyboard.press("Enter");
      expect(await policies.getAttribute("open")).toBe("");
    });
  });

  describe("the colours", () => {
    const LIGHT = "rgb(245, 246, 248)";
    const DARK = "rgb(15, 20, 27)";

    it.each([
      { colorScheme: "light", ground: LIGHT, other: DARK, button: "Dark colours" },
      { colorScheme: "dark", ground: DARK, other: LIGHT, button: "Light colours" },
    ] as const)(
      "are $colorScheme where the system says so, and the others by a button",
      async ({ colorScheme, ground, other, button }) => {
        const { page, troubles } = await openReport(browser, html(FULL), { colorScheme });
        expect(await color(page, "body", "backgroundColor")).toBe(ground);
        await page.getByRole("button", { name: button }).click();
        expect(await color(page, "body", "backgroundColor")).toBe(other);
        await page.reload();
        expect(await color(page, "body", "backgroundColor")).toBe(ground);
        expect(troubles).toEqual([]);
      },
    );

    it.each(["light", "dark"] as const)("and all else are fit for everybody: %s", async (colorScheme) => {
      const { page } = await openReport(browser, html(FULL), { colorScheme });
      expect(await auditPage(page)).toEqual([]);
    });

    it("are fit for everybody where the page's own button chose them", async () => {
      const { page } = await openReport(browser, html(FULL), { colorScheme: "light" });
      await page.getByRole("button", { name: "Dark colours" }).click();
      expect(await auditPage(page)).toEqual([]);
    });

    it("move nothing where the reader wants no motion", async () => {
      const { page } = await openReport(browser, html(FULL), { reducedMotion: "reduce" });
      expect(await color(page, "html", "scrollBehavior")).toBe("auto");
      await page.emulateMedia({ reducedMotion: "no-preference" });
      expect(await color(page, "html", "scrollBehavior")).toBe("smooth");
    });
  });

  describe("on paper", () => {
    it.each([
      { name: "with a script", javaScriptEnabled: true },
      { name: "without one", javaScriptEnabled: false },
    ])("everything is open, light, and without controls: $name", async ({ javaScriptEnabled }) => {
      const { page } = await openReport(browser, html(many(30)), { colorScheme: "dark", javaScriptEnabled });
      expect(await page.locator("table.beside").first().isVisible()).toBe(false);
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      const beside = page.locator("table.beside").first();
      expect((await beside.boundingBox())?.height).toBeGreaterThan(50);
      expect(
        await page
          .locator("#filters, #theme, .skip")
          .evaluateAll((elements) => elements.every((each) => !each.checkVisibility())),
      ).toBe(true);
      const styles =
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color, getComputedStyle(document.querySelector('.finding')).breakInside]";
      expect(await evaluate(page, styles)).toEqual(["rgba(0, 0, 0, 0)", "rgb(26, 34, 45)", "avoid"]);
    });

    it("a report that was narrowed down says so", async () => {
      const { page } = await openReport(browser, html(FULL));
      await page.getByLabel("Baseline").selectOption("other");
      await page.emulateMedia({ media: "print" });
      expect(await page.locator("#shown").innerText()).toBe("Showing 4 of 8 findings, on 2 of 4 entities");
      await page.emulateMedia({ media: "screen" });
      await page.getByRole("button", { name: "Reset" }).click();
      await says(page, "8 findings on 4 entities");
      await page.emulateMedia({ media: "print" });
      expect(await page.locator("#shown").isVisible()).toBe(false);
    });

    it("it can be made a PDF", async () => {
      const { page } = await openReport(browser, html(FULL));
      expect((await page.pdf({ format: "A4" })).subarray(0, 5).toString()).toBe("%PDF-");
    });
  });
}

function evaluateOuter(locator: ReturnType<Page["locator"]>): Promise<string> {
  return locator.evaluate((element) => element.outerHTML);
}

describe("the report", () => {
  if (presence.installed) inBrowser();
  else {
    it("left out: its tests in a browser, since there is no Chromium here", () => {
      process.stderr.write(`The report's tests in a browser were left out: ${presence.reason}\n`);
      expect(
        process.env.CI,
        "In CI there has to be a Chromium; .ci/run installs one where apt-get is there.",
      ).toBeUndefined();
    });
  }

  it("is only tested in a browser that answers", () => {
    expect(detectChromium(process.execPath)).toMatchObject({ installed: false });
    expect(detectChromium(join("no", "such", "chromium"))).toMatchObject({
      installed: false,
      reason: expect.stringContaining("CHROMIUM_PATH"),
    });
  });
});
