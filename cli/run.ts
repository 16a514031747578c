import { Command, CommanderError } from "commander";
import manifest from "../package.json" with { type: "json" };
import { PlumblineError } from "../shared/iam/errors.ts";
import type { Terminal } from "./terminal.ts";

/** Adds a command to the program. */
type AddCommand = (program: Command, terminal: Terminal) => void;

/** Each command's own module, so that a command loads nothing that only others need: AWS's clients take longer than most commands. */
const COMMANDS: Readonly<Record<string, () => Promise<AddCommand>>> = {
  adopt: async () => (await import("./adopt.ts")).addAdopt,
  check: async () => (await import("./check.ts")).addCheck,
  diff: async () => (await import("./diff.ts")).addDiff,
  discover: async () => (await import("./discover.ts")).addDiscover,
  doctor: async () => (await import("./doctor.ts")).addDoctor,
  keys: async () => (await import("./keys.ts")).addKeys,
  plan: async () => (await import("./plan.ts")).addPlan,
  remediate: async () => (await import("./remediate.ts")).addRemediate,
  render: async () => (await import("./render.ts")).addRender,
  replay: async () => (await import("./replay.ts")).addReplay,
  undo: async () => (await import("./undo.ts")).addUndo,
  validate: async () => (await import("./validate.ts")).addValidate,
};

/** The program with the one command that is asked for; with all of them where it is none of them. */
async function build(terminal: Terminal, named: string | undefined): Promise<Command> {
  const program = new Command("plumbline")
    .description(manifest.description)
    .version(manifest.version)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  const known = named !== undefined && Object.hasOwn(COMMANDS, named) ? COMMANDS[named] : undefined;
  const needed = known === undefined ? Object.values(COMMANDS) : [known];
  for (const add of await Promise.all(needed.map((load) => load()))) add(program, terminal);
  return program;
}

/** Commander throws also where it was asked for help or the version, which it has printed by then. */
function usage(error: CommanderError, terminal: Terminal): void {
  if (error.exitCode === 0) return;
  const complaint = error.code === "commander.help" ? "no command given" : error.message.replace(/^error: |\.$/g, "");
  terminal.trouble(`${complaint.replaceAll("\n", " ")}; plumbline --help lists what there is.`);
}

/** One sentence for whatever ended a command; only what nobody foresaw is called a fault of Plumbline's. */
function trouble(error: unknown, terminal: Terminal): void {
  if (error instanceof CommanderError) usage(error, terminal);
  else if (error instanceof PlumblineError) terminal.trouble(error.message);
  else if (error instanceof Error && "syscall" in error) terminal.trouble(`${error.message}.`);
  else terminal.trouble(`plumbline failed, by a fault of its own: ${error instanceof Error ? error.message : error}.`);
}

/**
 * Runs the command line. What goes wrong is told as one sentence, and nothing is thrown; the exit code is in `process.exitCode`.
 * @param args what stands behind the program's name
 */
export async function runPlumbline(args: readonly string[], terminal: Terminal): Promise<void> {
  try {
    const program = await build(terminal, args[0]);
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    trouble(error, terminal);
  }
}
