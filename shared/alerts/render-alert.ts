import { deltaRemarks, escalationWords } from "../drift/delta-words.ts";
import type { Drift } from "../drift/drift.ts";
import type { ClaimedActor } from "../iam/actor.ts";
import type { FindingNews } from "../ledger/deliver.ts";
import type { News, NewsKind } from "../ledger/finding.ts";
import { claimedTool } from "./claimed-tool.ts";
import { consoleLink } from "./console-link.ts";
import { nextWords } from "./next-words.ts";
import { ascii, cut, plain, withoutEmail } from "./plain-text.ts";
import type { AlertMessage } from "./ports.ts";

/** What the configuration says of where the finding is. */
export interface AlertContext {
  readonly partition: string;
  /** The account's alias, where it has one. */
  readonly alias?: string;
  /** The entity's path, where the entity is still expected. */
  readonly path?: string;
  readonly configurationDigest: string;
}

/** SNS wants fewer than 100 characters. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const SUBJECT_LENGTH = 99;

/** How many lines of permissions gained, and of those lost, a message shows. */
const DELTAS_SHOWN = 20;

type Delta = Drift["deltas"][number];

interface Wording {
  /** The value of the message attribute `change`. */
  readonly change: string;
  readonly headline: string;
}

const WORDINGS: Readonly<Record<NewsKind, Wording>> = {
  "IAM Drift Opened": { change: "opened", headline: "Drift opened" },
  "IAM Drift Changed": { change: "changed", headline: "Drift changed" },
  "IAM Drift Resolved": { change: "resolved", headline: "Drift resolved" },
  "IAM Drift Unreadable": { change: "unreadable", headline: "Not readable" },
  "IAM Drift Remediated": { change: "remediated", headline: "Drift remediated" },
  "IAM Drift Remediation Refused": { change: "refused", headline: "Remediation refused" },
  "IAM Drift Remediation Failed": { change: "failed", headline: "Remediation failed" },
};

/**
 * The message that tells people one piece of news, in the detail level `summary`: neither witness nor source address nor
 * e-mail address. Everything that comes from the account or an event is made harmless first.
 */
export function renderAlert(told: FindingNews, context: AlertContext): AlertMessage {
  const { finding, news } = told;
  const { change } = WORDINGS[news.kind];
  return {
    subject: subject(told, context),
    message: sections(told, context)
      .filter((section) => section.length > 0)
      .map((section) => section.join("\n"))
      .join("\n\n"),
    attributes: {
      severity: news.drift.severity,
      account: finding.account,
      baseline: plain(finding.baseline),
      entity: plain(finding.entity),
      change,
      rule: news.drift.rule,
    },
  };
}

function subject({ finding, news }: FindingNews, { alias }: AlertContext): string {
  const before = `[${news.drift.severity}] ${WORDINGS[news.kind].headline}: `;
  const after = ` in ${cut(ascii(alias ?? finding.account), 30)}`;
  return before + cut(ascii(finding.entity), SUBJECT_LENGTH - before.length - after.length) + after;
}

function sections({ finding, news }: FindingNews, context: AlertContext): readonly (readonly string[])[] {
  const { drift } = news;
  const alias = context.alias === undefined ? "" : ` (${plain(context.alias)})`;
  const resolved = news.kind === "IAM Drift Resolved";
  return [
    [`${WORDINGS[news.kind].headline} (${drift.severity})`],
    [`${resolved ? "This is no longer so: " : ""}${plain(drift.summary)}`, ...reason(drift)],
    [
      `Entity:    ${plain(finding.entity)}`,
      `Account:   ${finding.account}${alias}`,
      `Baseline:  ${plain(finding.baseline)}`,
      `Rule:      ${drift.rule}${drift.subject === "" ? "" : ` (${plain(drift.subject)})`}`,
      `Open since ${finding.openedAt}${resolved ? `, resolved ${news.at}` : ""}`,
    ],
    resolved ? [] : deltas(drift, "gained"),
    resolved ? [] : deltas(drift, "lost"),
    remediation(news),
    news.actor === undefined ? [] : claim(news.actor),
    next({ finding, news }, context),
    [`Configuration ${plain(context.configurationDigest)}`],
  ];
}

function reason(drift: Drift): readonly string[] {
  if (drift.reason === undefined) return [];
  const undecided = drift.verdict === "unknown" ? "Whether they decide alike could not be told: " : "Reason: ";
  return [undecided + plain(drift.reason)];
}

function deltas(drift: Drift, effect: "gained" | "lost"): readonly string[] {
  const all = drift.deltas.filter((delta) => delta.effect === effect);
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
function notes(delta: Delta): readonly string[] {
  const levels = Object.entries(delta.accessLevels ?? {}).map(
    ([level, count]) => `${count.toLocaleString("en-GB")} ${level}`,
  );
  const remarks = [...(levels.length > 0 ? [`actions: ${levels.join(", ")}`] : []), ...deltaRemarks(delta)];
  return [...(delta.escalation ?? []).map(escalationWords), ...(remarks.length > 0 ? [remarks.join("; ")] : [])];
}

function remediation({ remediation }: News): readonly string[] {
  if (remediation === undefined) return [];
  return [
    `Remediation ${plain(remediation.remediationId)}: ${plain(remediation.outcome)}`,
    ...remediation.calls.map((call) => `  ${plain(call)}`),
  ];
}

function claim(actor: ClaimedActor): readonly string[] {
  const through = actor.through === undefined ? "" : `, through ${withoutEmail(actor.through)}`;
  const tool = actor.userAgent === undefined ? "" : `, with ${claimedTool(actor.userAgent)}`;
  return [
    "Who did it, as the event claims:",
    `  ${withoutEmail(actor.who)}${through}`,
    `  ${plain(actor.eventName)} at ${plain(actor.eventTime)}${tool}`,
  ];
}

function next({ finding, news }: FindingNews, context: AlertContext): readonly string[] {
  const { account, entity } = finding;
  const { partition, path } = context;
  const link = consoleLink({ account, partition, entity, ...(path === undefined ? {} : { path }) });
  return [
    `Next: ${nextWords(news)}`,
    ...(link === undefined ? [] : [`  IAM console: ${link}`]),
    `  Finding: ${finding.id}, revision ${news.revision}`,
    ...(mayBeWaived(news) ? [`  To accept it for a while: waivers.yml, fingerprint ${news.drift.fingerprint}`] : []),
  ];
}

/** What could not be read cannot be accepted, and what is over need not be. */
function mayBeWaived({ kind, drift }: News): boolean {
  return drift.rule !== "unreadable" && kind !== "IAM Drift Resolved" && kind !== "IAM Drift Remediated";
}
