import type { VNode } from "preact";
import { shownWitness } from "../drift/delta-words.ts";
import type { Drift } from "../drift/drift.ts";
import { visibleText } from "../drift/visible-text.ts";
import type { CheckedAccount, CheckedEntity, WaivedDrift } from "./check-result.ts";
import { deltaLists } from "./render-html-deltas.ts";
import { type Content, element } from "./render-html-element.ts";
import { policiesBeside } from "./render-html-policies.ts";
import { code, fact, prose, spoken } from "./render-html-text.ts";
import { isUnknown } from "./severities.ts";
import { summaryWords } from "./summary-words.ts";
import { DECISION_WORDS } from "./words.ts";

type Witness = NonNullable<Drift["witness"]>;

/** Where a drift was found, and how it is shown. */
export interface FindingPlace {
  readonly account: CheckedAccount;
  readonly entity: CheckedEntity;
  /** The shell command, line by line, with which the reader sees it without Plumbline. */
  readonly commandOf: CommandOf;
  /** Whether the policies are to be seen at once. */
  readonly opensPolicies: boolean;
}

/** Makes the shell command, line by line, that shows a drift in IAM. */
export type CommandOf = (
  drift: Drift,
  place: { readonly account: CheckedAccount; readonly entity: CheckedEntity },
) => readonly string[];

/** One drift with everything that there is to say of it. */
export function finding(drift: Drift, place: FindingPlace): VNode {
  const { severity, rule, reason, fingerprint } = drift;
  const witness = shownWitness(drift);
  const standing = isUnknown(drift) ? "undecided" : severity;
  return element(
    "article",
    { class: `finding of-${standing}`, ...itemData(place, [rule], standing) },
    element(
      "p",
      { class: "labels" },
      pill(severity),
      isUnknown(drift)
        ? pill("undecided", rule === "unreadable" ? "could not be read" : "could not be told apart")
        : "",
      ruleName(rule),
    ),
    element("h4", null, prose(summaryWords(drift))),
    reason === undefined ? "" : element("p", null, "Reason: ", prose(reason)),
    deltaLists(drift),
    witness === undefined ? "" : witnessTable(witness),
    verification(drift, place),
    documents(drift, place),
    element("p", { class: "fingerprint" }, "Fingerprint, which a waiver would name: ", code(fingerprint)),
  );
}

/** What the filters go by. */
function itemData(
  { entity }: Pick<FindingPlace, "entity">,
  rules: readonly string[],
  severity: Drift["severity"] | "undecided",
  isWaived = false,
): Readonly<Record<string, string>> {
  return {
    "data-item": isWaived ? "waived" : "told",
    "data-severity": severity,
    "data-rules": rules.join(" "),
    "data-baseline": visibleText(entity.baseline),
  };
}

function pill(kind: string, words = kind): VNode {
  return element("span", { class: `pill pill-${kind}` }, words);
}

function ruleName(rule: string): VNode {
  return element("span", { class: "rule" }, spoken("rule "), code(rule));
}

function witnessTable({ principal, action, resource, context, canonical, live }: Witness): VNode {
  const shown = Object.entries(context).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  return element(
    "div",
    { class: "witness" },
    element("p", { class: "label" }, "A request that shows it"),
    element(
      "dl",
      null,
      principal === undefined ? "" : fact("Principal", code(principal)),
      fact("Action", code(action)),
      fact("Resource", code(resource)),
      shown.map((entry) => fact("Context", code(entry))),
      fact("Canonical", DECISION_WORDS[canonical]),
      fact("Live", DECISION_WORDS[live]),
    ),
  );
}

function verification(drift: Drift, { account, entity, commandOf }: FindingPlace): Content {
  const lines = commandOf(drift, { account, entity });
  if (lines.length === 0) return "";
  const decides = lines.some((line) => line.trimStart().startsWith("aws iam simulate-"));
  return element(
    "div",
    { class: "verification" },
    element("p", { class: "label" }, decides ? "See AWS decide it" : "See it in IAM"),
    element("pre", null, element("code", null, lines.map(visibleText).join("\n"))),
  );
}

function documents({ rule, subject }: Drift, { entity, opensPolicies }: FindingPlace): Content {
  const own = entity.documents?.filter((each) => each.rule === rule && each.subject === subject) ?? [];
  return own.map((document) => policiesBeside(document, opensPolicies));
}

/** Rules that could not decide, for one and the same reason. */
export function undecidedRules(reason: string, rules: readonly string[], place: FindingPlace): VNode {
  return element(
    "article",
    { class: "finding of-undecided", ...itemData(place, rules, "undecided") },
    element("p", { class: "labels" }, pill("undecided"), rules.map(ruleName)),
    element("h4", null, rules.length === 1 ? "This rule was not judged" : "These rules were not judged"),
    element("p", null, "Whether there is such a drift is not known. Reason: ", prose(reason)),
  );
}

/** A drift that somebody has accepted, and until when. */
export function waivedFinding({ drift, decidedBy, reason, until }: WaivedDrift, place: FindingPlace): VNode {
  const { severity, rule, fingerprint } = drift;
  return element(
    "article",
    { class: "finding of-waived", ...itemData(place, [rule], severity, true) },
    element("p", { class: "labels" }, pill("waived"), pill(severity), ruleName(rule)),
    element("h4", null, prose(summaryWords(drift))),
    deltaLists(drift),
    element("p", null, "Accepted until ", prose(until), " by ", prose(decidedBy), ": ", prose(reason)),
    documents(drift, { ...place, opensPolicies: false }),
    element("p", { class: "fingerprint" }, "Fingerprint: ", code(fingerprint)),
  );
}
