import {
  GenerateCredentialReportCommand,
  GetCredentialReportCommand,
  type GetCredentialReportCommandOutput,
  type IAMClient,
} from "@aws-sdk/client-iam";
import type { CredentialReportAnswer, CredentialReportSource } from "../observation/credential-report-source.ts";
import { askService, malformedAnswer } from "./service-answer.ts";

const GENERATE = "GenerateCredentialReport";
const GET = "GetCredentialReport";

/** IAM's codes for a report that is not there yet, or no longer. */
const NOT_THERE: ReadonlySet<string> = new Set(["ReportNotPresent", "ReportInProgress", "ReportExpired"]);

/**
 * Asks IAM for the credential report of the account that the client's credentials belong to. It is asked to make one first, which it does
 * where the last is older than four hours, and for the report only where it says that there is one.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateCredentialReport.html
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetCredentialReport.html
 */
export function createCredentialReportSource(client: IAMClient): CredentialReportSource {
  return {
    async ask() {
      const started = await askService(GENERATE, () => client.send(new GenerateCredentialReportCommand({})));
      if (started.status !== "present") return started;
      const { State } = started.state;
      if (State === "STARTED" || State === "INPROGRESS") return { status: "generating" };
      if (State !== "COMPLETE") return malformedAnswer("IAM", GENERATE, "the report's state is missing or unknown");
      const report = await askService(GET, () => client.send(new GetCredentialReportCommand({})));
      if (report.status === "present") return readReport(report.state);
      return NOT_THERE.has(report.reason.code) ? { status: "generating" } : report;
    },
  };
}

function readReport({
  Content,
  ReportFormat,
  GeneratedTime,
}: GetCredentialReportCommandOutput): CredentialReportAnswer {
  if (ReportFormat !== undefined && ReportFormat !== "text/csv") {
    return malformedAnswer("IAM", GET, "a report in another format than text/csv stands");
  }
  if (Content === undefined || Content.length === 0) return malformedAnswer("IAM", GET, "the report is missing");
  if (GeneratedTime === undefined) return malformedAnswer("IAM", GET, "the time when the report was made is missing");
  const csv = textOf(Content);
  if (csv === undefined) return malformedAnswer("IAM", GET, "a report that is no text stands");
  return { status: "complete", csv, generatedAt: GeneratedTime.toISOString() };
}

function textOf(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    return undefined;
  }
}
