/** One line of a bench's table. */
export interface Figure {
  readonly name: string;
  /** The best round and the middle one, each as it is to be read: `1.2 s`. The same twice where rounds cannot differ. */
  readonly best: string;
  readonly median: string;
  /** What it may be at most or must be at least, as the design page puts it, and whether the median is that. */
  readonly budget?: { readonly text: string; readonly kept: boolean };
}

/** What a bench measured. */
export interface Measured {
  /** What was measured, on what, and how often. */
  readonly subject: string;
  readonly figures: readonly Figure[];
  /** Findings that are no figures: one sentence each. */
  readonly remarks: readonly string[];
}

/** How a bench is to be run. */
export interface BenchOptions {
  /** How often everything is measured, each time in a process of its own. */
  readonly rounds: number;
}

/** One thing that is measured by `npm run bench`. */
export interface Bench {
  /** What it is called on the command line. */
  readonly name: string;
  readonly title: string;
  run(options: BenchOptions): Promise<Measured>;
}
