import type { AccountAddress } from "../iam/arn.ts";
import type { IamReader, ReadRequest } from "./iam-reader.ts";
import type { ManagedPolicyReader } from "./managed-policy-reader.ts";

/** A text, and the name of the file it came from, which problems are told with. */
export interface SnapshotText {
  readonly file: string;
  readonly text: string;
}

/** A file that is read piece by piece. */
export interface SnapshotFile {
  readonly file: string;
  readonly pieces: AsyncIterable<string>;
}

/** What a snapshot is read from. */
export interface SnapshotFiles {
  /** The output of `aws iam get-account-authorization-details`: one file, or one for each page of one call. */
  readonly details: readonly SnapshotFile[];
  /** The CSV that `aws iam get-credential-report` holds in `Content`, base64-decoded. */
  readonly credentialReport?: SnapshotText;
}

/** An account as files hold it, or as IAM gave it in pages. */
export interface Snapshot {
  /** The account that the ARNs in it name. */
  readonly account: AccountAddress;
  /** The users, groups, roles and customer managed policies it holds, in the order of the files; each is ready to be observed. */
  readonly entities: readonly ReadRequest[];
  /**
   * The ARNs of entities that stand in the files under another account than `account`, which IAM would not have given: the files were
   * edited. They are unreadable, and worth a word to whoever gave the files.
   */
  readonly leftOut: readonly string[];
  /**
   * A reader of the snapshot. It makes no call, so it reads every aspect whether asked for or not.
   * @param takenAt when the snapshot was taken, which becomes `askedAt` of each observation.
   */
  reader(takenAt: Date): IamReader;
  /** The account's managed policies, and those of AWS that are attached to something in it. What the files lack is unreadable. */
  readonly managedPolicies: ManagedPolicyReader;
}

/** What came of reading the files; `problem` is one sentence that names the file, and the line where there is one. */
export type SnapshotReading =
  | { readonly status: "read"; readonly snapshot: Snapshot }
  | { readonly status: "invalid"; readonly problem: string };
