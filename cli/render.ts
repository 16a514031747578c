import type { Command } from "commander";
import { Option } from "commander";
import { formatProblem } from "../shared/baselines/problem.ts";
import { renderCloudFormation } from "../shared/baselines/render-cloudformation.ts";
import { showUnseenInJson } from "../shared/drift/visible-text.ts";
import { cloudFormationText } from "./cloudformation-text.ts";
import { type CommonOptions, configurationFile, wantsJson, withCommonOptions } from "./options.ts";
import { type RenderedBaseline, renderBaseline } from "./render-baseline.ts";
import { renderingLines } from "./render-text.ts";
import { type Terminal, terminalWidth } from "./terminal.ts";
import { usageError } from "./usage-error.ts";

interface RenderOptions extends CommonOptions {
  readonly account?: string;
  readonly baseline?: string;
  readonly parameter?: ReadonlyMap<string, string>;
}

async function render(named: string | undefined, options: RenderOptions, terminal: Terminal): Promise<void> {
  const result = await renderBaseline({
    baseline: chosenBaseline(named, options),
    account: options.account,
    parameters: options.parameter ?? new Map(),
    configurationFile: configurationFile(options),
  });
  if (result.status === "invalid") {
    for (const problem of result.problems) terminal.trouble(formatProblem(problem));
    return;
  }
  await terminal.print(textOf(result.rendered, options, terminal));
}

function chosenBaseline(named: string | undefined, { baseline }: RenderOptions): string {
  const chosen = named ?? baseline;
  if (chosen === undefined) throw usageError("render needs a baseline: a name such as viz-now, or a folder.");
  if (named !== undefined && baseline !== undefined && named !== baseline) {
    throw usageError(`render takes one baseline, not both ${named} and ${baseline}.`);
  }
  return chosen;
}

function textOf(rendered: RenderedBaseline, options: RenderOptions, { style }: Terminal): string {
  if (wantsJson(options)) {
    const { rendering, ...about } = rendered;
    return `${showUnseenInJson(JSON.stringify({ ...about, ...rendering }))}\n`;
  }
  if (options.format === "cloudformation") return templateOf(rendered);
  const width = terminalWidth();
  return `${renderingLines(rendered, { width, style }).join("\n")}\n`;
}

function templateOf({ baseline, account, rendering }: RenderedBaseline): string {
  const template = renderCloudFormation(
    rendering,
    `What ${baseline} needs in account ${account.id}, as Plumbline expects it`,
  );
  if (Object.keys(template.Resources).length === 0) {
    throw usageError(`CloudFormation can make nothing of what ${baseline} needs; use another format.`);
  }
  return cloudFormationText(template, [
    `Made by plumbline render for account ${account.id} alone: its ARNs are written out.`,
    "aws cloudformation deploy --capabilities CAPABILITY_NAMED_IAM --stack-name STACK --template-file THIS-FILE",
  ]);
}

/** `name=value`, one at a time; commander hands over what it has so far. */
function addParameter(text: string, others: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const [, name, value = ""] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw usageError(`--parameter takes name=value, not ${JSON.stringify(text)}.`);
  if (others.has(name)) throw usageError(`--parameter ${name} is given twice; a list has commas between its values.`);
  return new Map([...others, [name, value]]);
}

const EXAMPLES = `
Parameters are those that the configuration gives the account for this baseline.
For any other account they are those of --parameter, and else their defaults.

Examples:
  plumbline render viz-now --account 111122223333
  plumbline render viz-now --account 111122223333 --parameter deployRoleName=viz-2
  plumbline render ./policies/viz-now --format cloudformation > viz-now.yml`;

/** Adds `render BASELINE`: the documents of a baseline for one account, ready to be pasted or deployed. */
export function addRender(program: Command, terminal: Terminal): void {
  const command = program
    .command("render")
    .description(
      "print what an account needs for a baseline: documents ready to be pasted, or a CloudFormation template",
    )
    .argument("[baseline]", "a baseline's name, or a folder with a baseline.yml")
    .option("--account <id>", "the account, by id or alias; may be left out where the configuration has one")
    .addOption(
      new Option(
        "--parameter <name=value>",
        "a parameter's value, where the configuration has none; repeatable, a list with commas",
      ).argParser(addParameter),
    )
    .option("--baseline <name|dir>", "the same as the argument")
    .addHelpText("after", EXAMPLES);
  withCommonOptions(command, ["documents", "cloudformation"]).action(
    (baseline: string | undefined, options: RenderOptions) => render(baseline, options, terminal),
  );
}
