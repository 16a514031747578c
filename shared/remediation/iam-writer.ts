import type { IamCall } from "./remediation-plan.ts";

/**
 * What IAM said to a write. `retryable`: throttled, a concurrent modification, or no answer. `unanswered`: no answer came, or one of a
 * fault of IAM's own, so that it is not known whether the write was made.
 */
export type WriteResult =
  | { readonly status: "done" }
  | {
      readonly status: "failed";
      readonly code: string;
      readonly message: string;
      readonly retryable: boolean;
      readonly unanswered?: true;
    };

/** The one port through which anything writes to IAM. */
export interface IamWriter {
  apply(call: IamCall): Promise<WriteResult>;
}
