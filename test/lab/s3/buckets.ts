import { createHash, randomBytes } from "node:crypto";
import { ServiceError } from "../server/service-error.ts";

/** How an object is encrypted at rest, as S3's headers name it. */
export interface Encryption {
  readonly algorithm: "AES256" | "aws:kms";
  readonly kmsKeyId?: string | undefined;
}

/** One version of an object. */
export interface ObjectVersion {
  /** `null` in a bucket that keeps one version. */
  readonly versionId: string;
  readonly body: Buffer;
  readonly contentType: string;
  /** By header: `x-amz-meta-…` and `x-amz-checksum-…`. */
  readonly kept: Readonly<Record<string, string>>;
  readonly encryption: Encryption;
  readonly modified: Date;
  /** Quoted, as in headers. */
  readonly etag: string;
}

/** A bucket and what is in it. */
export interface Bucket {
  readonly name: string;
  readonly created: Date;
  readonly versioned: boolean;
  /** For what is put without an encryption of its own. */
  readonly encryption: Encryption;
  /** JSON text. */
  policy: string | undefined;
  /** By key, each key's versions oldest first. */
  readonly objects: Map<string, ObjectVersion[]>;
}

/** The buckets of an account. */
export class Buckets {
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => Date;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** By name. */
  all(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @throws ServiceError for a name that is taken, or that S3 does not allow */
  add(name: string, how: Pick<Bucket, "versioned" | "encryption">): void {
    if (!/^(?!xn--)[a-z\d][a-z\d.-]{1,61}[a-z\d]$/.test(name)) {
      throw new ServiceError("InvalidBucketName", `The specified bucket is not valid: ${name}.`);
    }
    if (this.#buckets.has(name)) throw new ServiceError("BucketAlreadyOwnedByYou", `${name} is yours already.`, 409);
    this.#buckets.set(name, { ...how, name, created: this.#now(), policy: undefined, objects: new Map() });
  }

  /** @throws ServiceError `NoSuchBucket` */
  find(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw new ServiceError("NoSuchBucket", "The specified bucket does not exist", 404);
    return bucket;
  }

  /** Puts a version of an object; without versioning it takes the place of the one before. */
  put(
    bucket: Bucket,
    key: string,
    what: Pick<ObjectVersion, "body" | "contentType" | "kept" | "encryption">,
  ): ObjectVersion {
    const versionId = bucket.versioned ? randomBytes(24).toString("base64url") : "null";
    const etag = `"${createHash("md5").update(what.body).digest("hex")}"`;
    const version = { ...what, versionId, etag, modified: this.#now() };
    const before = bucket.versioned ? (bucket.objects.get(key) ?? []) : [];
    bucket.objects.set(key, [...before, version]);
    return version;
  }
}

/** @throws ServiceError `NoSuchKey`, `NoSuchVersion` */
export function findVersion(bucket: Bucket, key: string, versionId: string | null): ObjectVersion {
  const versions = bucket.objects.get(key) ?? [];
  if (versionId === null) {
    const latest = versions.at(-1);
    if (latest === undefined) throw new ServiceError("NoSuchKey", "The specified key does not exist.", 404);
    return latest;
  }
  const found = versions.find((version) => version.versionId === versionId);
  if (found === undefined) throw new ServiceError("NoSuchVersion", "The specified version does not exist.", 404);
  return found;
}
