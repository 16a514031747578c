import { Agenda } from "./agenda.ts";

/** How often the agenda is looked at while nobody moves the clock. */
const TICK_MS = 250;

/** The lab's clock: real time and an offset, which workers share. */
export class LabClock {
  /** One big integer: the offset in milliseconds. Workers shift their `Date` by it. */
  readonly shared = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
  readonly agenda = new Agenda();
  readonly #offset = new BigInt64Array(this.shared);
  readonly #settle: () => Promise<void>;
  #turn: Promise<unknown> = Promise.resolve();
  #ticking: NodeJS.Timeout | undefined;

  /** @param settle resolves when all queues are empty and nothing runs */
  constructor(settle: () => Promise<void>) {
    this.#settle = settle;
  }

  /** Lab time, in milliseconds since 1970. */
  now(): number {
    return Date.now() + this.offset();
  }

  /** Lab time less real time, in milliseconds. */
  offset(): number {
    return Number(Atomics.load(this.#offset, 0));
  }

  /**
   * Moves the clock on. What falls due in between runs in order, each with the clock at its due time and all its
   * consequences settled before the next; at the end everything has settled.
   * @param target milliseconds since 1970; a time gone by leaves the clock as it is
   */
  advanceTo(target: number): Promise<void> {
    return this.#exclusively(async () => {
      await this.#settle();
      for (let due = this.agenda.nextDue(); due !== undefined && due <= target; due = this.agenda.nextDue()) {
        this.#moveTo(due);
        await this.agenda.takeDue(this.now())?.();
        await this.#settle();
      }
      this.#moveTo(target);
      await this.#settle();
    });
  }

  /** From now on, what falls due by the passing of real time runs too. */
  start(): void {
    this.#ticking = setInterval(() => {
      const due = this.agenda.nextDue();
      if (due !== undefined && due <= this.now())
        void this.#exclusively(async () => this.agenda.takeDue(this.now())?.());
    }, TICK_MS);
    this.#ticking.unref();
  }

  stop(): void {
    clearInterval(this.#ticking);
  }

  /** Never backwards: settling takes real time, in which the next due time may have gone by. */
  #moveTo(time: number): void {
    const ahead = time - this.now();
    if (ahead > 0) Atomics.add(this.#offset, 0, BigInt(ahead));
  }

  #exclusively(task: () => Promise<void>): Promise<void> {
    const turn = this.#turn.then(task);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }
}
