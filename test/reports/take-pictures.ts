import { mkdir, writeFile } from "node:fs/promises";
import { verificationCommand } from "../../cli/check-commands.ts";
import { renderHtml } from "../../shared/reports/render-html.ts";
import { renderKeysHtml } from "../../shared/reports/render-keys-html.ts";
import { detectChromium, launchChromium } from "./chromium.ts";
import { exampleCheck } from "./example-check.ts";
import { fullReport } from "./key-report-fixture.ts";

/**
 * `node test/reports/take-pictures.ts [BEGINNING]`: takes the pictures of the reports in docs/ anew, or those whose file's name begins
 * so.
 */

/** Where the pictures lie. */
export const PICTURE_FOLDER = new URL("../../docs/pictures/", import.meta.url);

/** In pixels. */
export const PICTURE_WIDTH = 1200;

/** From the page's head to the end of the first policy. */
const CHECK = {
  shownIn: "check-report.md",
  html: async () => renderHtml(await exampleCheck(), verificationCommand),
  until: "table.beside",
};

/** From the page's head to the fourth key. */
const KEYS = {
  shownIn: "keys.md",
  html: async () => renderKeysHtml(fullReport()),
  until: "table.all-keys tbody tr:nth-child(4)",
};

/** The pictures: their files, the page of docs/ that shows them, what is pictured, and the colours that they are in. */
export const PICTURES = [
  { file: "check-report-light.png", colorScheme: "light", ...CHECK },
  { file: "check-report-dark.png", colorScheme: "dark", ...CHECK },
  { file: "key-report-light.png", colorScheme: "light", ...KEYS },
  { file: "key-report-dark.png", colorScheme: "dark", ...KEYS },
] as const;

async function takePictures(executablePath: string, beginning: string): Promise<void> {
  await mkdir(PICTURE_FOLDER, { recursive: true });
  const browser = await launchChromium(executablePath);
  try {
    for (const { file, colorScheme, html, until } of PICTURES.filter((each) => each.file.startsWith(beginning))) {
      const page = await browser.newPage({ colorScheme, viewport: { width: PICTURE_WIDTH, height: 900 } });
      await page.setContent(await html());
      const box = await page.locator(until).first().boundingBox();
      const height = Math.ceil((box?.y ?? 0) + (box?.height ?? 0) + 12);
      const picture = await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: PICTURE_WIDTH, height } });
      await writeFile(new URL(file, PICTURE_FOLDER), picture);
      await page.close();
    }
  } finally {
    await browser.close();
  }
}

if (import.meta.main) {
  const presence = detectChromium();
  if (!presence.installed) throw new Error(`There is no Chromium to take pictures with: ${presence.reason}.`);
  await takePictures(presence.path, process.argv[2] ?? "");
}
