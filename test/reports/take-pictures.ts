import { mkdir, writeFile } from "node:fs/promises";
import { verificationCommand } from "../../cli/check-commands.ts";
import { renderHtml } from "../../shared/reports/render-html.ts";
import { detectChromium, launchChromium } from "./chromium.ts";
import { exampleCheck } from "./example-check.ts";

/** `node test/reports/take-pictures.ts`: takes the pictures of the report in docs/check-report.md anew. */

/** Where the pictures lie. */
export const PICTURE_FOLDER = new URL("../../docs/pictures/", import.meta.url);

/** In pixels. */
export const PICTURE_WIDTH = 1200;

/** The pictures: their files, and the colours that they are in. */
export const PICTURES = [
  { file: "check-report-light.png", colorScheme: "light" },
  { file: "check-report-dark.png", colorScheme: "dark" },
] as const;

/** From the page's head to the end of the first policy. */
async function takePictures(executablePath: string): Promise<void> {
  const html = renderHtml(await exampleCheck(), verificationCommand);
  await mkdir(PICTURE_FOLDER, { recursive: true });
  const browser = await launchChromium(executablePath);
  try {
    for (const { file, colorScheme } of PICTURES) {
      const page = await browser.newPage({ colorScheme, viewport: { width: PICTURE_WIDTH, height: 900 } });
      await page.setContent(html);
      const box = await page.locator("table.beside").first().boundingBox();
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
  await takePictures(presence.path);
}
