import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAwsClock } from "../../shared/aws/aws-clock.ts";
import { createCallerReader } from "../../shared/aws/caller-arn.ts";
import { createStsClient } from "../../shared/aws/sts-client.ts";
import { answer, replyOf } from "./scripted-iam.ts";

const MINUTE = 60_000;
const CALL = "GetCallerIdentity";
const { body } = replyOf({ [CALL]: answer(CALL, "<Arn>arn:aws:iam::123456789012:user/ada</Arn>") }, CALL);

let ahead = 0;
const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "text/xml", date: new Date(Date.now() + ahead).toUTCString() }).end(body);
});
let endpoint = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const NOW = Date.parse("2026-04-01T09:00:00.000Z");

describe("AWS's clock", () => {
  it.each([0, 90, -90])("is what STS says, where this machine is off by as much as %d minutes", async (minutes) => {
    ahead = minutes * MINUTE;
    const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
    const client = createStsClient({ endpoint, region: "us-east-1", credentials });
    const clock = createAwsClock(client, () => new Date(NOW));
    expect(clock().getTime()).toBe(NOW);
    await createCallerReader(client).read();
    expect(Math.abs(clock().getTime() - (NOW + ahead))).toBeLessThan(MINUTE);
    client.destroy();
  });
});
