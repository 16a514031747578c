#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import manifest from "../package.json" with { type: "json" };
import { PlumblineError } from "../shared/iam/errors.ts";
import { addAdopt } from "./adopt.ts";
import { addCheck } from "./check.ts";
import { addDiff } from "./diff.ts";
import { addDiscover } from "./discover.ts";
import { addPlan } from "./plan.ts";
import { addRemediate } from "./remediate.ts";
import { addRender } from "./render.ts";
import { addReplay } from "./replay.ts";
import { processTerminal, type Terminal } from "./terminal.ts";
import { addUndo } from "./undo.ts";
import { addValidate } from "./validate.ts";

function build(terminal: Terminal): Command {
  const program = new Command("plumbline")
    .description(manifest.description)
    .version(manifest.version)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  addAdopt(program, terminal);
  addCheck(program, terminal);
  addDiff(program, terminal);
  addDiscover(program, terminal);
  addPlan(program, terminal);
  addRemediate(program, terminal);
  addRender(program, terminal);
  addReplay(program, terminal);
  addUndo(program, terminal);
  addValidate(program, terminal);
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

const terminal = processTerminal();
try {
  await build(terminal).parseAsync();
} catch (error) {
  trouble(error, terminal);
}
