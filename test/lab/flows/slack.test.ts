import { GetRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SlackCall } from "../slack/slack.ts";
import { SLACK_TOKEN, SLACK_WEBHOOK_PATH } from "../slack/slack.ts";
import { type Flow, startFlow } from "./flow.ts";

/** Its inline policy is reconstructed, so drift in it is alerted on and not repaired. */
const ROLE = "viz-now-manage";
const ENTITY = { RoleName: ROLE, PolicyName: "viz-now-manage" };

let flow: Flow;
let ssm: SSMClient;
let original: string;

beforeAll(async () => {
  flow = await startFlow();
  const credentials = { accessKeyId: "AKIALABTESTMESSENGER", secretAccessKey: "lab" };
  ssm = new SSMClient({ region: "us-east-1", endpoint: flow.lab.endpoint, credentials });
  original = decodeURIComponent((await flow.iam.send(new GetRolePolicyCommand(ENTITY))).PolicyDocument ?? "");
});

afterAll(async () => {
  ssm.destroy();
  await flow.stop();
});

const calls = () => flow.slack();

/** What Slack takes while `act` is done and everything that comes of it. */
async function taken(act: () => Promise<unknown>): Promise<readonly SlackCall[]> {
  await flow.settled();
  const before = (await calls()).length;
  await act();
  await flow.settled();
  return (await calls()).slice(before);
}

const keep = (Value: string) =>
  ssm.send(new PutParameterCommand({ Name: "/plumbline/slack-token", Value, Type: "SecureString", Overwrite: true }));
const put = (PolicyDocument: string) => flow.iam.send(new PutRolePolicyCommand({ ...ENTITY, PolicyDocument }));
/** Adds a statement to the role's inline policy. */
function tamper(Action = "lambda:CreateFunction", Resource = "*") {
  const document = JSON.parse(original) as { Statement: unknown[] };
  return put(
    JSON.stringify({ ...document, Statement: [...document.Statement, { Effect: "Allow", Action, Resource }] }),
  );
}
const restore = () => put(original);
const opened = (all: readonly SlackCall[]) => all.filter(({ text }) => text.includes("Drift opened"));
const shape = ({ method, text, thread_ts }: SlackCall) => `${method}${thread_ts ? " in thread" : ""}: ${text}`;

describe("a finding in Slack", () => {
  it("is one thread, from opened to resolved, whose first message shows how it stands", async () => {
    const all = await taken(async () => {
      await tamper();
      await flow.settled();
      await restore();
    });
    const said = all.map(shape);
    expect(said[0]).toMatch(/^chat\.postMessage: \[\w+\] Drift opened: role\/viz-now-manage in lab$/);
    expect(said.at(-1)).toMatch(/^chat\.update: \[\w+\] Drift resolved: /);
    expect(said.filter((line) => /^chat\.postMessage in thread: \[\w+\] Drift resolved: /.test(line))).toHaveLength(1);
    const [root] = all;
    expect(new Set(all.slice(1).map(({ ts, thread_ts }) => thread_ts ?? ts))).toEqual(new Set([root?.ts]));
    expect(all.filter(({ method, thread_ts }) => method === "chat.postMessage" && !thread_ts)).toHaveLength(1);
  });

  it("begins a new thread where it is opened again", async () => {
    const all = await taken(async () => {
      await tamper();
      await flow.settled();
      await restore();
    });
    expect(all.filter(({ method, thread_ts }) => method === "chat.postMessage" && !thread_ts)).toHaveLength(1);
  });

  it("waits as long as Slack asks, and is not lost", async () => {
    await flow.fault({ service: "slack", action: "chat.postMessage", code: "ratelimited", times: 1 });
    expect(await taken(() => tamper())).toEqual([]);
    expect(await taken(() => flow.advance("PT10S"))).toEqual([]);
    const later = await taken(() => flow.advance("PT40S"));
    expect(later.map(shape)[0]).toMatch(/^chat\.postMessage: \[\w+\] Drift opened/);
    await restore();
    await flow.settled();
  });

  it("is told when the token is good again, after it was revoked", async () => {
    await flow.fault({ service: "slack", action: "chat.postMessage", code: "token_revoked", times: 2 });
    expect(await taken(() => tamper())).toEqual([]);
    const logs = await flow.logs();
    expect(logs.some(({ line }) => line.includes("token_revoked") && line.includes("see to the route's token"))).toBe(
      true,
    );
    const later = await taken(() => flow.advance("PT30M"));
    expect(later.map(shape)[0]).toMatch(/^chat\.postMessage: .*Drift opened/);
    expect(await taken(() => restore())).not.toEqual([]);
  });

  it("is brought up to date where only that failed, and not told twice", async () => {
    await tamper();
    await flow.settled();
    await flow.fault({ service: "slack", action: "chat.update", code: "ratelimited", times: 1 });
    const all = await taken(async () => {
      await restore();
      await flow.advance("PT2M");
    });
    expect(all.map(({ method }) => method)).toEqual(["chat.postMessage", "chat.update"]);
  });

  it("shows names of the account as they are, and nothing in them works", async () => {
    const all = await taken(() =>
      tamper("lambda:GetFunction", "arn:aws:lambda:*:*:function:<!channel>/<https://evil.example|*click*>"),
    );
    await restore();
    const said = JSON.stringify(all);
    expect(said).toContain("<!channel>");
    // Slack reads no formatting in plain and rich text; in all else there must be nothing for it to find.
    expect(said).not.toContain('"mrkdwn"');
    for (const { text } of all) expect(text).not.toMatch(/[<>]/);
    const links = [...said.matchAll(/"url":"([^"]*)"/g)].map(([, url]) => url);
    for (const url of links) expect(url).toMatch(/^https:\/\/console\.aws\.amazon\.com\/iam\//);
  });

  it("is posted plainly where there is only a webhook", async () => {
    await keep(`${flow.lab.endpoint}${SLACK_WEBHOOK_PATH}`);
    await flow.advance("PT6M");
    const all = await taken(async () => {
      await tamper();
      await flow.settled();
      await restore();
    });
    expect(new Set(all.map(({ method }) => method))).toEqual(new Set(["webhook"]));
    expect(opened(all)).toHaveLength(1);
    expect(all.filter(({ text }) => text.includes("Drift resolved"))).toHaveLength(1);
    await flow.fault({ service: "slack", action: "webhook", code: "ratelimited", times: 1 });
    expect(opened(await taken(() => tamper()))).toEqual([]);
    expect(opened(await taken(() => flow.advance("PT40S")))).toHaveLength(1);
    await keep(SLACK_TOKEN);
  });
});
