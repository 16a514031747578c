import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { PICTURE_FOLDER, PICTURE_WIDTH, PICTURES } from "./take-pictures.ts";

const SIGNATURE = "89504e470d0a1a0a";
const LARGEST = 300_000;

describe("the pictures of the reports", () => {
  it.each(PICTURES)("$file is a picture of the page's width that a README can load", async ({ file }) => {
    const picture = await readFile(new URL(file, PICTURE_FOLDER));
    expect(picture.subarray(0, 8).toString("hex")).toBe(SIGNATURE);
    expect(picture.readUInt32BE(16)).toBe(PICTURE_WIDTH);
    expect(picture.length).toBeLessThan(LARGEST);
  });

  it.each([...new Set(PICTURES.map(({ shownIn }) => shownIn))])("are those that docs/%s shows", async (shownIn) => {
    const page = await readFile(new URL(`../${shownIn}`, PICTURE_FOLDER), "utf8");
    const shown = [...page.matchAll(/!\[[^\]]+\]\(pictures\/([^)]+)\)/g)].map(([, file]) => file);
    expect(shown).toEqual(PICTURES.filter((each) => each.shownIn === shownIn).map(({ file }) => file));
  });
});
