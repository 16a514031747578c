import { once } from "node:events";
import { styleText } from "node:util";
import { showUnseen } from "../shared/drift/visible-text.ts";

/** Colours and weights of text, as Node names them. */
export type Format = Parameters<typeof styleText>[0];

/** What a command may say, and where to. */
export interface Terminal {
  /** Writes to stdout as it stands; waits while the reader at the other end is slow. */
  print(text: string): Promise<void>;
  /** Tells of trouble: one plain sentence to stderr, and exit code 2 in the end. */
  trouble(sentence: string): void;
  /** Tells what is worth knowing and no trouble: one plain sentence to stderr; the exit code stays. */
  note(sentence: string): void;
  /** Colours text for stdout; leaves it as it is where stdout is no terminal, or `NO_COLOR` is set. */
  style(format: Format, text: string): string;
}

/** The columns that stdout shows, where it is no terminal those that COLUMNS says, and 120 where nothing says. */
export function terminalWidth(): number {
  return process.stdout.columns || Number(process.env.COLUMNS) || 120;
}

/** The exit code for trouble: bad input, something unreadable, something unknown. It outranks every other. */
export const TROUBLE = 2;

/**
 * Makes a text from outside safe to print: control characters (which drive a terminal), invisible and text-reversing
 * characters and line breaks are written as `\u{1b}`.
 */
export function neutralise(text: string): string {
  return showUnseen(text);
}

/** The terminal of this process. A reader that goes away (`| head`) ends the process quietly. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
      process.exit();
    });
  }
  return {
    async print(text) {
      if (!process.stdout.write(text)) await once(process.stdout, "drain");
    },
    trouble(sentence) {
      process.exitCode = TROUBLE;
      tellOnStderr(sentence);
    },
    note: tellOnStderr,
    style: (format, text) => (process.stdout.isTTY ? styleText(format, text, { stream: process.stdout }) : text),
  };
}

function tellOnStderr(sentence: string): void {
  process.stderr.write(`${neutralise(sentence)}\n`);
}
