#!/usr/bin/env node
import { runPlumbline } from "./run.ts";
import { processTerminal } from "./terminal.ts";

await runPlumbline(process.argv.slice(2), processTerminal());
