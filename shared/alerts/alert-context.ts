import type { Finding } from "../ledger/finding.ts";
import { consoleLink } from "./console-link.ts";

/** What the configuration says of where the finding is. */
export interface AlertContext {
  readonly partition: string;
  /** The account's alias, where it has one. */
  readonly alias?: string;
  /** The entity's path, where the entity is still expected. */
  readonly path?: string;
  readonly configurationDigest: string;
  /** What it says of repairing the entity; absent where the entity is not expected any more. */
  readonly repair?: {
    readonly remediate: "off" | "narrow" | "full";
    readonly approval?: "required";
    /** What makes and changes the entity. */
    readonly owner?: string;
  };
}

/** The page in the IAM console of the entity that a finding is about; see {@link consoleLink}. */
export function linkOf({ account, entity }: Finding, { partition, path }: AlertContext): string | undefined {
  return consoleLink({ account, partition, entity, ...(path === undefined ? {} : { path }) });
}
