import { parseArgs } from "node:util";
import { startLab } from "../lab.ts";
import { type Outcome, play } from "./play.ts";
import { painter, showOutcome, showTitle } from "./screen.ts";
import { slackPane } from "./slack-pane.ts";
import { setStage } from "./stage.ts";
import { STEPS, type Step } from "./steps.ts";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const { stdout, stderr } = process;
const paint = painter(stdout);

/** A reader that goes away (`| head`) ends the demo quietly, after the act that is on and with its lab stopped. */
const reader = { isGone: false };
for (const stream of [stdout, stderr]) {
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    reader.isGone = true;
  });
}

if (!values.json) {
  stdout.write(
    `\n${paint("bold", "Plumbline")}, as it is packaged for a deployment, holds a local AWS account to its vendors' documents. Somebody tampers with it.\n\n`,
  );
}

const began = performance.now();
const lab = await startLab({ port: 0 });
const missed: string[] = [];
const count = { resolved: 0, open: 0, alerts: 0 };
try {
  const stage = await setStage(lab);
  for (const [index, step] of STEPS.entries()) {
    if (reader.isGone) break;
    if (!values.json) stdout.write(showTitle(index + 1, step, paint));
    const outcome = await play(step, stage);
    count[outcome.status] += 1;
    count.alerts += outcome.alerts;
    const shown = values.json ? JSON.stringify(withoutCount(outcome)) : showOutcome(step, outcome, paint);
    stdout.write(`${shown}\n`);
    missed.push(...shortcomings(step, outcome));
  }
  missed.push(...(await stage.refusals()));
  const pane = slackPane(await stage.slack(), paint);
  if (pane === "") missed.push("No finding went from opened to resolved in Slack.");
  else if (!values.json) stdout.write(`${pane}\n`);
} finally {
  await lab.stop();
}
if (reader.isGone) process.exit();
if (!values.json) {
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  stdout.write(
    `${STEPS.length} acts: ${count.resolved} put back, ${count.open} left open for a person, ${count.alerts} alerts, ${seconds} s.\n`,
  );
}
for (const sentence of missed) stderr.write(`${sentence}\n`);
process.exitCode = missed.length === 0 ? 0 : 1;

function withoutCount({ alerts: _alerts, ...line }: Outcome): Omit<Outcome, "alerts"> {
  return line;
}

/** What the step should have shown and did not. */
function shortcomings(step: Step, outcome: Outcome): string[] {
  const where = `"${step.title}" (${step.entity})`;
  const wrong: string[] = [];
  if (outcome.drift.length === 0) wrong.push(`${where} opened no drift.`);
  if (outcome.alert === null) wrong.push(`${where} raised no alert.`);
  if (outcome.status !== step.ends) wrong.push(`${where} ended ${outcome.status}, not ${step.ends}.`);
  return wrong;
}
