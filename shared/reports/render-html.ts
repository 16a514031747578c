import { createHash } from "node:crypto";
import { h, type VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import { visibleText } from "../drift/visible-text.ts";
import { type CheckResult, checkOutcome } from "./check-result.ts";
import { accountSection, type Showing } from "./render-html-account.ts";
import { type Content, element } from "./render-html-element.ts";
import { filters, shownCount } from "./render-html-filters.ts";
import type { CommandOf } from "./render-html-finding.ts";
import { keysSection } from "./render-html-keys.ts";
import { pageHeader, pageName } from "./render-html-outcome.ts";
import { SCRIPT } from "./render-html-script.ts";
import { STYLE } from "./render-html-style.ts";
import { summarySection } from "./render-html-summary.ts";

/** Policies are open from the start where there are no more of them than a reader goes through anyway. */
const MOST_OPEN = 12;

/**
 * What a check found, as one page to be forwarded: a person can read, narrow down and print it with nothing but a browser. The page asks
 * for nothing from anywhere, and its own security policy keeps it from asking; it runs one script, named by its hash, and shows everything
 * without it. Whatever comes from an account or a configuration is text in it, escaped by the renderer, with access keys by their last
 * four characters.
 *
 * @param commandOf makes the command with which a reader sees a drift without Plumbline
 */
export function renderHtml(result: CheckResult, commandOf: CommandOf): string {
  const documents = result.accounts.flatMap(({ entities }) => entities.flatMap((each) => each.documents ?? []));
  const showing = { commandOf, opensPolicies: documents.length <= MOST_OPEN, namesSources: result.accounts.length > 1 };
  const page = element("html", { lang: "en" }, head(result), body(result, showing));
  return `<!doctype html>\n${renderToString(page)}\n`;
}

function head(result: CheckResult): VNode {
  const title = `${pageName(result)}: ${checkOutcome(result)}, ${result.checkedAt.slice(0, 10)} (Plumbline)`;
  return element(
    "head",
    null,
    element("meta", { charset: "utf-8" }),
    element("meta", { "http-equiv": "Content-Security-Policy", content: securityPolicy() }),
    element("title", null, visibleText(title)),
    element("meta", { name: "viewport", content: "width=device-width, initial-scale=1" }),
    element("meta", { name: "color-scheme", content: "light dark" }),
    element("meta", { name: "referrer", content: "no-referrer" }),
    element("meta", { name: "robots", content: "noindex" }),
    element("meta", { name: "format-detection", content: "telephone=no" }),
    ownText("style", STYLE),
  );
}

/** @see https://www.w3.org/TR/CSP3/#framework-directive-source-list */
function securityPolicy(): string {
  const allowed = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const directives = [
    "default-src 'none'",
    `style-src ${allowed(STYLE)}`,
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

function body(result: CheckResult, showing: Showing): Content {
  return element(
    "body",
    null,
    element("a", { class: "skip", href: "#findings" }, "Skip to the findings"),
    element(
      "div",
      { class: "sheet" },
      element(
        "div",
        { class: "top" },
        element("button", { type: "button", id: "theme", hidden: true }, "Dark colours"),
      ),
      pageHeader(result),
      element(
        "main",
        null,
        summarySection(result),
        keysSection(result),
        element(
          "div",
          { id: "findings", tabindex: -1 },
          filters(result),
          shownCount(result),
          element("p", { id: "none-shown", hidden: true }, "No finding fits the filters."),
          result.accounts.map((account, index) => accountSection(account, index, showing)),
        ),
      ),
      footer(),
    ),
    ownText("script", SCRIPT),
  );
}

function footer(): VNode {
  return element(
    "footer",
    { class: "page-footer" },
    element(
      "p",
      null,
      "Made by ",
      element("code", null, "plumbline check --format html"),
      ". Identity and trust policies are compared by what they decide; service control, resource control, session and resource policies are not part of it. This file is complete in itself and loads nothing.",
    ),
  );
}
