import { afterEach, describe, expect, it } from "vitest";
import { createCredentialReportSource } from "../../shared/aws/credential-report-source.ts";
import { prepare, stopAll } from "./observe-scripted.ts";
import { answer, failure, type Reply, type Script } from "./scripted-iam.ts";

afterEach(stopAll);

const GENERATE = "GenerateCredentialReport";
const GET = "GetCredentialReport";
const CSV = "user,arn\n<root_account>,arn:aws:iam::123456789012:root";

const state = (text: string): Reply => answer(GENERATE, `<State>${text}</State>`);
const COMPLETE = state("COMPLETE");
const TIME = "<GeneratedTime>2026-11-22T06:00:00Z</GeneratedTime>";
const FORMAT = "<ReportFormat>text/csv</ReportFormat>";
const content = (bytes: string | Uint8Array) => `<Content>${Buffer.from(bytes).toString("base64")}</Content>`;
const report = (members: string): Script => ({ [GENERATE]: COMPLETE, [GET]: answer(GET, members) });
const refusal = (status: number, code: string): Script => ({
  [GENERATE]: COMPLETE,
  [GET]: failure(status, code, "no"),
});

async function ask(script: Script) {
  const { iam, iamClient } = await prepare(script);
  const answered = await createCredentialReportSource(iamClient).ask();
  return { answered, calls: iam.requests.map(({ action }) => action) };
}

describe("the credential report", () => {
  it("is had where IAM says that it is complete", async () => {
    const { answered, calls } = await ask(report(content(CSV) + FORMAT + TIME));
    expect(answered).toEqual({ status: "complete", csv: CSV, generatedAt: "2026-11-22T06:00:00.000Z" });
    expect(calls).toEqual([GENERATE, GET]);
  });

  it.each<{ name: string; script: Script; calls: string[] }>([
    { name: "IAM has just begun", script: { [GENERATE]: state("STARTED") }, calls: [GENERATE] },
    { name: "IAM is at it", script: { [GENERATE]: state("INPROGRESS") }, calls: [GENERATE] },
    { name: "it is not there after all", script: refusal(410, "ReportNotPresent"), calls: [GENERATE, GET] },
    { name: "it is made anew meanwhile", script: refusal(404, "ReportInProgress"), calls: [GENERATE, GET] },
    { name: "it has just expired", script: refusal(410, "ReportExpired"), calls: [GENERATE, GET] },
  ])("is being made, and not waited for, where $name", async ({ script, calls }) => {
    expect(await ask(script)).toEqual({ answered: { status: "generating" }, calls });
  });

  it.each<{ name: string; script: Script; call: string; code: string; message: string }>([
    {
      name: "IAM may not be asked to make it",
      script: { [GENERATE]: failure(403, "AccessDenied", "You may not.") },
      call: GENERATE,
      code: "AccessDenied",
      message: "You may not.",
    },
    {
      name: "it may not be read",
      script: refusal(403, "AccessDenied"),
      call: GET,
      code: "AccessDenied",
      message: "no",
    },
    {
      name: "there is no such thing",
      script: refusal(404, "NoSuchEntity"),
      call: GET,
      code: "NoSuchEntity",
      message: "no",
    },
    {
      name: "its state is a new one",
      script: { [GENERATE]: state("FAILED") },
      call: GENERATE,
      code: "MalformedAnswer",
      message: "the report's state is missing or unknown in IAM's answer",
    },
    {
      name: "its state is missing",
      script: { [GENERATE]: answer(GENERATE, "") },
      call: GENERATE,
      code: "MalformedAnswer",
      message: "the report's state is missing or unknown in IAM's answer",
    },
    {
      name: "it is empty",
      script: report(`<Content></Content>${FORMAT}${TIME}`),
      call: GET,
      code: "MalformedAnswer",
      message: "the report is missing in IAM's answer",
    },
    {
      name: "it has no time",
      script: report(content(CSV) + FORMAT),
      call: GET,
      code: "MalformedAnswer",
      message: "the time when the report was made is missing in IAM's answer",
    },
    {
      name: "it is in another format",
      script: report(`${content(CSV)}<ReportFormat>text/xml</ReportFormat>${TIME}`),
      call: GET,
      code: "MalformedAnswer",
      message: "a report in another format than text/csv stands in IAM's answer",
    },
    {
      name: "it is no text",
      script: report(content(Uint8Array.of(0xff, 0xfe, 0x00)) + FORMAT + TIME),
      call: GET,
      code: "MalformedAnswer",
      message: "a report that is no text stands in IAM's answer",
    },
  ])("is unreadable where $name", async ({ script, call, code, message }) => {
    const { answered } = await ask(script);
    expect(answered).toEqual({ status: "unreadable", reason: { call, code, message } });
  });
});
