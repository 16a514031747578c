/** One thing to do at a time to come. */
interface Entry {
  readonly due: number;
  readonly order: number;
  readonly run: () => Promise<void>;
}

/** Takes an entry off the agenda; harmless once it has run. */
export type Cancel = () => void;

/** Things to do at lab times, earliest first: schedules, retries, messages that become visible again. */
export class Agenda {
  readonly #entries = new Set<Entry>();
  #made = 0;

  /** @param due milliseconds since 1970, in lab time */
  at(due: number, run: () => Promise<void>): Cancel {
    this.#made += 1;
    const entry = { due, order: this.#made, run };
    this.#entries.add(entry);
    return () => {
      this.#entries.delete(entry);
    };
  }

  /** When the next entry is due, in milliseconds since 1970; `undefined` on an empty agenda. */
  nextDue(): number | undefined {
    return this.#first()?.due;
  }

  /** Takes the next entry off, if it is due at `now`. */
  takeDue(now: number): (() => Promise<void>) | undefined {
    const first = this.#first();
    if (first === undefined || first.due > now) return undefined;
    this.#entries.delete(first);
    return first.run;
  }

  #first(): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of this.#entries) {
      const earlier = first === undefined || entry.due < first.due;
      if (earlier || (entry.due === first?.due && entry.order < first.order)) first = entry;
    }
    return first;
  }
}
