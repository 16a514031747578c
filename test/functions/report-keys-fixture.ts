import { expect } from "vitest";
import type { EnteredAccount } from "../../functions/enter-account.ts";
import { type ReportPorts, reportKeys } from "../../functions/report-keys/report-keys.ts";
import { readReportOrder } from "../../functions/report-keys/report-order.ts";
import type { AlertMessage, PlainMessage } from "../../shared/alerts/ports.ts";
import { createIamClient } from "../../shared/aws/iam-client.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { Unreadable } from "../../shared/iam/unreadable.ts";
import type { CredentialReportAnswer } from "../../shared/observation/credential-report-source.ts";
import type { KeptText, ReportFile } from "../../shared/reports/report-store.ts";
import { createMemoryToldReportStore } from "../ledger/memory-told-report-store.ts";
import {
  account,
  csv,
  DIGEST,
  expectedUser,
  GENERATED,
  keyColumns,
  keysRead,
  live,
  liveKey,
  NOW,
  ROOT,
  userRow,
} from "../reports/key-report-fixture.ts";

export const TOPIC = "arn:aws:sns:us-east-1:123456789012:plumbline-alerts";
export const SCHEDULED = JSON.stringify({
  version: "0",
  id: "r-1",
  source: "aws.events",
  time: "2026-06-01T06:00:00Z",
  detail: {},
});
export const FOLDER = "key-rotation/2026/06/01T060000Z";
export const GENERATING: CredentialReportAnswer = { status: "generating" };

/** The report of an account with a user whose key is so old. */
export function complete(id: string, days = 100): CredentialReportAnswer {
  const text = csv(ROOT, userRow("machine", keyColumns(1, days))).replaceAll("123456789012", id);
  return { status: "complete", csv: text, generatedAt: GENERATED };
}

function configured(id: string): ConfiguredAccount {
  return { ...account(expectedUser("machine")), account: id, alias: `a${id.slice(0, 1)}` };
}

export const ONE = "1".repeat(12);
export const TWO = "2".repeat(12);

/** Everything a report is made through, and what came of it. */
export function world(options: {
  /** By account: what it answers when it is asked for its report, the last again and again; or why it is not entered. */
  readonly accounts: Readonly<Record<string, readonly CredentialReportAnswer[] | string | Error>>;
  readonly listed?: readonly string[];
  readonly keyDays?: number;
}) {
  const listed = [...(options.listed ?? Object.keys(options.accounts))];
  const files: ReportFile[] = [];
  /** By key: the parts of a report, as they were last kept. */
  const parts = new Map<string, string>();
  const letters: (AlertMessage | PlainMessage)[] = [];
  const sent: { readonly body: string; readonly delaySeconds: number }[] = [];
  const logged: string[] = [];
  const entries = new Map<EnteredAccount, string>();
  const asked = new Map<string, number>();
  const state = {
    bucketRefuses: false,
    topicRefuses: false,
    queueRefuses: false,
    remaining: 900_000,
    /** For so many accounts has an invocation time. */
    accountsAnInvocation: Number.POSITIVE_INFINITY,
    now: NOW,
    /** Why accounts could not be listed. */
    unlisted: [] as Unreadable[],
    /** Before or after which of all the things that it does for others the process ends, counted from 1. */
    endsBefore: 0,
    endsAfter: 0,
  };
  const told = createMemoryToldReportStore();
  /** By key: what reading it comes to in place of what is kept. */
  const unreadable = new Map<string, KeptText>();
  let entered = 0;
  let done = 0;

  async function step(act: () => unknown): Promise<void> {
    done += 1;
    const now = done;
    if (now === state.endsBefore) throw new Error("The process ended.");
    await act();
    if (now === state.endsAfter) throw new Error("The process ended.");
  }
  const note = (sentence: string) => void logged.push(sentence);
  const ports: ReportPorts = {
    configuration: { digest: DIGEST },
    directory: {
      all: async () => ({
        accounts: listed.map(configured),
        unlisted: state.unlisted,
        inactive: [],
        listedTwice: [],
      }),
    },
    async enter({ account: id }) {
      entered += 1;
      const answers = options.accounts[id];
      if (answers instanceof Error) throw answers;
      if (typeof answers === "string")
        return { status: "unreadable", reason: { call: "AssumeRole", code: "AccessDenied", message: answers } };
      const [, observation] = live("machine", keysRead(liveKey("AKIAEXAMPLE0000LIVE", options.keyDays ?? 100)));
      const session: EnteredAccount = {
        client: createIamClient({ region: "us-east-1" }),
        reader: { observe: async () => observation },
        managedPolicies: { readDocument: () => Promise.reject(new Error("Nobody reads policies here.")) },
      };
      entries.set(session, id);
      return { status: "entered", entered: session };
    },
    reportOf: (entered) => ({
      async ask() {
        const id = entries.get(entered) ?? "";
        const count = asked.get(id) ?? 0;
        asked.set(id, count + 1);
        const answers = options.accounts[id] as readonly CredentialReportAnswer[];
        return answers[Math.min(count, answers.length - 1)] ?? GENERATING;
      },
    }),
    async *pagesOf(entered) {
      const Arn = `arn:aws:iam::${entries.get(entered)}:user/machine`;
      const lists = { GroupList: [], AttachedManagedPolicies: [], Tags: [{ Key: "owner", Value: "Ann" }] };
      const machine = {
        Path: "/",
        UserName: "machine",
        UserId: "AIDA",
        Arn,
        CreateDate: "2020-12-09T06:00:00Z",
        ...lists,
      };
      const others = { GroupDetailList: [], RoleDetailList: [], Policies: [] };
      yield { status: "present", state: { UserDetailList: [machine], ...others } };
    },
    store: {
      async keep(file) {
        if (state.bucketRefuses)
          throw new PlumblineError("ReportNotKept", "PutObject failed (AccessDenied).", { retryable: false });
        await step(() => {
          if (file.key.startsWith("key-rotation-parts/")) parts.set(file.key, file.body);
          else files.push(file);
        });
        return { location: `s3://reports/${file.key}`, version: String(files.length) };
      },
      async read(key) {
        const text = parts.get(key);
        return unreadable.get(key) ?? (text === undefined ? { status: "absent" } : { status: "present", text });
      },
    },
    publisher: {
      async publish(topicArn, message) {
        if (state.topicRefuses) throw new PlumblineError("DeliveryFailed", "Publish failed.", { retryable: true });
        expect(topicArn).toBe(TOPIC);
        await step(() => letters.push(message));
      },
    },
    alertTopicArn: TOPIC,
    toldReports: {
      toldReport: (reportId) => told.toldReport(reportId),
      async writeToldReport(report) {
        await step(() => told.writeToldReport(report));
        return "written";
      },
    },
    async send(body, delaySeconds) {
      if (state.queueRefuses) throw new PlumblineError("DeliveryFailed", "SendMessage failed.", { retryable: true });
      await step(() => sent.push({ body, delaySeconds }));
    },
    waitSeconds: 30,
    now: () => state.now,
    remaining: () => (entered < state.accountsAnInvocation ? state.remaining : 0),
    log: { info: note, warn: note, error: note },
  };
  return {
    ports,
    listed,
    files,
    parts,
    unreadable,
    letters,
    sent,
    logged,
    asked,
    state,
    /** How much it has done for others so far. */
    steps: () => done,
    make: (body = SCHEDULED) => {
      entered = 0;
      return reportKeys(readReportOrder(body), ports);
    },
  };
}

export type World = ReturnType<typeof world>;

/** The report as it was last kept. */
export const json = ({ files }: World) =>
  JSON.parse(files.findLast(({ key }) => key.endsWith(".json"))?.body ?? "null");
