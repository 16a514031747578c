import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { PlumblineError } from "../iam/errors.ts";
import type { ReportStore } from "../reports/report-store.ts";
import { askService, malformedAnswer } from "./service-answer.ts";

/** Where reports are kept. */
export interface S3ReportStoreOptions {
  readonly bucket: string;
  /** Whose the bucket must be, twelve digits: a report is given to no bucket that has become somebody else's. */
  readonly bucketOwner: string;
  /** Region, endpoint and credentials come from the SDK's own chain if left out. */
  readonly client?: S3Client;
}

const GET = "GetObject";

/**
 * Keeps reports in a bucket, each with its SHA-256, which S3 checks, and the client when one is read back. How they are encrypted is the
 * bucket's to say; S3 keeps nothing in the clear.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/default-encryption-faq.html
 */
export function createS3ReportStore({
  bucket,
  bucketOwner,
  client = new S3Client({}),
}: S3ReportStoreOptions): ReportStore {
  return {
    async keep({ key, contentType, body, metadata }) {
      const location = `s3://${bucket}/${key}`;
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: body,
        ContentType: contentType,
        Metadata: { ...metadata },
        ChecksumAlgorithm: "SHA256",
        ExpectedBucketOwner: bucketOwner,
      });
      try {
        const { VersionId } = await client.send(command);
        return VersionId === undefined ? { location } : { location, version: VersionId };
      } catch (cause) {
        throw notKept(location, cause);
      }
    },
    async read(Key) {
      const command = new GetObjectCommand({
        Bucket: bucket,
        Key,
        ChecksumMode: "ENABLED",
        ExpectedBucketOwner: bucketOwner,
      });
      const answer = await askService(GET, async () => (await client.send(command)).Body?.transformToString());
      if (answer.status === "unreadable") {
        if (answer.reason.code === "NoSuchKey") return { status: "absent" };
        const message = `s3://${bucket}/${Key}: ${answer.reason.message}`;
        return { status: "unreadable", reason: { ...answer.reason, message } };
      }
      return answer.state === undefined
        ? malformedAnswer("S3", GET, "the object is missing")
        : { status: "present", text: answer.state };
    },
  };
}

function notKept(location: string, cause: unknown): PlumblineError {
  const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const advice =
    "see that the bucket is there and this account's, and that the function's role may put objects into it and use its key";
  return new PlumblineError("ReportNotKept", `PutObject to ${location} failed (${said}); ${advice}.`, {
    retryable: mayPass(cause),
    cause,
  });
}

/** Codes of refusals that the same request does not meet for ever. */
const PASSING: ReadonlySet<string> = new Set(["RequestTimeout", "ExpiredToken", "OperationAborted", "TooManyRequests"]);

/** What S3 refuses as the request is (AccessDenied, NoSuchBucket) it refuses again; all else may pass. */
function mayPass(cause: unknown): boolean {
  return !(cause instanceof S3ServiceException) || cause.$fault !== "client" || PASSING.has(cause.name);
}
