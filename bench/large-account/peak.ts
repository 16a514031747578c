import { writeFileSync } from "node:fs";

/** What a process took. */
export interface Taken {
  /** The most memory it ever held, in bytes. */
  readonly peak: number;
  /** From its start to its end, in milliseconds. */
  readonly milliseconds: number;
}

/*
 * node --import peak.ts PROGRAM: writes what the program took, when it ends, into the file that PLUMBLINE_BENCH_TAKEN names.
 */
process.on("exit", () => {
  const file = process.env.PLUMBLINE_BENCH_TAKEN;
  if (file === undefined) throw new Error("PLUMBLINE_BENCH_TAKEN names no file.");
  const taken: Taken = { peak: process.resourceUsage().maxRSS * 1024, milliseconds: performance.now() };
  writeFileSync(file, JSON.stringify(taken));
});
