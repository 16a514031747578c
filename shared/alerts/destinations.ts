import { EVERY_BASELINE } from "../drift/account-unreadable.ts";
import type { Drift } from "../drift/drift.ts";
import type { FindingNews } from "../ledger/deliver.ts";
import type { Finding, NewsKind } from "../ledger/finding.ts";

/** How much a message tells, least first. `summary` leaves out witnesses, e-mail addresses and source addresses. */
export const ALERT_DETAILS = ["link", "summary", "full"] as const;
export type AlertDetail = (typeof ALERT_DETAILS)[number];

/** One way that news takes to people, as the configuration has it. */
export interface AlertRoute {
  readonly name: string;
  /** The ARN of an SNS topic; absent: Plumbline's own alert topic. */
  readonly topic?: string;
  readonly detail: AlertDetail;
  /** The mildest severity that it takes. */
  readonly minimumSeverity: Drift["severity"];
  /** Absent: every baseline. */
  readonly baselines?: readonly string[];
  /** Account ids. Absent: every account. */
  readonly accounts?: readonly string[];
  /** Whether it goes to Plumbline's chat topic as well. */
  readonly chat?: boolean;
  readonly slack?: object;
}

/** What routes lead to: the ARNs of Plumbline's own topics. */
export interface OwnTopics {
  readonly alerts: string;
  readonly chat: string;
  readonly slack: string;
}

/**
 * Where one piece of news goes. `alert`: a topic that people and programs subscribe to; `chat`: Plumbline's chat topic; `slack`: a route's
 * Slack channel, by way of post-to-slack's topic. `key` tells it from the others, and stays the same from one attempt to the next.
 */
export type Destination = { readonly key: string; readonly topicArn: string } & (
  | { readonly kind: "alert" | "chat"; readonly detail: AlertDetail }
  | { readonly kind: "slack"; readonly route: string }
);

/** What chooses the routes of a piece of news. */
export interface RoutingInput extends FindingNews {
  readonly routes: readonly AlertRoute[];
  /** The names of the routes that take news of the account; absent: every route. */
  readonly accountRoutes: readonly string[] | undefined;
  /** The baselines that the account has: who takes news of one of them hears of the account as a whole. */
  readonly accountBaselines: readonly string[];
  readonly topics: OwnTopics;
}

/**
 * Where a piece of news goes: each topic once, with the fullest detail that one of its routes asks for. Who was told of a drift hears of
 * it to its end, so what is held to a route's mildest severity is the worst that the finding was since it was opened.
 */
export function destinationsOf(input: RoutingInput): readonly Destination[] {
  const taking = routesOf(input);
  const alerts = Map.groupBy(taking, ({ topic }) => topic ?? input.topics.alerts);
  const chat = taking.filter((route) => route.chat === true);
  return [
    ...[...alerts].map(
      ([topicArn, routes]): Destination => ({
        kind: "alert",
        key: `alert ${topicArn}`,
        topicArn,
        detail: fullest(routes),
      }),
    ),
    ...(chat.length === 0
      ? []
      : [{ kind: "chat", key: "chat", topicArn: input.topics.chat, detail: fullest(chat) } as const]),
    ...taking
      .filter(({ slack }) => slack !== undefined)
      .map(({ name }) => ({ kind: "slack", key: `slack ${name}`, topicArn: input.topics.slack, route: name }) as const),
  ];
}

/** The routes that take a piece of news. */
function routesOf({
  finding,
  news,
  routes,
  accountRoutes,
  accountBaselines,
}: Omit<RoutingInput, "topics">): readonly AlertRoute[] {
  const baselines = finding.baseline === EVERY_BASELINE ? accountBaselines : [finding.baseline];
  const severity = worstSinceOpened(finding, news.revision);
  return routes.filter(
    (route) =>
      (accountRoutes?.includes(route.name) ?? true) &&
      (route.baselines?.some((baseline) => baselines.includes(baseline)) ?? true) &&
      (route.accounts?.includes(finding.account) ?? true) &&
      MILDEST_FIRST.indexOf(severity) >= MILDEST_FIRST.indexOf(route.minimumSeverity),
  );
}

const MILDEST_FIRST: readonly Drift["severity"][] = ["low", "medium", "high", "critical"];
const OPENING: ReadonlySet<NewsKind> = new Set(["IAM Drift Opened", "IAM Drift Unreadable"]);

function worstSinceOpened({ news }: Finding, revision: number): Drift["severity"] {
  const told = news.filter((piece) => piece.revision <= revision);
  const opened = told.findLastIndex(({ kind }) => OPENING.has(kind));
  const severities = told.slice(Math.max(0, opened)).map(({ drift }) => MILDEST_FIRST.indexOf(drift.severity));
  return MILDEST_FIRST[Math.max(0, ...severities)] ?? "critical";
}

function fullest(routes: readonly AlertRoute[]): AlertDetail {
  return ALERT_DETAILS[Math.max(...routes.map(({ detail }) => ALERT_DETAILS.indexOf(detail)))] ?? "link";
}
