import { IAMClient } from "@aws-sdk/client-iam";
import { type ServedIam, serveIam } from "./serve.ts";
import { type CloudTrailRecord, randomIds } from "./service.ts";

/** An empty account of the lab for one test, with a clock that only moves when told. */
export interface ServedAccount extends ServedIam {
  readonly client: IAMClient;
  /** Every record so far, oldest first. */
  readonly records: readonly CloudTrailRecord[];
  /** A client that signs with other keys. */
  clientOf(keys: { accessKeyId: string; secretAccessKey: string }): IAMClient;
  advance(seconds: number): void;
}

/** Serves account 000000000000 as of 1 June 2026. */
export async function servedAccount(): Promise<ServedAccount> {
  let now = new Date("2026-06-01T12:00:00Z");
  const records: CloudTrailRecord[] = [];
  const served = await serveIam({
    account: "000000000000",
    partition: "aws",
    region: "us-east-1",
    now: () => now,
    ids: randomIds(),
    record: (record) => records.push(record),
    credentialReportSeconds: 10,
  });
  const clientOf = (credentials: { accessKeyId: string; secretAccessKey: string }): IAMClient =>
    new IAMClient({ endpoint: served.endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
  return {
    ...served,
    client: clientOf({ accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" }),
    records,
    clientOf,
    advance: (seconds) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
  };
}
