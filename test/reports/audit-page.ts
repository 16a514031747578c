import type { Page } from "playwright-core";

/**
 * What a person who cannot see the page, or not well, would stumble over; empty where there is nothing. It runs in the page, which has
 * types of its own, so it is a text here.
 *
 * - every control and every named region has a name, and every id is there once
 * - tables have a caption and headers with a scope; headings come in order; the page has its landmarks
 * - every text can be told from the ground it stands on (WCAG 2.2, 1.4.3: 4.5 to 1, and 3 to 1 for large text)
 */
export async function auditPage(page: Page): Promise<readonly string[]> {
  return (await page.evaluate(AUDIT)) as readonly string[];
}

const AUDIT = `(() => {
  const found = [];
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const text = (element) => (element?.textContent ?? "").trim();
  const describe = (element) => element.outerHTML.slice(0, 120);
  const shown = (element) => element.checkVisibility({ checkVisibilityCSS: true, checkOpacity: true });

  const nameOf = (element) => element.getAttribute("aria-label")?.trim()
    || (element.getAttribute("aria-labelledby") ?? "").split(" ").map((id) => text(document.getElementById(id))).join(" ").trim()
    || Array.from(element.labels ?? []).map(text).join(" ").trim()
    || (["BUTTON", "A", "SUMMARY"].includes(element.tagName) ? text(element) : "");
  for (const element of all("button,a,input,select,summary,[tabindex='0'],[role=region],[role=search],[role=img],section,form")) {
    if (nameOf(element) === "") found.push("no name: " + describe(element));
  }
  for (const element of all("fieldset")) if (text(element.querySelector("legend")) === "") found.push("no legend: " + describe(element));

  const ids = all("[id]").map(({ id }) => id);
  for (const id of new Set(ids)) if (ids.filter((each) => each === id).length > 1) found.push("id twice: " + id);
  for (const attribute of ["for", "aria-labelledby"]) {
    for (const element of all("[" + attribute + "]")) {
      for (const id of element.getAttribute(attribute).split(" ")) {
        if (!document.getElementById(id)) found.push(attribute + " leads nowhere: " + describe(element));
      }
    }
  }

  for (const table of all("table")) {
    if (text(table.caption) === "") found.push("no caption: " + describe(table));
    if (!table.tHead) found.push("no head: " + describe(table));
  }
  for (const header of all("th")) if (!header.scope) found.push("no scope: " + describe(header));

  let last = 0;
  for (const heading of all("h1,h2,h3,h4,h5,h6")) {
    const level = Number(heading.tagName.slice(1));
    if (level > last + 1) found.push("heading out of order: " + describe(heading));
    if (text(heading) === "") found.push("empty heading: " + describe(heading));
    last = level;
  }
  for (const [selector, count] of [["h1", 1], ["main", 1], [".sheet > header", 1], ["footer", 1], ["[role=search]", 1]]) {
    if (all(selector).length !== count) found.push(selector + " is there " + all(selector).length + " times");
  }
  if (!document.documentElement.lang) found.push("no language");
  if (!document.title) found.push("no title");

  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = parse(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
      if (colour[3] > 0) found.push("a ground that shows through: " + describe(each));
    }
    return [255, 255, 255];
  };
  let texts = 0;
  for (const element of all("body *")) {
    const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.data.trim() !== "");
    if (!own || ["SCRIPT", "STYLE", "TITLE", "DESC", "OPTION"].includes(element.tagName.toUpperCase()) || !shown(element)) continue;
    texts += 1;
    const style = getComputedStyle(element);
    const [one, other] = [luminance(parse(element.closest("svg") ? style.fill : style.color)), luminance(ground(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) found.push("contrast " + ratio.toFixed(2) + ": " + describe(element));
  }
  if (texts < 20) found.push("only " + texts + " texts are to be seen");
  return found;
})()`;
