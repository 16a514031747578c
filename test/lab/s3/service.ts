import { randomUUID } from "node:crypto";
import { accessRefused } from "../access/refusal.ts";
import { decide, type Principal, requireEvaluable } from "../access/resource-policy.ts";
import type { LabRequest, LabResponse } from "../server/exchange.ts";
import { notImplemented, ServiceError } from "../server/service-error.ts";
import * as answers from "./answers.ts";
import { type Bucket, Buckets, type Encryption, findVersion, type ObjectVersion } from "./buckets.ts";
import { requireIntact } from "./integrity.ts";
import { readS3Request, type S3Request } from "./request.ts";
import { CONDITION_KEYS, conditionsOf, rightOf, s3Arn } from "./rights.ts";

/** S3 of one account: buckets that the stack makes, and the versions of the objects in them. */
export interface S3 {
  /** Answers a client. @param principal who signed the request @throws ServiceError */
  handle(request: LabRequest, principal: Principal): LabResponse;
  /** Makes a bucket. @throws ServiceError */
  createBucket(name: string, how: Pick<Bucket, "versioned" | "encryption">): void;
  /** @throws ServiceError where there is no such bucket, or the lab could not evaluate the policy */
  putBucketPolicy(name: string, policy: string): void;
  /** A bucket's policy, as JSON text; `undefined` where there is none, or no such bucket. */
  policyOf(name: string): string | undefined;
}

/**
 * @param options `account`: whose buckets they are
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export function createS3({ account, now }: { readonly account: string; readonly now: () => Date }): S3 {
  const buckets = new Buckets(now);

  function answer(request: LabRequest, asked: S3Request, principal: Principal): Omit<LabResponse, "status"> {
    const { action, key, query } = asked;
    if (action === "ListBuckets") return xml(answers.listBuckets(buckets.all(), account));
    const bucket = buckets.find(asked.bucket);
    requireOwner(request, account);
    requireNotDenied(bucket, request, asked, principal);
    switch (action) {
      case "PutObject":
        return { headers: put(buckets, bucket, key, request), body: "" };
      case "GetObject":
      case "HeadObject":
        return objectAnswer(findVersion(bucket, key, query.get("versionId")), bucket);
      case "HeadBucket":
        return { headers: { "x-amz-bucket-region": "us-east-1" }, body: "" };
      case "GetBucketPolicy":
        return { headers: { "content-type": "application/json" }, body: policyOf(bucket) };
      case "GetBucketVersioning":
        return xml(answers.versioning(bucket));
      case "GetBucketEncryption":
        return xml(answers.encryption(bucket));
      case "ListObjectsV2":
        return xml(answers.listObjects(bucket, query));
      case "ListObjectVersions":
        return xml(answers.listVersions(bucket, query));
      default:
        throw notImplemented(`S3 ${action}`);
    }
  }

  return {
    handle(request, principal) {
      const { headers, body } = answer(request, readS3Request(request), principal);
      return { status: 200, headers: { ...headers, "x-amz-request-id": randomUUID() }, body };
    },
    createBucket: (name, how) => buckets.add(name, how),
    putBucketPolicy(name, policy) {
      requireEvaluable(policy, CONDITION_KEYS);
      buckets.find(name).policy = policy;
    },
    policyOf: (name) => buckets.all().find((bucket) => bucket.name === name)?.policy,
  };
}

/** An error as S3 writes it. */
export function s3Error({ code, message, status }: ServiceError): LabResponse {
  const id = randomUUID();
  const headers = { "content-type": "application/xml", "x-amz-request-id": id };
  return { status, headers, body: answers.errorDocument(code, message, id) };
}

function xml(body: string): Omit<LabResponse, "status"> {
  return { headers: { "content-type": "application/xml" }, body };
}

function requireOwner({ headers }: LabRequest, account: string): void {
  const expected = headers["x-amz-expected-bucket-owner"];
  if (expected !== undefined && expected !== account) throw new ServiceError("AccessDenied", "Access Denied", 403);
}

/**
 * A caller of the bucket's own account needs no leave of its policy, but one that denies it is heeded. The lab's port stands for S3's own
 * endpoint, which is reached by TLS.
 */
function requireNotDenied({ policy }: Bucket, request: LabRequest, asked: S3Request, principal: Principal): void {
  const [action, resource] = [rightOf(asked), s3Arn(asked)];
  const context = { "aws:securetransport": "true", ...conditionsOf(request) };
  if (decide(policy, { principal, action, resource, context }) !== "deny") return;
  const caller = "arn" in principal ? principal.arn : principal.service;
  throw accessRefused({ caller, action, resource, why: "explicit deny in a resource-based policy" });
}

function policyOf({ policy }: Bucket): string {
  if (policy !== undefined) return policy;
  throw new ServiceError("NoSuchBucketPolicy", "The bucket policy does not exist", 404);
}

function put(buckets: Buckets, bucket: Bucket, key: string, request: LabRequest): Readonly<Record<string, string>> {
  const { headers, body } = request;
  const checksums = requireIntact(headers, body);
  if (!body.equals(Buffer.from(body.toString()))) throw notImplemented("S3 PutObject of what is not UTF-8");
  const metadata = Object.entries(headers).filter(([name]) => name.startsWith("x-amz-meta-"));
  const version = buckets.put(bucket, key, {
    body,
    contentType: headers["content-type"] ?? "binary/octet-stream",
    kept: { ...Object.fromEntries(metadata), ...checksums },
    encryption: encryptionOf(headers) ?? bucket.encryption,
  });
  return { etag: version.etag, ...checksums, ...storageHeaders(version, bucket) };
}

function encryptionOf(headers: Readonly<Record<string, string>>): Encryption | undefined {
  const algorithm = headers["x-amz-server-side-encryption"];
  const kmsKeyId = headers["x-amz-server-side-encryption-aws-kms-key-id"];
  if (algorithm === undefined && kmsKeyId === undefined) return undefined;
  if (algorithm === "aws:kms") return { algorithm, kmsKeyId };
  if (algorithm === "AES256" && kmsKeyId === undefined) return { algorithm };
  throw new ServiceError(
    "InvalidArgument",
    "The encryption and its key do not go together, or the lab does not know it.",
  );
}

function storageHeaders({ versionId, encryption }: ObjectVersion, bucket: Bucket): Readonly<Record<string, string>> {
  const { algorithm, kmsKeyId } = encryption;
  return {
    "x-amz-server-side-encryption": algorithm,
    ...(kmsKeyId === undefined ? {} : { "x-amz-server-side-encryption-aws-kms-key-id": kmsKeyId }),
    ...(bucket.versioned ? { "x-amz-version-id": versionId } : {}),
  };
}

function objectAnswer(version: ObjectVersion, bucket: Bucket): Omit<LabResponse, "status"> {
  const { body, contentType, etag, kept, modified } = version;
  const headers = { "content-type": contentType, etag, "last-modified": modified.toUTCString(), ...kept };
  return { headers: { ...headers, ...storageHeaders(version, bucket) }, body: body.toString() };
}
