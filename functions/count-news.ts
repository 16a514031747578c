import type { Finding, NewsKind } from "../shared/ledger/finding.ts";

/** How many findings were opened (again), changed, resolved, or found unreadable. */
export interface NewsCounts {
  readonly opened: number;
  readonly changed: number;
  readonly resolved: number;
  readonly unreadable: number;
}

/** Counts findings that were just written by the latest thing each has to tell. */
export function countNews(written: readonly Finding[]): NewsCounts {
  const count = (kind: NewsKind) => written.filter((finding) => finding.news.at(-1)?.kind === kind).length;
  return {
    opened: count("IAM Drift Opened"),
    changed: count("IAM Drift Changed"),
    resolved: count("IAM Drift Resolved"),
    unreadable: count("IAM Drift Unreadable"),
  };
}
