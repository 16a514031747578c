import type { IamError } from "./errors.ts";

/** A request of the AWS Query protocol, its form decoded and its signature's key id taken out. */
export interface QueryRequest {
  /** For example `CreateRole`. */
  readonly action: string;
  /** The decoded form parameters, flat: `{ "Tags.member.1.Key": "team", … }`. `Action` and `Version` may be there. */
  readonly params: Readonly<Record<string, string>>;
  /** The id of the key that signed the request. */
  readonly accessKeyId: string;
  readonly sourceIPAddress: string;
  readonly userAgent: string;
  /** The id that the answer and the CloudTrail record give the request. */
  readonly requestId: string;
  /** Why the caller's policies do not allow it; absent: they do, or are not asked. */
  readonly denied?: IamError | undefined;
}
