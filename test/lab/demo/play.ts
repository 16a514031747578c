import type { Finding, News } from "../../../shared/ledger/finding.ts";
import type { ShownAlert, ShownRecord, Stage } from "./stage.ts";
import type { Step } from "./steps.ts";

/** What one step came to: the NDJSON line of `npm run demo -- --json`. */
export interface Outcome {
  readonly step: string;
  readonly entity: string;
  readonly baseline: string;
  readonly event: {
    readonly eventName: string;
    readonly eventID?: string;
    readonly who?: string;
    readonly at?: string;
  };
  readonly drift: readonly {
    rule: string;
    severity: string;
    summary: string;
    change?: string;
    deltas: readonly string[];
  }[];
  /** The alert that told of it first. */
  readonly alert: { readonly subject: string; readonly message: string } | null;
  readonly remediation: { readonly status: string; readonly calls: readonly string[]; readonly outcome: string } | null;
  readonly status: "resolved" | "open";
  /** How many alerts the step raised in all. */
  readonly alerts: number;
}

/** Plays one step and waits, by the lab's own queues, until nothing more comes of it. */
export async function play(step: Step, stage: Stage): Promise<Outcome> {
  const eventsBefore = (await stage.events()).length;
  const alertsBefore = (await stage.alerts()).length;
  const before = new Map((await findings(step, stage)).map((finding) => [finding.id, finding.revision]));
  await step.act(stage);
  await stage.advance("PT0S");
  const events = (await stage.events()).slice(eventsBefore);
  const alerts = (await stage.alerts()).slice(alertsBefore).filter((each) => each.attributes.entity === step.entity);
  const touched = (await findings(step, stage)).filter((finding) => finding.revision > (before.get(finding.id) ?? 0));
  const news = touched.flatMap((finding) =>
    finding.news.filter((each) => each.revision > (before.get(finding.id) ?? 0)),
  );
  return {
    step: step.title,
    entity: step.entity,
    baseline: step.baseline,
    event: shownEvent(step, events),
    drift: news.filter((each) => each.kind === "IAM Drift Opened" || each.kind === "IAM Drift Changed").map(shownDrift),
    alert: shownAlert(alerts),
    remediation: shownRemediation(news),
    status: touched.length > 0 && touched.every((finding) => finding.status === "resolved") ? "resolved" : "open",
    alerts: alerts.length,
  };
}

async function findings(step: Step, stage: Stage): Promise<readonly Finding[]> {
  return stage.ledger.findingsOf(stage.account, step.entity);
}

function shownEvent(step: Step, events: readonly ShownRecord[]): Outcome["event"] {
  const record = events.find((each) => each.eventName === step.event);
  if (record === undefined) return { eventName: step.event };
  const who = record.userIdentity.arn;
  return { eventName: record.eventName, eventID: record.eventID, at: record.eventTime, ...(who ? { who } : {}) };
}

function shownDrift({ drift }: News): Outcome["drift"][number] {
  return {
    rule: drift.rule,
    severity: drift.severity,
    summary: drift.summary,
    ...(drift.change === undefined ? {} : { change: drift.change }),
    deltas: drift.deltas.map((delta) => `${delta.effect} ${delta.text}`),
  };
}

function shownAlert(alerts: readonly ShownAlert[]): Outcome["alert"] {
  const first = alerts[0];
  return first === undefined ? null : { subject: first.subject, message: first.message };
}

function shownRemediation(news: readonly News[]): Outcome["remediation"] {
  const told = news.find((each) => each.remediation !== undefined);
  if (told?.remediation === undefined) return null;
  const { calls, outcome } = told.remediation;
  return { status: told.kind.replace("IAM Drift ", "").toLowerCase(), calls, outcome };
}
