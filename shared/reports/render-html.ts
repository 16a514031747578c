import { type CheckResult, checkOutcome } from "./check-result.ts";
import { accountSection, type Showing } from "./render-html-account.ts";
import { type Content, element } from "./render-html-element.ts";
import { filters, shownCount } from "./render-html-filters.ts";
import type { CommandOf } from "./render-html-finding.ts";
import { keysSection } from "./render-html-keys.ts";
import { pageHeader, pageName } from "./render-html-outcome.ts";
import { htmlPage } from "./render-html-page.ts";
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
  return htmlPage({
    title: `${pageName(result)}: ${checkOutcome(result)}, ${result.checkedAt.slice(0, 10)} (Plumbline)`,
    style: STYLE,
    skipTo: { id: "findings", words: "Skip to the findings" },
    header: pageHeader(result),
    main: main(result, showing),
    footer: footer(),
  });
}

function main(result: CheckResult, showing: Showing): Content {
  return [
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
  ];
}

function footer(): Content {
  return element(
    "p",
    null,
    "Made by ",
    element("code", null, "plumbline check --format html"),
    ". Identity and trust policies are compared by what they decide; service control, resource control, session and resource policies are not part of it. This file is complete in itself and loads nothing.",
  );
}
