import type { ClaimedActor } from "../iam/actor.ts";

/**
 * What a record is about. `write`: an IAM call that succeeded and changed what it touches. `read`: a call that changes
 * nothing. `failed`: IAM refused it. `unknown`: it cannot be told, and `reason` says why.
 */
export type RecordKind = "write" | "read" | "failed" | "unknown";

/** What one CloudTrail record says. All of it is the record's claim: it says where to look, not what is so. */
export interface RecordReading {
  readonly eventID: string;
  readonly eventName: string;
  /** The service's host name, e.g. `iam.amazonaws.com`. */
  readonly eventSource: string;
  readonly kind: RecordKind;
  /** `recipientAccountId`, twelve digits; left out where the record has none. */
  readonly account?: string;
  /**
   * What a `write` changed, each once: `role/NAME`, `user/NAME`, `group/NAME`, `policy/NAME`, `root`, and for IAM's other
   * things a text of the same form (`instance-profile/NAME`, `saml-provider/NAME`, `account`), which `parseEntity` does
   * not know. Never empty for a `write`, always empty for any other kind.
   */
  readonly touches: readonly string[];
  /** The IAM calls that show what the write left behind, e.g. `GetRole NAME`, `GetRolePolicy ROLE POLICY`, `GetPolicy ARN`. */
  readonly reads: readonly string[];
  /** The task by which IAM deletes a service-linked role, `task/aws-service-role/SERVICE/ROLE/UUID`; left out but for such a deletion. */
  readonly deletionTask?: string;
  readonly actor: ClaimedActor;
  /** One sentence; there exactly when `kind` is `unknown`. */
  readonly reason?: string;
}

/** Something that cannot be read: `problem` is one sentence that names what is wrong, and where. */
interface Malformed {
  readonly status: "malformed";
  readonly problem: string;
}

/** A CloudTrail record as `readRecord` understood it. */
export type CloudTrailReading = ({ readonly status: "understood" } & RecordReading) | Malformed;

/** An EventBridge event as `readEnvelope` understood it. `account` is the envelope's, twelve digits. */
export type EnvelopeReading =
  | { readonly status: "understood"; readonly account: string; readonly reading: RecordReading }
  | Malformed;
