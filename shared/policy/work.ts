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
