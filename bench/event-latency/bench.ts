import { cpus } from "node:os";
import { IAMClient, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import { type Lab, startLab } from "../../test/lab/lab.ts";
import type { Bench } from "../bench.ts";
import { figureOf, type Line, milliseconds } from "../figures.ts";
import { percentile } from "../statistics.ts";

/** A role of the lab's whose trust policy is left for a person to put back, so that every event is news and nothing is repaired. */
const RoleName = "viz-now-deploy-infra";
const WARM_UP = 10;
const EVENTS = 50;

const LINES: readonly Line<readonly number[]>[] = [
  { name: "from the call to the alert: p50", of: (taken) => percentile(taken, 0.5), show: milliseconds, atMost: 100 },
  { name: "… p95", of: (taken) => percentile(taken, 0.95), show: milliseconds },
  { name: "… worst", of: (taken) => Math.max(...taken), show: milliseconds },
];

/** Trust in another account each time, so that each is another drift than the one before. */
function trustIn(account: number): string {
  const AWS = `arn:aws:iam::${String(account).padStart(12, "0")}:root`;
  const Statement = [{ Effect: "Allow", Principal: { AWS }, Action: "sts:AssumeRole" }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

interface Alert {
  readonly at: string;
}

async function alerts({ endpoint }: Lab): Promise<readonly Alert[]> {
  return (await (await fetch(`${endpoint}/_lab/alerts`)).json()) as readonly Alert[];
}

/** Until the queues are empty. */
async function settle({ endpoint }: Lab): Promise<void> {
  await fetch(`${endpoint}/_lab/clock`, { method: "POST", body: '{"advance":"PT0S"}' });
}

/** Changes the role, and answers how long it took until the alert topic had the first alert of it, in milliseconds. */
async function once(lab: Lab, iam: IAMClient, account: number): Promise<number> {
  const before = (await alerts(lab)).length;
  const started = Date.now();
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trustIn(account) }));
  await settle(lab);
  const first = (await alerts(lab))[before];
  if (first === undefined) throw new Error("An event was followed by no alert.");
  return Date.parse(first.at) - started;
}

/** One lab, warmed up, and one event after the other. */
async function round(): Promise<readonly number[]> {
  const lab = await startLab();
  const { AWS_REGION: region = "", AWS_ACCESS_KEY_ID: accessKeyId = "" } = lab.environment;
  const credentials = { accessKeyId, secretAccessKey: lab.environment.AWS_SECRET_ACCESS_KEY ?? "" };
  const iam = new IAMClient({ region, endpoint: lab.endpoint, credentials });
  try {
    const taken: number[] = [];
    for (let event = 0; event < WARM_UP + EVENTS; event += 1) taken.push(await once(lab, iam, 100_000 + event));
    return taken.slice(WARM_UP);
  } finally {
    iam.destroy();
    await lab.stop();
  }
}

/** How long it takes from an IAM call to the alert of what it changed. */
export const eventLatency: Bench = {
  name: "event-latency",
  title: "From an event to its alert",
  async run({ rounds: wanted }) {
    const rounds: (readonly number[])[] = [];
    while (rounds.length < wanted) rounds.push(await round());
    const processor = cpus()[0]?.model.trim();
    return {
      subject: `${EVENTS} changes of one role's trust policy, one after another, in a lab with no delays that ${WARM_UP} others had warmed; ${wanted} rounds, each a lab of its own; Node ${process.version}, ${processor}.`,
      figures: LINES.map((line) => figureOf(line, rounds)),
      remarks: [],
    };
  },
};
