import type { Discovery } from "../shared/discovery/discovery.ts";
import type { CheckSource } from "../shared/reports/check-result.ts";

/** What one run of `plumbline discover` found: what every format of it shows. */
export interface DiscoverResult extends Discovery {
  readonly version: 1;
  /** ISO 8601. */
  readonly discoveredAt: string;
  /** Twelve digits. */
  readonly account: string;
  readonly partition: string;
  readonly source: CheckSource;
  /** What the configuration gives the account already; absent where it does not name it. */
  readonly configured?: { readonly file: string; readonly baselines: readonly string[] };
  /** How many entities were looked at: those that no configuration expects. */
  readonly entities: number;
  /** The baselines that were looked for. */
  readonly lookedFor: readonly string[];
  /** ARNs of entities in the files that are of another account. */
  readonly leftOut: readonly string[];
  /** The plumbline.yml to start from. */
  readonly configuration: string;
  /** Whether it can be used as it is: nothing that has no default is missing. */
  readonly complete: boolean;
}
