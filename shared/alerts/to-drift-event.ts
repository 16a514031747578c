import type { FindingNews, PublishNews } from "../ledger/deliver.ts";
import type { DriftEvent } from "./drift-event.ts";
import { plain } from "./plain-text.ts";
import type { DriftEventPublisher } from "./ports.ts";

/**
 * The drift event that announces one piece of news.
 * @param configurationDigest That of the configuration the drift was judged by.
 */
export function toDriftEvent({ finding, news }: FindingNews, configurationDigest: string): DriftEvent {
  return {
    detailType: news.kind,
    detail: {
      version: 1,
      findingId: finding.id,
      revision: news.revision,
      account: finding.account,
      baseline: finding.baseline,
      entity: finding.entity,
      rule: news.drift.rule,
      severity: news.drift.severity,
      ...(news.drift.owner === undefined ? {} : { owner: plain(news.drift.owner) }),
      summary: plain(news.drift.summary),
      at: news.at,
      configurationDigest,
    },
  };
}

/** The ledger's way to Plumbline's bus. */
export function publishNewsTo(publisher: DriftEventPublisher, configurationDigest: string): PublishNews {
  return (told) => publisher.publish(told.map((piece) => toDriftEvent(piece, configurationDigest)));
}
