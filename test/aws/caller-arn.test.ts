import { afterEach, describe, expect, it } from "vitest";
import { createCallerReader } from "../../shared/aws/caller-arn.ts";
import { present, unreadable } from "./observe-scripted.ts";
import { answer, failure } from "./scripted-iam.ts";
import { prepareSts, stopAllSts } from "./sts-scripted.ts";

afterEach(stopAllSts);

const CALL = "GetCallerIdentity";
const ARN = "arn:aws:sts::123456789012:assumed-role/plumbline-remediate-drift/one";
const REPLY = answer(CALL, `<Arn>${ARN}</Arn><UserId>AROA:one</UserId><Account>123456789012</Account>`);

describe("the reader of who calls", () => {
  it("answers with the caller's ARN, and asks once", async () => {
    const { server, client } = await prepareSts({ [CALL]: [REPLY] });
    const reader = createCallerReader(client);
    expect(await reader.read()).toEqual(present([ARN]));
    expect(await reader.read()).toEqual(present([ARN]));
    expect(server.requests).toHaveLength(1);
  });

  it("keeps no failure", async () => {
    const { client } = await prepareSts({ [CALL]: [failure(403, "ExpiredToken", "expired"), REPLY] });
    const reader = createCallerReader(client);
    expect(await reader.read()).toMatchObject(unreadable(CALL, "ExpiredToken"));
    expect(await reader.read()).toEqual(present([ARN]));
  });

  it("takes an answer without an ARN for none", async () => {
    const { client } = await prepareSts({ [CALL]: [answer(CALL, "")] });
    expect(await createCallerReader(client).read()).toMatchObject(unreadable(CALL, "MalformedAnswer"));
  });
});
