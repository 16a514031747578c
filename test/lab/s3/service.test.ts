import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createS3ReportStore } from "../../../shared/aws/s3-report-store.ts";
import { type ServedService, serveService } from "../fixtures/served-service.ts";
import { createS3, type S3, s3Error } from "./service.ts";

const ACCOUNT = "000000000000";
const MARY = `arn:aws:iam::${ACCOUNT}:user/mary`;
const KMS_KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/one`;
const Bucket = "reports";

let s3: S3;
let served: ServedService;
let client: S3Client;

beforeAll(async () => {
  s3 = createS3({ account: ACCOUNT, now: () => new Date("2026-11-22T10:00:00Z") });
  const mary = { account: ACCOUNT, arn: MARY, principalArn: MARY };
  served = await serveService((request) => s3.handle(request, mary), s3Error);
  client = new S3Client(served.client);
  s3.createBucket(Bucket, { versioned: true, encryption: { algorithm: "aws:kms", kmsKeyId: KMS_KEY } });
  s3.createBucket("plain", { versioned: false, encryption: { algorithm: "AES256" } });
});
afterAll(() => served.stop());

const put = (Key: string, Body: string, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const get = async (Key: string, VersionId?: string) => {
  const object = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
  return { ...object, text: await object.Body?.transformToString() };
};

describe("the lab's S3", () => {
  it("keeps what the report store puts, every version of it", async () => {
    const store = createS3ReportStore({ bucket: Bucket, bucketOwner: ACCOUNT, client });
    const file = { key: "keys/2026 ü/report.csv", contentType: "text/csv", metadata: { configuration: "sha256:a" } };
    const first = await store.keep({ ...file, body: "user\nzoë\n" });
    const second = await store.keep({ ...file, body: "user\n" });
    expect(first).toEqual({ location: `s3://reports/${file.key}`, version: expect.stringMatching(/^[\w-]{32}$/) });
    expect(second.version).not.toBe(first.version);
    expect((await get(file.key)).text).toBe("user\n");
    expect(await store.read(file.key)).toEqual({ status: "present", text: "user\n" });
    expect(await store.read("keys/nothing")).toEqual({ status: "absent" });
    expect(await get(file.key, first.version)).toMatchObject({
      text: "user\nzoë\n",
      ContentType: "text/csv",
      Metadata: { configuration: "sha256:a" },
      ServerSideEncryption: "aws:kms",
      VersionId: first.version,
      LastModified: new Date("2026-11-22T10:00:00Z"),
    });
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket, Prefix: "keys/" }));
    expect(Versions.map(({ Key, VersionId, IsLatest }) => ({ Key, VersionId, IsLatest }))).toEqual([
      { Key: file.key, VersionId: second.version, IsLatest: true },
      { Key: file.key, VersionId: first.version, IsLatest: false },
    ]);
  });

  it("encrypts as the bucket says where nothing else is asked", async () => {
    const { ServerSideEncryption, SSEKMSKeyId } = await put("encrypted", "x");
    expect({ ServerSideEncryption, SSEKMSKeyId }).toEqual({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: KMS_KEY });
    const head = await client.send(new HeadObjectCommand({ Bucket, Key: "encrypted" }));
    expect(head).toMatchObject({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: KMS_KEY, ContentLength: 1 });
  });

  it("keeps one version where the bucket keeps no more", async () => {
    const where = { Bucket: "plain", Key: "note" };
    for (const Body of ["one", "two"]) {
      expect((await client.send(new PutObjectCommand({ ...where, Body }))).VersionId).toBeUndefined();
    }
    const { Versions } = await client.send(new ListObjectVersionsCommand({ Bucket: "plain" }));
    expect(Versions).toMatchObject([{ Key: "note", VersionId: "null", IsLatest: true }]);
  });

  it("lists keys in pages, and what a bucket is", async () => {
    for (const name of ["b", "a & b", "c"]) await put(`list/${name}`, name);
    const first = await client.send(new ListObjectsV2Command({ Bucket, Prefix: "list/", MaxKeys: 2 }));
    expect(first.Contents?.map(({ Key }) => Key)).toEqual(["list/a & b", "list/b"]);
    const ContinuationToken = first.NextContinuationToken;
    const second = await client.send(new ListObjectsV2Command({ Bucket, Prefix: "list/", ContinuationToken }));
    expect(second).toMatchObject({ Contents: [{ Key: "list/c", Size: 1 }], IsTruncated: false });
    const folders = await client.send(new ListObjectsV2Command({ Bucket, Delimiter: "/", Prefix: "l", MaxKeys: 1 }));
    expect(folders).toMatchObject({ CommonPrefixes: [{ Prefix: "list/" }], KeyCount: 1, IsTruncated: false });
    expect((await client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual(["plain", Bucket]);
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
    const { ServerSideEncryptionConfiguration } = await client.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(ServerSideEncryptionConfiguration?.Rules).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: KMS_KEY } },
    ]);
    await client.send(new HeadBucketCommand({ Bucket }));
  });

  it("heeds what a bucket's policy denies, and refuses one that it could not evaluate", async () => {
    s3.createBucket("guarded", { versioned: true, encryption: { algorithm: "AES256" } });
    const Resource = ["arn:aws:s3:::guarded", "arn:aws:s3:::guarded/*"];
    const deny = (Action: string, Condition: object) => ({
      Effect: "Deny",
      Principal: "*",
      Action,
      Resource,
      Condition,
    });
    const plainText = deny("s3:*", { Bool: { "aws:SecureTransport": "false" } });
    const otherKeys = deny("s3:PutObject", { StringNotEquals: { "s3:x-amz-server-side-encryption": "aws:kms" } });
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [plainText, otherKeys] });
    s3.putBucketPolicy("guarded", policy);
    expect((await client.send(new GetBucketPolicyCommand({ Bucket: "guarded" }))).Policy).toBe(policy);
    const underKey = { Bucket: "guarded", ServerSideEncryption: "aws:kms", SSEKMSKeyId: KMS_KEY };
    expect(await put("report.html", "<p>", underKey)).toMatchObject({ VersionId: expect.any(String) });
    const store = createS3ReportStore({ bucket: "guarded", bucketOwner: ACCOUNT, client });
    const file = { key: "report.html", contentType: "text/html", body: "<p>", metadata: {} };
    await expect(store.keep(file)).rejects.toMatchObject({
      code: "ReportNotKept",
      retryable: false,
      message: expect.stringContaining('on resource: "arn:aws:s3:::guarded/report.html" with an explicit deny'),
    });
    const untold = { Statement: [deny("s3:*", { NumericLessThan: { "s3:TlsVersion": "1.2" } })] };
    expect(() => s3.putBucketPolicy("guarded", JSON.stringify(untold))).toThrow(/NumericLessThan/);
  });

  const missing = { Bucket, Key: "nothing" };
  it.each([
    { name: "a bucket that is not there", send: () => put("k", "b", { Bucket: "nobody" }), code: "NoSuchBucket" },
    {
      name: "a bucket of somebody else",
      send: () => put("k", "b", { ExpectedBucketOwner: "1".repeat(12) }),
      code: "AccessDenied",
    },
    { name: "a key that is not there", send: () => client.send(new GetObjectCommand(missing)), code: "NoSuchKey" },
    {
      name: "the head of a key that is not there",
      send: () => client.send(new HeadObjectCommand(missing)),
      code: "NotFound",
    },
    {
      name: "a body that is not its checksum's",
      send: () => put("k", "b", { ChecksumSHA256: "AAAA" }),
      code: "BadDigest",
    },
    {
      name: "an encryption that it does not know",
      send: () => put("k", "b", { ServerSideEncryption: "aws:kms:dsse" }),
      code: "InvalidArgument",
    },
    { name: "a retention", send: () => put("k", "b", { ObjectLockMode: "GOVERNANCE" }), code: "NotImplemented" },
    { name: "a storage class", send: () => put("k", "b", { StorageClass: "GLACIER" }), code: "NotImplemented" },
    { name: "a condition", send: () => put("k", "b", { IfNoneMatch: "*" }), code: "NotImplemented" },
    { name: "what is no text", send: () => put("k", "", { Body: Uint8Array.of(0xff) }), code: "NotImplemented" },
    {
      name: "a part of an object",
      send: () => client.send(new GetObjectCommand({ ...missing, Range: "bytes=0-1" })),
      code: "NotImplemented",
    },
    {
      name: "the owners in a list",
      send: () => client.send(new ListObjectsV2Command({ Bucket, FetchOwner: true })),
      code: "NotImplemented",
    },
    { name: "deletion", send: () => client.send(new DeleteObjectCommand(missing)), code: "NotImplemented" },
    {
      name: "copies",
      send: () => client.send(new CopyObjectCommand({ ...missing, CopySource: "reports/a" })),
      code: "NotImplemented",
    },
  ])("refuses $name", async ({ send, code }) => {
    await expect(send()).rejects.toMatchObject({ name: code });
  });
});
