import { ListAccessKeysCommand, ListUsersCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, it } from "vitest";
import { loadConfiguration } from "../../../cli/load-configuration.ts";
import type { LogLine } from "../control/records.ts";
import { play } from "../demo/play.ts";
import { STEPS } from "../demo/steps.ts";
import { SLACK_TOKEN } from "../slack/slack.ts";
import { type Flow, startFlow } from "./flow.ts";

let flow: Flow;
let lines: readonly LogLine[];

beforeAll(async () => {
  flow = await startFlow();
  for (const step of STEPS) await play(step, flow);
  await flow.advance("PT2M");
  lines = await flow.logs();
}, 120_000);

afterAll(async () => {
  await flow.stop();
});

/** What a line that a function logged says, without what the lab adds. */
interface Logged {
  readonly message?: string;
  readonly level?: string;
}

/** The lines that hold a text. */
const withText = (text: string | RegExp) =>
  lines.filter(({ line }) => (typeof text === "string" ? line.includes(text) : text.test(line)));

/** Every action that a document of the lab's configuration names, in quotes, as only a document has them. */
async function actions(): Promise<readonly string[]> {
  const compiled = await loadConfiguration(flow.lab.environment.PLUMBLINE_CONFIG ?? "");
  if (compiled.status === "invalid") throw new Error("The lab's configuration is invalid.");
  const text = JSON.stringify(compiled.configuration);
  return [...new Set(text.match(/(?<=\\")[a-z0-9-]+:[A-Z][A-Za-z*]+(?=\\")/g))];
}

it("every function of the demo logs what it did", () => {
  const functions = new Set(lines.map((line) => line.function));
  const all = ["detect-drift", "post-to-slack", "remediate-drift", "report-keys", "send-alert", "sweep-account"];
  expect([...functions].toSorted()).toEqual(all.map((name) => `plumbline-${name}`));
  const said = lines.filter(({ line }) => line.startsWith("{")).map(({ line }) => JSON.parse(line) as Logged);
  expect(said.filter(({ level }) => level === "INFO").length).toBeGreaterThan(STEPS.length);
});

it("no policy stands in any log", async () => {
  const named = await actions();
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter((action) => withText(action).length > 0)).toEqual([]);
  for (const fragment of ["Statement", "Effect", "PolicyDocument", "2012-10-17", "Temporary"]) {
    expect(withText(fragment), fragment).toEqual([]);
  }
});

it("no whole access key id and no secret stands in any log", async () => {
  const { Users = [] } = await flow.iam.send(new ListUsersCommand({}));
  const keys = await Promise.all(
    Users.map(async ({ UserName }) => (await flow.iam.send(new ListAccessKeysCommand({ UserName }))).AccessKeyMetadata),
  );
  const ids = keys.flatMap((metadata) => metadata?.map(({ AccessKeyId = "" }) => AccessKeyId) ?? []);
  expect(ids.length).toBeGreaterThan(2);
  expect(ids.filter((id) => withText(id).length > 0)).toEqual([]);
  expect(withText(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/)).toEqual([]);
  expect(withText(SLACK_TOKEN)).toEqual([]);
});

it("every figure is counted: events, readings, drift, alerts and how long they took", () => {
  const metrics = new Set(
    lines
      .filter(({ line }) => line.includes('"CloudWatchMetrics"'))
      .flatMap(({ line }) => JSON.parse(line)._aws.CloudWatchMetrics as { Metrics: { Name: string }[] }[])
      .flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)),
  );
  const wanted = [
    ...["EventsReceived", "EventsFailed", "EntitiesRead", "SecondLooksSpared", "SecondLooksLost"],
    ...["DriftOpened", "DriftChanged", "DriftResolved", "Unreadable"],
    ...["AlertsSent", "AlertLatency", "SlackMessages", "SlackLatency"],
  ];
  expect(wanted.filter((name) => !metrics.has(name))).toEqual([]);
});
