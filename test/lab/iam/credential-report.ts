import type { AccessKey, AccountState, User } from "./account.ts";
import type { CredentialReport, RootAccessKey } from "./account-settings.ts";
import { IamError } from "./errors.ts";
import { type OperationTable, operation } from "./operation.ts";
import { isoSeconds } from "./response.ts";

const fourHours = 4 * 60 * 60 * 1000;

const keyColumns = (slot: 1 | 2) =>
  ["active", "last_rotated", "last_used_date", "last_used_region", "last_used_service"].map(
    (name) => `access_key_${slot}_${name}`,
  );

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
const columns = [
  "user",
  "arn",
  "user_creation_time",
  "password_enabled",
  "password_last_used",
  "password_last_changed",
  "password_next_rotation",
  "mfa_active",
  ...keyColumns(1),
  ...keyColumns(2),
  "cert_1_active",
  "cert_1_last_rotated",
  "cert_2_active",
  "cert_2_last_rotated",
];

const noCertificates = ["false", "N/A", "false", "N/A"];

/** The report of an account as it is now: the root user's row, then the users' in order of their names. */
function credentialReportCsv(account: AccountState): string {
  const users = [...account.users.values()].sort((a, b) => (a.userName < b.userName ? -1 : 1));
  const rows = [columns, rootRow(account), ...users.map(userRow)];
  return rows.map((row) => row.map(field).join(",")).join("\n");
}

function rootRow(account: AccountState): readonly string[] {
  const { createdAt, rootAccessKeys } = account.settings;
  return [
    "<root_account>",
    `arn:${account.partition}:iam::${account.accountId}:root`,
    time(createdAt),
    "not_supported",
    "no_information",
    "not_supported",
    "not_supported",
    "false",
    ...keyFields(rootAccessKeys[0]),
    ...keyFields(rootAccessKeys[1]),
    ...noCertificates,
  ];
}

function userRow(user: User): readonly string[] {
  const password =
    user.loginProfile === undefined
      ? ["false", "N/A", "N/A", "N/A"]
      : [
          "true",
          user.passwordLastUsed === undefined ? "no_information" : time(user.passwordLastUsed),
          time(user.loginProfile.passwordChangedAt),
          "N/A",
        ];
  return [
    user.userName,
    user.arn,
    time(user.createDate),
    ...password,
    "false",
    ...keyFields(user.accessKeys[0]),
    ...keyFields(user.accessKeys[1]),
    ...noCertificates,
  ];
}

/** The five columns of one key. An inactive key has no rotation date, by IAM's description of the column. */
function keyFields(key: AccessKey | RootAccessKey | undefined): readonly string[] {
  const active = key?.status === "Active";
  const used = key !== undefined && "lastUsed" in key ? key.lastUsed : undefined;
  return [
    String(active),
    key !== undefined && active ? time(key.createDate) : "N/A",
    used === undefined ? "N/A" : time(used.at),
    used?.region ?? "N/A",
    used?.service ?? "N/A",
  ];
}

/** For example `2016-05-16T18:13:11+00:00`. */
function time(date: Date): string {
  return isoSeconds(date).replace("Z", "+00:00");
}

/** A user's name may hold a comma. */
function field(text: string): string {
  return text.includes(",") ? `"${text}"` : text;
}

function expired(report: CredentialReport, now: Date): boolean {
  return now.getTime() - report.startedAt.getTime() >= fourHours;
}

/** Credential reports: asked for, generated for a while, good for four hours. */
export const credentialReportOperations: OperationTable = {
  GenerateCredentialReport: operation({
    kind: "read",
    parameters: {},
    run(_parameters, { account, now }) {
      const { settings } = account;
      const report = settings.credentialReport;
      if (report !== undefined && now < report.readyAt) {
        return { State: "INPROGRESS" };
      }
      if (report !== undefined && !expired(report, now)) {
        return { State: "COMPLETE" };
      }
      const seconds = settings.credentialReportSeconds;
      const readyAt = new Date(now.getTime() + (seconds === "none" ? 0 : seconds) * 1000);
      settings.credentialReport = { startedAt: now, readyAt, content: credentialReportCsv(account) };
      if (seconds === "none") return { State: "COMPLETE" };
      return report === undefined
        ? { State: "STARTED", Description: "No report exists. Starting a new report generation task" }
        : { State: "STARTED" };
    },
  }),

  GetCredentialReport: operation({
    kind: "read",
    parameters: {},
    run(_parameters, { account, now }) {
      const report = account.settings.credentialReport;
      if (report === undefined) {
        throw new IamError(
          "ReportNotPresent",
          410,
          "The credential report does not exist. To generate a credential report, use GenerateCredentialReport.",
        );
      }
      if (now < report.readyAt) {
        throw new IamError("ReportInProgress", 404, "The credential report is still being generated.");
      }
      if (expired(report, now)) {
        throw new IamError(
          "ReportExpired",
          410,
          "The most recent credential report has expired. To generate a new credential report, use " +
            "GenerateCredentialReport.",
        );
      }
      return {
        Content: Buffer.from(report.content).toString("base64"),
        ReportFormat: "text/csv",
        GeneratedTime: report.startedAt,
      };
    },
  }),
};
