import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { PICTURE_FOLDER, PICTURE_WIDTH, PICTURES } from "./take-pictures.ts";

const SIGNATURE = "89504e470d0a1a0a";
const LARGEST = 300_000;

describe("the pictures of the report", () => {
  it.each(PICTURES)("$file is a picture of the page's width that a README can load", async ({ file }) => {
    const picture = await readFile(new URL(file, PICTURE_FOLDER));
    expect(picture.subarray(0, 8).toString("hex")).toBe(SIGNATURE);
    expect(picture.readUInt32BE(16)).toBe(PICTURE_WIDTH);
    expect(picture.length).toBeLessThan(LARGEST);
  });

  it("are those that docs/check-report.md shows", async () => {
    const page = await readFile(new URL("../check-report.md", PICTURE_FOLDER), "utf8");
    const shown = [...page.matchAll(/!\[[^\]]+\]\(pictures\/([^)]+)\)/g)].map(([, file]) => file);
    expect(shown).toEqual(PICTURES.map(({ file }) => file));
  });
});
