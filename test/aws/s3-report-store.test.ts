import { createHash } from "node:crypto";
import { S3Client } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, it } from "vitest";
import { createS3ReportStore } from "../../shared/aws/s3-report-store.ts";
import { type AnsweringServer, startAnsweringServer } from "./answering-server.ts";

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

const FILE = {
  key: "key-rotation/2026/11/22T060000Z/report.csv",
  contentType: "text/csv; charset=utf-8",
  body: "user,age\nzoë,91\n",
  metadata: { configuration: "sha256-abc" },
};

async function storeAnswered(status: number, code: string) {
  const body = status === 200 ? "" : `<Error><Code>${code}</Code><Message>It is so.</Message></Error>`;
  server = await startAnsweringServer(() => ({ status, contentType: "application/xml", body }));
  return storeAt(server.endpoint);
}

function storeAt(endpoint: string) {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new S3Client({ region: "us-east-1", endpoint, credentials, maxAttempts: 1 });
  return createS3ReportStore({ bucket: "reports", bucketOwner: "123456789012", client });
}

describe("the report store", () => {
  it("puts a report with its type, its digest and its metadata into its owner's bucket, encrypted as that is", async () => {
    const store = await storeAnswered(200, "");
    expect(await store.keep(FILE)).toEqual({ location: `s3://reports/${FILE.key}` });
    expect(server?.requests).toHaveLength(1);
    const { headers, body } = server?.requests[0] ?? {};
    expect(body).toBe(FILE.body);
    expect(headers).toMatchObject({
      "content-type": FILE.contentType,
      "x-amz-meta-configuration": "sha256-abc",
      "x-amz-checksum-sha256": createHash("sha256").update(FILE.body).digest("base64"),
      "x-amz-expected-bucket-owner": "123456789012",
    });
    expect(headers).not.toHaveProperty("x-amz-server-side-encryption");
  });

  it.each([
    { status: 403, code: "AccessDenied", retryable: false },
    { status: 404, code: "NoSuchBucket", retryable: false },
    { status: 400, code: "KMS.DisabledException", retryable: false },
    { status: 400, code: "RequestTimeout", retryable: true },
    { status: 409, code: "OperationAborted", retryable: true },
    { status: 503, code: "SlowDown", retryable: true },
    { status: 500, code: "InternalError", retryable: true },
  ])("says what the bucket said: $code", async ({ status, code, retryable }) => {
    const store = await storeAnswered(status, code);
    await expect(store.keep(FILE)).rejects.toMatchObject({
      name: "PlumblineError",
      code: "ReportNotKept",
      retryable,
      message: expect.stringMatching(
        `^PutObject to s3://reports/${FILE.key} failed \\(${code}: It is so\\.\\); see that`,
      ),
    });
  });

  it("reads back what is kept, and has it checked", async () => {
    server = await startAnsweringServer(() => ({ status: 200, contentType: "application/json", body: FILE.body }));
    expect(await storeAt(server.endpoint).read(FILE.key)).toEqual({ status: "present", text: FILE.body });
    expect(server.requests[0]?.headers).toMatchObject({
      "x-amz-checksum-mode": "ENABLED",
      "x-amz-expected-bucket-owner": "123456789012",
    });
  });

  it.each([
    { status: 404, code: "NoSuchKey", expected: { status: "absent" } },
    ...[
      { status: 403, code: "AccessDenied" },
      { status: 503, code: "SlowDown" },
    ].map(({ status, code }) => ({
      status,
      code,
      expected: {
        status: "unreadable",
        reason: { call: "GetObject", code, message: `s3://reports/${FILE.key}: It is so.` },
      },
    })),
  ])("says what is not there, and what it could not read: $code", async ({ status, code, expected }) => {
    expect(await (await storeAnswered(status, code)).read(FILE.key)).toEqual(expected);
  });

  it("may be tried again where nobody answers", async () => {
    const { endpoint } = await startAnsweringServer(() => ({ status: 500, contentType: "", body: "" })).then((one) => {
      one.close();
      return one;
    });
    await expect(storeAt(endpoint).keep(FILE)).rejects.toMatchObject({ code: "ReportNotKept", retryable: true });
  });
});
