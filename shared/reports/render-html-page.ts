import { createHash } from "node:crypto";
import { h, type VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { visibleText } from "../drift/visible-text.ts";
import { type Content, element } from "./render-html-element.ts";
import { SCRIPT } from "./render-html-script.ts";

/** What a page is made of. */
export interface HtmlPage {
  readonly title: string;
  /** Its only style sheet: a text of Plumbline's own. */
  readonly style: string;
  /** Where its first link leads: an id in the page, and what is there. */
  readonly skipTo: { readonly id: string; readonly words: string };
  /** What stands above the page's main part, in it, and below it. */
  readonly header: Content;
  readonly main: Content;
  readonly footer: Content;
}

/**
 * One page that asks for nothing from anywhere: its own security policy keeps it from asking. It runs one script, named by its hash, and
 * shows everything without it. All text in it is escaped by the renderer.
 */
export function htmlPage(page: HtmlPage): string {
  return `<!doctype html>\n${renderToString(element("html", { lang: "en" }, head(page), body(page)))}\n`;
}

function head({ title, style }: HtmlPage): VNode {
  return element(
    "head",
    null,
    element("meta", { charset: "utf-8" }),
    element("meta", { "http-equiv": "Content-Security-Policy", content: securityPolicy(style) }),
    element("title", null, visibleText(title)),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("meta", { name: "color-scheme", content: "light dark" }),
    element("meta", { name: "referrer", content: "no-referrer" }),
    element("meta", { name: "robots", content: "noindex" }),
    element("meta", { name: "format-detection", content: "telephone=no" }),
    ownText("style", style),
  );
}

/** @see https://www.w3.org/TR/CSP3/#framework-directive-source-list */
function securityPolicy(style: string): string {
  const allowed = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const directives = [
    "default-src 'none'",
    `style-src ${allowed(style)}`,
    `script-src ${allowed(SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return directives.join("; ");
}

/** The page's style sheet or script: the only text in it that is not escaped, and none of it is data. */
function ownText(name: "style" | "script", text: string): VNode {
  return h(name, { dangerouslySetInnerHTML: { __html: text } }) as VNode;
}

function body({ skipTo, header, main, footer }: HtmlPage): Content {
  return element(
    "body",
    null,
    element("a", { class: "skip", href: `#${skipTo.id}` }, skipTo.words),
    element(
      "div",
      { class: "sheet" },
      element(
        "div",
        { class: "top" },
        element("button", { type: "button", id: "theme", hidden: true }, "Dark colours"),
      ),
      header,
      element("main", null, main),
      element("footer", { class: "page-footer" }, footer),
    ),
    ownText("script", SCRIPT),
  );
}
