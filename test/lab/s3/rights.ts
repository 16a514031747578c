import type { LabRequest } from "../server/exchange.ts";
import type { S3Request } from "./request.ts";

/** The actions whose name is not that of the right to do them. */
const RIGHTS: Readonly<Record<string, string>> = {
  GetBucketEncryption: "s3:GetEncryptionConfiguration",
  HeadBucket: "s3:ListBucket",
  HeadObject: "s3:GetObject",
  ListBuckets: "s3:ListAllMyBuckets",
  ListObjectVersions: "s3:ListBucketVersions",
  ListObjectsV2: "s3:ListBucket",
};

/** The request headers that policies ask for by the name `s3:HEADER`. */
const CONDITION_HEADERS = ["x-amz-server-side-encryption", "x-amz-server-side-encryption-aws-kms-key-id"];

/** The right that a request needs. */
export function rightOf({ action, query }: S3Request): string {
  return query.has("versionId") ? "s3:GetObjectVersion" : (RIGHTS[action] ?? `s3:${action}`);
}

/** The bucket's ARN, or the object's; `*` where a request is about neither. */
export function s3Arn({ bucket, key }: S3Request): string {
  if (bucket === "") return "*";
  return `arn:aws:s3:::${bucket}${key === "" ? "" : `/${key}`}`;
}

/** The condition keys, in lower case, that only S3 tells. */
export const CONDITION_KEYS: readonly string[] = [
  "aws:securetransport",
  ...CONDITION_HEADERS.map((header) => `s3:${header}`),
];

/** The condition keys of S3 itself, in lower case: of a header that the request has not, `undefined`. */
export function conditionsOf({ headers }: LabRequest): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(CONDITION_HEADERS.map((header) => [`s3:${header}`, headers[header]]));
}
