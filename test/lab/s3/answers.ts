import { escapeXml } from "../server/exchange.ts";
import { ServiceError } from "../server/service-error.ts";
import type { Bucket, ObjectVersion } from "./buckets.ts";

const NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

function text(name: string, content: string | number | boolean): string {
  return element(name, escapeXml(String(content)));
}

function document(name: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${name} xmlns="${NAMESPACE}">${content}</${name}>`;
}

/** Keys may hold what XML cannot, so clients may ask for them percent-encoded. */
function keysOf(query: URLSearchParams): (key: string) => string {
  return (key) => (query.get("encoding-type") === "url" ? encodeURIComponent(key).replaceAll("%2F", "/") : key);
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export function listBuckets(buckets: readonly Bucket[], owner: string): string {
  const listed = buckets.map(({ name, created }) =>
    element("Bucket", text("Name", name) + text("CreationDate", created.toISOString())),
  );
  return document("ListAllMyBucketsResult", element("Owner", text("ID", owner)) + element("Buckets", listed.join("")));
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketVersioning.html */
export function versioning({ versioned }: Bucket): string {
  return document("VersioningConfiguration", versioned ? text("Status", "Enabled") : "");
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html */
export function encryption({ encryption: { algorithm, kmsKeyId } }: Bucket): string {
  const key = kmsKeyId === undefined ? "" : text("KMSMasterKeyID", kmsKeyId);
  const rule = element("ApplyServerSideEncryptionByDefault", text("SSEAlgorithm", algorithm) + key);
  return document("ServerSideEncryptionConfiguration", element("Rule", rule));
}

function described(key: string, { body, etag, modified }: ObjectVersion): string {
  const size = text("Size", body.length);
  return text("Key", key) + text("LastModified", modified.toISOString()) + text("ETag", etag) + size;
}

/** What one entry of a list stands for: an object, or all those below a prefix. */
interface Entry {
  readonly name: string;
  readonly latest: ObjectVersion | undefined;
}

/** The objects below a prefix; those that have the delimiter further on stand for one entry together. */
function entriesOf({ objects }: Bucket, prefix: string, delimiter: string): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const [key, versions] of [...objects].filter(([key]) => key.startsWith(prefix)).sort(byKey)) {
    const end = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const name = end === -1 ? key : key.slice(0, end + delimiter.length);
    entries.set(name, { name, latest: end === -1 ? versions.at(-1) : undefined });
  }
  return [...entries.values()];
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listObjects(bucket: Bucket, query: URLSearchParams): string {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const begin = query.get("continuation-token") ?? query.get("start-after") ?? "";
  const most = Number(query.get("max-keys") ?? 1_000);
  if (!Number.isInteger(most) || most < 0 || most > 1_000) {
    throw new ServiceError("InvalidArgument", "The lab takes a max-keys from 0 to 1000.");
  }
  const found = entriesOf(bucket, prefix, delimiter).filter(({ name }) => name > begin);
  const page = found.slice(0, most);
  const last = page.at(-1)?.name;
  const more = page.length < found.length && last !== undefined;
  const keys = keysOf(query);
  const listed = page.map(({ name, latest }) =>
    latest === undefined
      ? element("CommonPrefixes", text("Prefix", keys(name)))
      : element("Contents", described(keys(name), latest) + text("StorageClass", "STANDARD")),
  );
  const head = [
    text("Name", bucket.name),
    text("Prefix", keys(prefix)),
    delimiter === "" ? "" : text("Delimiter", keys(delimiter)),
    text("KeyCount", page.length),
    text("MaxKeys", most),
    query.has("encoding-type") ? text("EncodingType", "url") : "",
    text("IsTruncated", more),
    more ? text("NextContinuationToken", last) : "",
  ];
  return document("ListBucketResult", [...head, ...listed].join(""));
}

/** All of them, newest first of each key. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export function listVersions({ name, objects }: Bucket, query: URLSearchParams): string {
  const prefix = query.get("prefix") ?? "";
  const keys = keysOf(query);
  const found = [...objects].filter(([key]) => key.startsWith(prefix)).sort(byKey);
  const versions = found.flatMap(([key, all]) =>
    all.toReversed().map((version, index) => {
      const which = text("VersionId", version.versionId) + text("IsLatest", index === 0);
      return element("Version", described(keys(key), version) + which + text("StorageClass", "STANDARD"));
    }),
  );
  if (versions.length > 1_000)
    throw new ServiceError("NotImplemented", "The lab lists no more than 1000 versions.", 501);
  const encoding = query.has("encoding-type") ? text("EncodingType", "url") : "";
  const head = text("Name", name) + text("Prefix", keys(prefix)) + text("MaxKeys", 1_000) + encoding;
  return document("ListVersionsResult", head + text("IsTruncated", false) + versions.join(""));
}

/** S3's error document, which unlike other services' stands alone. */
export function errorDocument(code: string, message: string, requestId: string): string {
  return element("Error", text("Code", code) + text("Message", message) + text("RequestId", requestId));
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
