/** Thrown by {@link Work.spend} and caught where the work was begun; never seen by a caller of this folder. */
export class WorkSpent extends Error {}

/**
 * A bound on one piece of work, counted in steps and not in time, so that the same input always ends the same way.
 * A policy built to be slow then ends as undecidable, not as a hang.
 */
export class Work {
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  /** Takes `steps` off what is left. @throws WorkSpent when there are not as many */
  spend(steps: number): void {
    this.#left -= steps;
    if (this.#left < 0) throw new WorkSpent("The bound on the work is reached.");
  }
}

/** Passes on what it is asked for, and counts it: for work whose outcome is remembered and which is to cost the same every time. */
export class MeteredWork extends Work {
  readonly #work: Work;
  #spent = 0;

  constructor(work: Work) {
    super(0);
    this.#work = work;
  }

  /** How many steps went through here. */
  get spent(): number {
    return this.#spent;
  }

  override spend(steps: number): void {
    this.#spent += steps;
    this.#work.spend(steps);
  }
}
