import type { IamCall } from "./remediation-plan.ts";

/** What IAM said to a write. `retryable`: throttled, or a concurrent modification. */
export type WriteResult =
  | { readonly status: "done" }
  | { readonly status: "failed"; readonly code: string; readonly message: string; readonly retryable: boolean };

/** The port through which `remediate-drift`, and nothing else, writes to the account. */
export interface IamWriter {
  apply(call: IamCall): Promise<WriteResult>;
}
