import type { FindingNews } from "../ledger/deliver.ts";
import { WORDINGS } from "./headline.ts";
import { ownerAttribute } from "./owner.ts";
import { plain } from "./plain-text.ts";

/**
 * What subscribers can choose by, in a filter policy: `severity`, `account`, `baseline`, `entity`, `change` and `rule`, and `owner` where
 * the finding has one.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-subscription-filter-policies.html
 */
export function alertAttributes({ finding, news }: FindingNews): Readonly<Record<string, string>> {
  return {
    severity: news.drift.severity,
    account: finding.account,
    baseline: plain(finding.baseline),
    entity: plain(finding.entity),
    change: WORDINGS[news.kind].change,
    rule: news.drift.rule,
    ...ownerAttribute(news.drift),
  };
}
