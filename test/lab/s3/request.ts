import type { LabRequest } from "../server/exchange.ts";
import { notImplemented } from "../server/service-error.ts";

/** What the lab does of S3. */
export const S3_ACTIONS: ReadonlySet<string> = new Set([
  "GetBucketEncryption",
  "GetBucketPolicy",
  "GetBucketVersioning",
  "GetObject",
  "HeadBucket",
  "HeadObject",
  "ListBuckets",
  "ListObjectVersions",
  "ListObjectsV2",
  "PutObject",
]);

/** A request to S3, in path style. */
export interface S3Request {
  /** One of {@link S3_ACTIONS}. */
  readonly action: string;
  /** Empty for ListBuckets. */
  readonly bucket: string;
  readonly key: string;
  readonly query: URLSearchParams;
}

/** By method and by what stands in the path and query: the action, and the query parameters it takes. */
const ROUTES: readonly {
  readonly route: string;
  readonly action: string;
  readonly takes: readonly string[];
}[] = [
  { route: "GET /", action: "ListBuckets", takes: [] },
  { route: "HEAD /bucket", action: "HeadBucket", takes: [] },
  { route: "GET /bucket?policy", action: "GetBucketPolicy", takes: [] },
  { route: "GET /bucket?versioning", action: "GetBucketVersioning", takes: [] },
  { route: "GET /bucket?encryption", action: "GetBucketEncryption", takes: [] },
  {
    route: "GET /bucket?list-type",
    action: "ListObjectsV2",
    takes: ["prefix", "delimiter", "start-after", "continuation-token", "max-keys", "encoding-type"],
  },
  { route: "GET /bucket?versions", action: "ListObjectVersions", takes: ["prefix", "encoding-type"] },
  { route: "PUT /bucket/key", action: "PutObject", takes: [] },
  { route: "GET /bucket/key", action: "GetObject", takes: ["versionId"] },
  { route: "HEAD /bucket/key", action: "HeadObject", takes: ["versionId"] },
];

/** What chooses among actions of one path. */
const SUBRESOURCES = ["policy", "versioning", "encryption", "list-type", "versions"];

/** Headers that belong to the request's transport and signature. */
const TRANSPORT =
  /^(accept|accept-encoding|amz-sdk-.*|authorization|connection|content-length|content-md5|content-type|expect|host|transfer-encoding|user-agent|x-amz-(checksum-(crc32|mode|sha256)|content-sha256|date|expected-bucket-owner|meta-.*|sdk-checksum-algorithm|security-token|user-agent))$/;

/** What only PutObject takes. */
const ENCRYPTION = /^x-amz-server-side-encryption(-aws-kms-key-id|-bucket-key-enabled)?$/;

/** @throws ServiceError `NotImplemented` for a call, a query parameter or a header that the lab would otherwise ignore */
export function readS3Request({ method, url, headers }: LabRequest): S3Request {
  const { pathname, searchParams: query } = new URL(url, "http://lab");
  // The SDK names the operation in `x-id`; S3 does not look at it.
  query.delete("x-id");
  const [, bucket = "", ...rest] = pathname.split("/").map(decodeURIComponent);
  const key = rest.join("/");
  const chosen = key === "" ? SUBRESOURCES.find((name) => query.has(name)) : undefined;
  const path = bucket === "" ? "/" : `/bucket${key === "" ? "" : "/key"}`;
  const route = `${method} ${path}${chosen === undefined ? "" : `?${chosen}`}`;
  const found = ROUTES.find((one) => one.route === route);
  const asked = `${method} ${key === "" ? "of a bucket" : "of an object"}`;
  const named = [...query.keys()].filter((name) => name !== chosen);
  const unknown = found === undefined ? named : named.filter((name) => !found.takes.includes(name));
  if (found === undefined || unknown.length > 0 || (chosen === "list-type" && query.get(chosen) !== "2")) {
    throw notImplemented(`S3 ${found?.action ?? asked}${unknown.length > 0 ? ` with ${unknown.join(", ")}` : ""}`);
  }
  const header = Object.keys(headers).find(
    (name) => !TRANSPORT.test(name) && !(found.action === "PutObject" && ENCRYPTION.test(name)),
  );
  if (header !== undefined) throw notImplemented(`S3 ${found.action} with the header ${header}`);
  return { action: found.action, bucket, key, query };
}
