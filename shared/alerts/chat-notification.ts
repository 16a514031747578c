import { gainsAndLosses } from "../drift/delta-words.ts";
import type { FindingNews } from "../ledger/deliver.ts";
import { alertAttributes } from "./alert-attributes.ts";
import { type AlertContext, linkOf } from "./alert-context.ts";
import type { AlertDetail } from "./destinations.ts";
import { resolutionWords, subjectOf, WORDINGS } from "./headline.ts";
import { nextSteps } from "./next-steps.ts";
import { shownOwner } from "./owner.ts";
import { cut, plain, withoutEmail } from "./plain-text.ts";
import type { PlainMessage } from "./ports.ts";

/** How many of the permissions gained and lost a chat message shows. */
const DELTAS_SHOWN = 8;

/** So that a description is never cut within a code span. */
const VALUE_LENGTH = 250;

/**
 * A piece of news as a custom notification of Amazon Q Developer in chat applications (the former AWS Chatbot), which takes it from a
 * topic of its own: it drops whatever else a topic carries. The notifications of one finding stand in one thread.
 * @see https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export function chatNotification(told: FindingNews, context: AlertContext, detail: AlertDetail): PlainMessage {
  const { finding, news } = told;
  const link = linkOf(finding, context);
  const notification = {
    version: "1.0",
    source: "custom",
    id: `${finding.id}-${news.revision}`,
    content: {
      textType: "client-markdown",
      title: harmless(subjectOf(told, context)),
      description: cut(description(told, context, detail).join("\n"), 4_000),
      ...(detail === "link" ? {} : { nextSteps: nextSteps(told, context).map(harmless) }),
      keywords: [news.drift.severity, WORDINGS[news.kind].change],
    },
    metadata: {
      threadId: finding.id,
      summary: harmless(subjectOf(told, context)),
      eventType: news.kind,
      ...(link === undefined ? {} : { relatedResources: [link] }),
      additionalContext: { configuration: plain(context.configurationDigest), revision: String(news.revision) },
    },
  };
  return { message: JSON.stringify(notification), attributes: alertAttributes(told) };
}

function description({ finding, news }: FindingNews, context: AlertContext, detail: AlertDetail): readonly string[] {
  const { drift, actor } = news;
  const resolved = news.kind === "IAM Drift Resolved";
  const alias = context.alias === undefined ? "" : ` (${value(context.alias)})`;
  const where = `Account ${value(finding.account)}${alias}, baseline ${value(finding.baseline)}, ${value(finding.entity)}`;
  const configuration = `Configuration ${value(context.configurationDigest)}`;
  if (detail === "link") return [where, `Finding ${value(finding.id)}`, configuration];
  const deltas = resolved ? [] : gainsAndLosses(drift);
  const left = deltas.length - DELTAS_SHOWN;
  const shown = detail === "full" ? plain : withoutEmail;
  const owner = shownOwner(drift, detail);
  return [
    `${resolved ? resolutionWords(news) : ""}${harmless(drift.summary)}`,
    where,
    ...(owner === undefined ? [] : [`Owner ${value(owner)}`]),
    ...deltas.slice(0, DELTAS_SHOWN).map(({ effect, text }) => `${effect === "gained" ? "+" : "-"} ${value(text)}`),
    ...(left > 0 ? [`and ${left} more, which the ledger holds`] : []),
    ...(news.remediation === undefined ? [] : [`Remediation: ${harmless(shown(news.remediation.outcome))}`]),
    ...(actor === undefined ? [] : [`Done by, as the event claims: ${value(shown(actor.who))}`]),
    `Finding ${value(finding.id)}`,
    configuration,
  ];
}

/** A value in a code span, in which no client reads formatting. */
function value(text: string): string {
  return `\`${cut(unmentioning(text), VALUE_LENGTH)}\``;
}

/** A sentence. Asterisks and the like are part of what policies and names say, so they are kept, and made to begin nothing. */
function harmless(text: string): string {
  return unmentioning(text)
    .replace(/[*_~]/g, (mark) => `${mark}\u2060`)
    .replaceAll("](", "]\u2060(");
}

/**
 * Text in which no client finds a mention, a link of its own words or the end of a code span. Which client it is, and so how it would be
 * escaped, is not known here; the few characters that could do it are shown as others that look like them.
 */
function unmentioning(text: string): string {
  return plain(text).replaceAll("<", "\u2039").replaceAll(">", "\u203a").replaceAll("`", "'").replaceAll("@", "\uff20");
}
