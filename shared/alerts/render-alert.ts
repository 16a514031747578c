import { EVERY_BASELINE } from "../drift/account-unreadable.ts";
import {
  deltaRemarks,
  effectiveDoubt,
  escalationWords,
  gainsAndLosses,
  offsetDeltas,
  shownWitness,
} from "../drift/delta-words.ts";
import { type Drift, isUnreadable } from "../drift/drift.ts";
import type { ClaimedActor } from "../iam/actor.ts";
import type { FindingNews } from "../ledger/deliver.ts";
import type { News } from "../ledger/finding.ts";
import { alertAttributes } from "./alert-attributes.ts";
import { alertBody } from "./alert-body.ts";
import { type AlertContext, linkOf } from "./alert-context.ts";
import { claimedTool } from "./claimed-tool.ts";
import type { AlertDetail } from "./destinations.ts";
import { headlineOf, resolutionWords, subjectOf } from "./headline.ts";
import { nextSteps } from "./next-steps.ts";
import { shownOwner } from "./owner.ts";
import { plain, withoutEmail } from "./plain-text.ts";
import type { AlertMessage } from "./ports.ts";

/** How many lines of permissions gained, and of those lost, a message shows. */
const DELTAS_SHOWN = 20;

type Delta = Drift["deltas"][number];

/** A section of the message; an empty one is left out. */
type Section = readonly string[];

/**
 * The message that tells people one piece of news, as text for people and as JSON for programs, with as much detail as its route asks for.
 * Everything that comes from the account or an event is made harmless first.
 */
export function renderAlert(told: FindingNews, context: AlertContext, detail: AlertDetail): AlertMessage {
  return {
    subject: subjectOf(told, context),
    message: (detail === "link" ? linkSections(told, context) : sections(told, context, detail))
      .filter((section) => section.length > 0)
      .map((section) => section.join("\n"))
      .join("\n\n"),
    body: JSON.stringify(alertBody(told, context, detail)),
    attributes: alertAttributes(told),
  };
}

/** That there is something, and where. */
function linkSections(told: FindingNews, context: AlertContext): readonly Section[] {
  return [headline(told), where(told, context, "link"), places(told, context), configuration(context)];
}

function sections(told: FindingNews, context: AlertContext, detail: AlertDetail): readonly Section[] {
  const { news } = told;
  const { drift } = news;
  const resolved = news.kind === "IAM Drift Resolved";
  return [
    headline(told),
    [`${resolved ? resolutionWords(news) : ""}${plain(drift.summary)}`, ...reason(drift), ...doubt(drift)],
    where(told, context, detail),
    resolved ? [] : deltas(drift, "gained"),
    resolved ? [] : deltas(drift, "lost"),
    resolved ? [] : offset(drift),
    detail === "full" && !resolved ? witness(drift) : [],
    remediation(news, detail),
    news.actor === undefined ? [] : claim(news.actor, detail),
    [`Next: ${nextSteps(told, context).map(plain).join("\n  ")}`, ...places(told, context), ...mayBeWaived(news)],
    configuration(context),
  ];
}

function headline({ news }: FindingNews): Section {
  return [`${headlineOf(news)} (${news.drift.severity})`];
}

function where({ finding, news }: FindingNews, context: AlertContext, detail: AlertDetail): Section {
  const { drift } = news;
  const owner = shownOwner(drift, detail);
  const alias = context.alias === undefined ? "" : ` (${plain(context.alias)})`;
  const resolved = news.kind === "IAM Drift Resolved" ? `, resolved ${news.at}` : "";
  return [
    `Entity:    ${plain(finding.entity)}`,
    `Account:   ${finding.account}${alias}`,
    `Baseline:  ${finding.baseline === EVERY_BASELINE ? "every one" : plain(finding.baseline)}`,
    `Rule:      ${drift.rule}${drift.subject === "" ? "" : ` (${plain(drift.subject)})`}`,
    ...(owner === undefined ? [] : [`Owner:     ${owner}`]),
    `Open since ${finding.openedAt}${resolved}`,
  ];
}

function places({ finding, news }: FindingNews, context: AlertContext): Section {
  const link = linkOf(finding, context);
  return [
    ...(link === undefined ? [] : [`  IAM console: ${link}`]),
    `  Finding: ${finding.id}, revision ${news.revision}`,
  ];
}

function configuration({ configurationDigest }: AlertContext): Section {
  return [`Configuration ${plain(configurationDigest)}`];
}

/** The request that the two documents, or all of the entity's policies, decide differently from what the baseline has. */
function witness(drift: Drift): Section {
  const witness = shownWitness(drift);
  if (witness === undefined) return [];
  const { principal, action, resource, context, canonical, live } = witness;
  return [
    "A request that they decide differently:",
    ...(principal === undefined ? [] : [`  principal  ${plain(principal)}`]),
    `  action     ${plain(action)}`,
    `  resource   ${plain(resource)}`,
    ...Object.entries(context).map(([key, value]) => `  ${plain(key)} = ${plain([value].flat().join(", "))}`),
    `  by its document: ${canonical}; now: ${live}`,
  ];
}

function reason(drift: Drift): Section {
  if (drift.reason === undefined) return [];
  const undecided = drift.verdict === "unknown" ? "Whether they decide alike could not be told: " : "Reason: ";
  return [undecided + plain(drift.reason)];
}

function doubt(drift: Drift): Section {
  return [effectiveDoubt(drift)].flatMap((words) => (words === undefined ? [] : [plain(words)]));
}

/** What only moved between the entity's policies, or has no effect beside them. */
function offset(drift: Drift): Section {
  const all = offsetDeltas(drift);
  if (all.length === 0) return [];
  const shown = all
    .slice(0, DELTAS_SHOWN)
    .flatMap((delta) => [
      `  = ${plain(delta.text)}`,
      ...notes({ ...delta, escalation: [] }).map((note) => `      ${plain(note)}`),
    ]);
  return ["Neither gained nor lost as a whole:", ...shown];
}

function deltas(drift: Drift, effect: "gained" | "lost"): Section {
  const all = gainsAndLosses(drift).filter((delta) => delta.effect === effect);
  if (all.length === 0) return [];
  const sign = effect === "gained" ? "+" : "-";
  const shown = all.slice(0, DELTAS_SHOWN);
  const rest = all.length - shown.length;
  return [
    effect === "gained" ? "Gained:" : "Lost:",
    ...shown.flatMap((delta) => [
      `  ${sign} ${plain(delta.text)}`,
      ...notes(delta).map((note) => `      ${plain(note)}`),
    ]),
    ...(rest > 0 ? [`  and ${rest} more, which the ledger holds`] : []),
  ];
}

/** What stands under a delta: the steps of privilege escalation in it, what its actions do, and what its text does not tell. */
function notes(delta: Delta): Section {
  const levels = Object.entries(delta.accessLevels ?? {}).map(
    ([level, count]) => `${count.toLocaleString("en-GB")} ${level}`,
  );
  const remarks = [...(levels.length > 0 ? [`actions: ${levels.join(", ")}`] : []), ...deltaRemarks(delta)];
  return [...(delta.escalation ?? []).map(escalationWords), ...(remarks.length > 0 ? [remarks.join("; ")] : [])];
}

function remediation({ remediation }: News, detail: AlertDetail): Section {
  if (remediation === undefined) return [];
  return [
    `Remediation ${plain(remediation.remediationId)}: ${shownBy(detail)(remediation.outcome)}`,
    ...remediation.calls.map((call) => `  ${plain(call)}`),
  ];
}

/** How a text is shown that may hold an e-mail address. */
function shownBy(detail: AlertDetail): (text: string) => string {
  return detail === "full" ? plain : withoutEmail;
}

function claim(actor: ClaimedActor, detail: AlertDetail): Section {
  const shown = shownBy(detail);
  const through = actor.through === undefined ? "" : `, through ${shown(actor.through)}`;
  const from = detail === "full" && actor.sourceAddress !== undefined ? `, from ${plain(actor.sourceAddress)}` : "";
  const tool = actor.userAgent === undefined ? "" : `, with ${claimedTool(actor.userAgent)}`;
  return [
    "Who did it, as the event claims:",
    `  ${shown(actor.who)}${through}`,
    `  ${plain(actor.eventName)} at ${plain(actor.eventTime)}${from}${tool}`,
  ];
}

/** What could not be read cannot be accepted, and what is over need not be. */
function mayBeWaived({ kind, drift }: News): Section {
  const never = isUnreadable(drift.rule) || kind === "IAM Drift Resolved" || kind === "IAM Drift Remediated";
  return never ? [] : [`  To accept it for a while: waivers.yml, fingerprint ${drift.fingerprint}`];
}
