import { EVERY_BASELINE } from "../drift/account-unreadable.ts";
import { deltaRemarks, escalationWords, gainsAndLosses } from "../drift/delta-words.ts";
import type { Drift } from "../drift/drift.ts";
import type { FindingNews } from "../ledger/deliver.ts";
import type { News } from "../ledger/finding.ts";
import { type AlertContext, linkOf } from "./alert-context.ts";
import { claimedTool } from "./claimed-tool.ts";
import type { AlertDetail } from "./destinations.ts";
import { headlineOf, resolutionWords, subjectOf } from "./headline.ts";
import { nextSteps } from "./next-steps.ts";
import { shownOwner } from "./owner.ts";
import { plain, withoutEmail } from "./plain-text.ts";
import {
  bold,
  code,
  escapeText,
  fields,
  header,
  link,
  list,
  paragraph,
  type RichElement,
  type SlackBlock,
  type SlackMessage,
  context as smallPrint,
  words,
} from "./slack-blocks.ts";

/** How many of the permissions gained, and of those lost, a message shows. */
const DELTAS_SHOWN = 8;

/** Whose news it is, and how much of it is told. */
export interface SlackRendering {
  readonly context: AlertContext;
  readonly detail: AlertDetail;
}

/**
 * The message that stands for a finding in a channel: how it stands since a piece of news. It is posted when the finding is opened, and
 * replaced as the finding goes on.
 */
export function slackRoot(told: FindingNews, rendering: SlackRendering): SlackMessage {
  const { detail } = rendering;
  const isOver = told.news.kind === "IAM Drift Resolved";
  return message(told, rendering, [
    ...(detail === "link" ? [] : summary(told)),
    where(told, rendering),
    ...(detail === "link" || isOver ? [] : changes(told.news.drift)),
    ...(detail === "link" ? [] : [...remediation(told.news, detail), ...claimed(told.news, detail)]),
    next(told, rendering),
    identity(told, rendering.context),
  ]);
}

/** What is told of a finding in its thread: what happened, and what follows from it. */
export function slackReply(told: FindingNews, rendering: SlackRendering): SlackMessage {
  const { news } = told;
  const { detail } = rendering;
  if (detail === "link") return message(told, rendering, [identity(told, rendering.context)]);
  return message(told, rendering, [
    ...summary(told),
    ...(news.kind === "IAM Drift Changed" || news.kind === "IAM Drift Opened" ? changes(news.drift) : []),
    ...remediation(news, detail),
    ...claimed(news, detail),
    paragraph(bold("Next: "), words(nextSteps(told, rendering.context).join(" "))),
    identity(told, rendering.context),
  ]);
}

function message(told: FindingNews, { context }: SlackRendering, blocks: readonly SlackBlock[]): SlackMessage {
  const subject = subjectOf(told, context);
  return { text: escapeText(subject), blocks: [header(subject), ...blocks] };
}

function summary({ news }: FindingNews): readonly SlackBlock[] {
  const { drift, kind } = news;
  const before = kind === "IAM Drift Resolved" ? [words(resolutionWords(news))] : [];
  const why = drift.verdict === "unknown" ? "Whether they decide alike could not be told: " : "Reason: ";
  return [
    paragraph(...before, words(drift.summary)),
    ...(drift.reason === undefined ? [] : [paragraph(words(why), words(drift.reason))]),
  ];
}

function where({ finding, news }: FindingNews, { context: { alias }, detail }: SlackRendering): SlackBlock {
  const { drift } = news;
  const owner = shownOwner(drift, detail);
  const resolved = news.kind === "IAM Drift Resolved" ? ([["Resolved", news.at]] as const) : [];
  return fields([
    ["Entity", finding.entity],
    ["Account", alias === undefined ? finding.account : `${alias} (${finding.account})`],
    ["Baseline", finding.baseline === EVERY_BASELINE ? "every one" : finding.baseline],
    ["Rule", drift.rule],
    ["Severity", drift.severity],
    ...(owner === undefined ? [] : ([["Owner", owner]] as const)),
    ["Open since", finding.openedAt],
    ...resolved,
  ]);
}

function changes(drift: Drift): readonly SlackBlock[] {
  return (["gained", "lost"] as const).flatMap((effect) => {
    const all = gainsAndLosses(drift).filter((delta) => delta.effect === effect);
    if (all.length === 0) return [];
    const left = all.length - DELTAS_SHOWN;
    const items = all.slice(0, DELTAS_SHOWN).map((delta): readonly RichElement[] => {
      const notes = [...(delta.escalation ?? []).map(escalationWords), ...deltaRemarks(delta)];
      return [code(delta.text.replaceAll("`", "")), ...notes.map((note) => words(`; ${note}`))];
    });
    const rest = left > 0 ? [[words(`and ${left} more, which the ledger holds`)]] : [];
    return [list(effect === "gained" ? "Gained" : "Lost", [...items, ...rest])];
  });
}

function remediation({ remediation }: News, detail: AlertDetail): readonly SlackBlock[] {
  if (remediation === undefined) return [];
  const { remediationId, calls } = remediation;
  const outcome = (detail === "full" ? plain : withoutEmail)(remediation.outcome);
  const title = `Remediation ${plain(remediationId)}`;
  if (calls.length === 0) return [paragraph(bold(`${title}: `), words(outcome))];
  return [
    paragraph(bold(`${title}: `), words(outcome)),
    list(
      "Calls",
      calls.slice(0, DELTAS_SHOWN).map((call) => [code(call)]),
    ),
  ];
}

function claimed({ actor }: News, detail: AlertDetail): readonly SlackBlock[] {
  if (actor === undefined) return [];
  const shown = detail === "full" ? plain : withoutEmail;
  const { who, through, eventName, eventTime, sourceAddress, userAgent } = actor;
  return [
    paragraph(
      bold("Who did it, as the event claims: "),
      code(shown(who)),
      ...(through === undefined ? [] : [words(" through "), code(shown(through))]),
      words(`: ${plain(eventName)} at ${plain(eventTime)}`),
      ...(detail === "full" && sourceAddress !== undefined ? [words(` from ${plain(sourceAddress)}`)] : []),
      ...(userAgent === undefined ? [] : [words(`, with ${claimedTool(userAgent)}`)]),
    ),
  ];
}

function next({ finding, news }: FindingNews, { context, detail }: SlackRendering): SlackBlock {
  const console = linkOf(finding, context);
  return paragraph(
    bold("Next: "),
    ...(detail === "link" ? [] : [words(`${nextSteps({ finding, news }, context).join(" ")} `)]),
    ...(console === undefined ? [] : [link(console, "IAM console"), words(" · ")]),
    code(`npx plumbline check --account ${finding.account}${baselineOption(finding)}`),
  );
}

function baselineOption({ baseline }: FindingNews["finding"]): string {
  return baseline === EVERY_BASELINE ? "" : ` --baseline ${baseline}`;
}

function identity({ finding, news }: FindingNews, { configurationDigest }: AlertContext): SlackBlock {
  return smallPrint(
    `${headlineOf(news)} ${news.at} · finding ${finding.id}, revision ${news.revision} · configuration ${configurationDigest}`,
  );
}
