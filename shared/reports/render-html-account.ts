import type { VNode } from "preact";
import { visibleText } from "../drift/visible-text.ts";
import type { CheckedAccount, CheckedEntity, UnreadableAccount } from "./check-result.ts";
import { type Content, element } from "./render-html-element.ts";
import { type FindingPlace, finding, undecidedRules, waivedFinding } from "./render-html-finding.ts";
import { accountName, sourceWords } from "./render-html-outcome.ts";
import { code, prose } from "./render-html-text.ts";
import { isTold, isUnknown, WORST_FIRST, worstFirst } from "./severities.ts";
import { counted } from "./words.ts";

/** How findings are shown, whatever they are about. */
export interface Showing extends Pick<FindingPlace, "opensPolicies" | "commandOf"> {
  /** Whether each account says where it was read from: the page's head says it of one alone. */
  readonly namesSources: boolean;
}

/** Everything there is to tell of one account: a section for each entity, those with the worst drifts first. */
export function accountSection(account: CheckedAccount, index: number, showing: Showing): VNode {
  const id = `account-${index + 1}`;
  if (account.unreadable !== undefined) return unreadAccount(account, account.unreadable, id);
  const told = account.entities.filter(isTold).toSorted((one, other) => gravity(one) - gravity(other));
  const rest = account.entities.filter((entity) => !isTold(entity));
  return element(
    "section",
    { class: "account", "aria-labelledby": id, "data-account": "read" },
    element("h2", { id }, prose(`Findings in ${accountName(account)}`)),
    showing.namesSources ? element("p", { class: "source" }, sourceWords(account)) : "",
    // Whoever copies a command would otherwise run it with the credentials at hand, which are another account's.
    account.source.kind === "live" && account.source.role !== undefined
      ? element("p", { class: "source" }, "The commands shown here need credentials of this account.")
      : "",
    told.length === 0 ? element("p", null, "There is nothing to tell of any entity.") : "",
    told.map((entity, at) => entitySection(`${id}-entity-${at + 1}`, { account, entity, ...showing })),
    rest.length === 0 ? "" : nothingToTell(rest),
  );
}

function unreadAccount(account: CheckedAccount, { call, code: error, message }: UnreadableAccount, id: string): VNode {
  return element(
    "section",
    { class: "account", "aria-labelledby": id, "data-account": "unread" },
    element("h2", { id }, prose(`Could not read ${accountName(account)}`)),
    element(
      "p",
      { class: "unread" },
      "Nothing is known of this account. ",
      code(call),
      ": ",
      code(error),
      ": ",
      prose(message),
    ),
  );
}

/** The lower the worse; what is not known stands between high and medium: nobody can say how bad it is. */
function gravity({ drifts, undecided, waived }: CheckedEntity): number {
  const ranks = drifts.map((drift) => (isUnknown(drift) ? 1.5 : WORST_FIRST.indexOf(drift.severity)));
  return Math.min(...ranks, ...(undecided.length > 0 ? [1.5] : []), ...(waived.length > 0 ? [WORST_FIRST.length] : []));
}

function entitySection(id: string, place: FindingPlace): VNode {
  const { account } = place.account;
  const { entity, baseline, drifts, undecided, waived } = place.entity;
  const [kind = ""] = entity.split("/", 1);
  const byReason = Map.groupBy(undecided, ({ reason }) => reason);
  return element(
    "section",
    {
      class: "entity",
      "aria-labelledby": id,
      "data-entity": visibleText(entity),
      "data-kind": visibleText(kind),
      "data-of": visibleText(account),
    },
    element("h3", { id }, code(entity)),
    element("p", { class: "baseline" }, "Baseline ", code(baseline)),
    worstFirst(drifts).map((drift) => finding(drift, place)),
    [...byReason].map(([reason, rules]) =>
      undecidedRules(
        reason,
        rules.map(({ rule }) => rule),
        place,
      ),
    ),
    waived.map((each) => waivedFinding(each, place)),
  );
}

function nothingToTell(entities: readonly CheckedEntity[]): Content {
  const byBaseline = Map.groupBy(entities, ({ baseline }) => baseline);
  return element(
    "details",
    { class: "plumb" },
    element(
      "summary",
      null,
      `${counted(entities.length, "entity", "entities")} as the baselines say, with nothing to tell`,
    ),
    element(
      "dl",
      null,
      [...byBaseline].map(([baseline, own]) =>
        element(
          "div",
          null,
          element("dt", null, code(baseline)),
          own.map(({ entity }) => element("dd", null, code(entity))),
        ),
      ),
    ),
  );
}
