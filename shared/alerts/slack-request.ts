import * as z from "../iam/schema.ts";
import type { FindingNews } from "../ledger/deliver.ts";
import { alertAttributes } from "./alert-attributes.ts";
import type { PlainMessage } from "./ports.ts";

/** What post-to-slack is asked to post: where to look in the ledger, and for which route. It is no more to be believed than an event. */
export const slackRequestSchema = z.strictObject({
  version: z.literal(1),
  account: z.string().check(z.regex(/^\d{12}$/)),
  entity: z.string(),
  findingId: z.string().check(z.regex(/^[0-9a-f]{32}$/)),
  revision: z.int().check(z.positive()),
  route: z.string(),
});

/** See {@link slackRequestSchema}. */
export type SlackRequest = z.infer<typeof slackRequestSchema>;

/** The request that has a piece of news posted to the Slack channel of a route. */
export function slackRequest({ finding, news }: FindingNews, route: string): PlainMessage {
  const { account, entity, id: findingId } = finding;
  const request: SlackRequest = { version: 1, account, entity, findingId, revision: news.revision, route };
  return { message: JSON.stringify(request), attributes: alertAttributes({ finding, news }) };
}
