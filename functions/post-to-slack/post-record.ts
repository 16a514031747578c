import { postToThread, type ThreadPosted } from "../../shared/alerts/post-to-thread.ts";
import type { SlackBot, SlackWebhook } from "../../shared/alerts/slack-ports.ts";
import { type SlackRequest, slackRequestSchema } from "../../shared/alerts/slack-request.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import type { Route, SecretReference } from "../../shared/baselines/settings.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import * as z from "../../shared/iam/schema.ts";
import type { FindingNews } from "../../shared/ledger/deliver.ts";
import type { News } from "../../shared/ledger/finding.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import type { SlackThreadStore } from "../../shared/ledger/slack-thread.ts";
import type { AccountFinder } from "../account-directory.ts";
import { alertedAccount } from "../alerted-account.ts";

/** What a request to post is answered with. */
export interface PostPorts {
  readonly configuration: CompiledConfiguration;
  readonly accounts: AccountFinder;
  readonly ledger: LedgerStore;
  readonly threads: SlackThreadStore;
  /** The Slack that a secret opens. */
  readonly slackOf: (secret: SecretReference) => Promise<SlackBot | SlackWebhook>;
  readonly now: () => Date;
}

/** What was to be posted, and what came of it. */
export interface PostedRecord {
  readonly told: FindingNews;
  readonly outcome: ThreadPosted;
}

/**
 * Posts what the ledger says of the revision that a request names to the channel of the route that it names; nothing else of the request
 * is believed.
 * @throws PlumblineError `InvalidEvent` where it is no such request, or the configuration has no such route; `UnknownAccount` where it
 * does not name the account; `InvalidEvent`, retryable, where the ledger does not hold what it names; what `postToThread` and the ledger throw.
 */
export async function postRecord(body: string, ports: PostPorts): Promise<PostedRecord> {
  const request = readRequest(body);
  const route = routeOf(request, ports.configuration);
  const { context } = await alertedAccount(request, ports.configuration, ports.accounts);
  const told = await newsOf(request, ports.ledger);
  const outcome = await postToThread({
    told,
    route: route.name,
    channel: route.slack.channel,
    slack: await ports.slackOf(route.slack.secret),
    store: ports.threads,
    rendering: { context, detail: route.detail },
    now: ports.now,
  });
  return { told, outcome };
}

function readRequest(body: string): SlackRequest {
  const read = z.pipe(jsonText, slackRequestSchema).safeParse(body);
  if (read.success) return read.data;
  const why = read.error.issues.map(({ path, message }) => `${path.join(".") || "the message"}: ${message}`).join("; ");
  throw refusal(`This is not a request to post to Slack: ${why}.`);
}

const jsonText = z.pipe(
  z.string(),
  z.transform((text: string, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.issues.push({ code: "custom", input: text, message: "is not JSON" });
      return z.NEVER;
    }
  }),
);

function routeOf({ route: name }: SlackRequest, { settings }: CompiledConfiguration) {
  const route = settings.routes.find((each) => each.name === name);
  if (route !== undefined && hasSlack(route)) return route;
  throw refusal(`plumbline.yml has no route ${name} with a Slack channel, so nothing was posted.`);
}

function hasSlack(route: Route): route is Route & { readonly slack: NonNullable<Route["slack"]> } {
  return route.slack !== undefined;
}

async function newsOf(
  { account, entity, findingId, revision }: SlackRequest,
  ledger: LedgerStore,
): Promise<FindingNews> {
  const finding = await ledger.finding(account, entity, findingId);
  if (finding !== undefined) {
    const isIt = (piece: News) => piece.revision === revision;
    // What was delivered elsewhere long ago, the finding has let go; its history has it.
    const news = finding.news.find(isIt) ?? (await ledger.history(account, entity, findingId)).find(isIt);
    if (news !== undefined) return { finding, news };
  }
  throw new PlumblineError(
    "InvalidEvent",
    `The ledger holds no revision ${revision} of finding ${findingId} of ${entity} in account ${account}, so it was not posted to Slack.`,
    { retryable: true },
  );
}

function refusal(sentence: string): PlumblineError {
  return new PlumblineError("InvalidEvent", sentence, { retryable: false });
}
