import { type Command, Option } from "commander";
import { alignDocuments, type Document } from "../shared/policy/align/align-documents.ts";
import type { Comparison, PolicyKind, Witness } from "../shared/policy/comparison.ts";
import { decidePolicies } from "../shared/policy/decide-policies.ts";
import { loadActionTable } from "../shared/policy/explain/action-table.ts";
import { explainVerdict } from "../shared/policy/explain/explain-verdict.ts";
import type { Policy } from "../shared/policy/policy.ts";
import { deltaLines, type Page, verdictLine, witnessLines } from "./describe-verdict.ts";
import { diffPairs } from "./diff-pairs.ts";
import { exitWith, unreadableResult } from "./diff-result.ts";
import { type CommonOptions, wantsJson, withCommonOptions } from "./options.ts";
import { type PolicySource, policyInFile } from "./policy-source.ts";
import { readPolicies } from "./read-policies.ts";
import { renderSideBySide } from "./side-by-side.ts";
import { type PolicyArgument, simulateCommand } from "./simulate-command.ts";
import { type Terminal, terminalWidth } from "./terminal.ts";
import { bytesOf, decodeText, FileProblem, fileProblem } from "./text-file.ts";
import { usageError } from "./usage-error.ts";

/** Far above what IAM takes for a policy, whatever stands around it. */
const LARGEST_FILE = 4 * 2 ** 20;

/** A policy that was handed in, and what it is called. */
interface Side {
  readonly name: string;
  readonly source: PolicySource;
  /** The file that holds the policy and nothing else. */
  readonly file?: string;
}

async function readSide(file: string): Promise<Side> {
  const name = file === "-" ? "stdin" : file;
  try {
    let text = "";
    for await (const piece of decodeText(bytesOf(file))) {
      text += piece;
      if (text.length > LARGEST_FILE) throw new FileProblem("is larger than 4 MiB, which no policy is");
    }
    const source = policyInFile(name, text);
    const alone = file !== "-" && source.status === "found" && source.text === text;
    return { name, source, ...(alone && { file }) };
  } catch (error) {
    return { name, source: { status: "unreadable", problem: `${name} ${fileProblem(error)}.` } };
  }
}

function toDocument(policy: Policy): Document {
  return { policy, json: JSON.parse(policy.text) as Document["json"] };
}

/** Everything there is to say of a comparison, for a person. */
function explanation(
  comparison: Comparison,
  sides: { readonly canonical: Side; readonly live: Side },
  policies: { readonly canonical: Policy; readonly live: Policy },
  kind: PolicyKind,
  terminal: Terminal,
): readonly string[] {
  const { style } = terminal;
  const width = terminalWidth();
  const page: Page = { width, style, canonical: sides.canonical.name, live: sides.live.name };
  const verdict = [verdictLine(comparison, page), ""];
  if (comparison.verdict === "equal" && comparison.change === "identical") return verdict.slice(0, 1);
  const rows = alignDocuments(
    toDocument(policies.canonical),
    toDocument(policies.live),
    comparison.verdict === "equal",
  );
  const view = renderSideBySide(rows, { width, style, titles: [sides.canonical.name, sides.live.name] });
  if (comparison.verdict !== "different") return [...verdict, ...view];
  const { deltas, witness } = comparison;
  const verification = kind === "identity" ? verificationLines(witness, sides, policies, terminal) : [];
  return [...verdict, ...deltaLines(deltas, page), ...witnessLines(witness, page), ...verification, ...view];
}

function verificationLines(
  witness: Witness,
  { canonical, live }: { readonly canonical: Side; readonly live: Side },
  policies: { readonly canonical: Policy; readonly live: Policy },
  { style }: Terminal,
): readonly string[] {
  const argument = ({ file }: Side, { text }: Policy): PolicyArgument => (file === undefined ? { text } : { file });
  const documents = {
    canonical: argument(canonical, policies.canonical),
    live: argument(live, policies.live),
  };
  const command = simulateCommand(witness, documents, [policies.canonical, policies.live]);
  return [style("bold", "See AWS decide it"), ...command.map((line) => `  ${line}`), ""];
}

async function diffFiles(files: readonly [string, string], kind: PolicyKind, json: boolean, terminal: Terminal) {
  const [canonical, live] = [await readSide(files[0]), await readSide(files[1])];
  const read = readPolicies(canonical.source, live.source, kind);
  if (read.status === "unreadable") {
    for (const problem of read.problems) terminal.trouble(problem);
    const other = kind === "identity" ? "trust" : "identity";
    if (readPolicies(canonical.source, live.source, other).status === "read") {
      terminal.trouble(`Both documents are good as ${other} policies: compare them with --as ${other}.`);
    }
    if (json) await terminal.print(`${JSON.stringify(unreadableResult(read.problems))}\n`);
    return;
  }
  const policies = { canonical: [read.canonical], live: [read.live] };
  const verdict = decidePolicies(policies.canonical, policies.live, kind);
  const comparison = await explainVerdict(verdict, policies, loadActionTable);
  exitWith(comparison);
  if (json) await terminal.print(`${JSON.stringify(comparison)}\n`);
  else
    for (const line of explanation(comparison, { canonical, live }, read, kind, terminal))
      await terminal.print(`${line}\n`);
}

interface DiffOptions extends CommonOptions {
  readonly as: PolicyKind;
  readonly pairs?: string;
}

async function diff(files: readonly string[], options: DiffOptions, terminal: Terminal): Promise<void> {
  if (options.pairs !== undefined) {
    if (files.length > 0) throw usageError("With --pairs the documents come from that file; name no others.");
    return diffPairs(options.pairs, options.as, terminal);
  }
  const [canonical, live] = files;
  if (canonical === undefined || live === undefined) {
    throw usageError("diff needs two files, CANONICAL.json and LIVE.json, or --pairs FILE.ndjson.");
  }
  if (canonical === "-" && live === "-") throw usageError("Only one of the two documents can come from stdin.");
  return diffFiles([canonical, live], options.as, wantsJson(options), terminal);
}

/** Adds `diff CANONICAL.json LIVE.json` and `diff --pairs FILE.ndjson`: whether two policies decide alike, and what differs. */
export function addDiff(program: Command, terminal: Terminal): void {
  const command = program
    .command("diff")
    .description("say whether two policies decide every request alike, and what was gained or lost; - is stdin")
    .argument("[canonical]", "the policy as it should be, or what aws iam get-role-policy and its like print")
    .argument("[live]", "the policy as it is")
    .addOption(
      new Option("--as <kind>", "what the policies are for").choices(["identity", "trust"]).default("identity"),
    )
    .option("--pairs <file>", 'compare the pairs {"id","canonical","live","as"?} of an NDJSON file, one result a line');
  withCommonOptions(command, ["text"]).action(
    (canonical: string | undefined, live: string | undefined, options: DiffOptions) =>
      diff(
        [canonical, live].filter((file) => file !== undefined),
        options,
        terminal,
      ),
  );
}
