import { once } from "node:events";
import { createInterface } from "node:readline";
import { Worker } from "node:worker_threads";
import type { Invocation, InvocationError, InvocationOutcome, WorkerMessage, WorkerStart } from "./messages.ts";

/** One warm Lambda environment: a worker thread with one bundle loaded, which takes one event at a time. */
export class Environment {
  readonly #worker: Worker;
  readonly #ready: Promise<InvocationError | undefined>;
  /** Why the thread is no more. */
  #dead: InvocationError | undefined;
  #pending: ((outcome: InvocationOutcome) => void) | undefined;

  /** @param log is given each line that the function writes to its standard output or error */
  constructor(start: WorkerStart, variables: Readonly<Record<string, string>>, log: (line: string) => void) {
    this.#worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: start,
      env: { ...variables },
      execArgv: [],
      stdout: true,
      stderr: true,
    });
    createInterface({ input: this.#worker.stdout }).on("line", log);
    createInterface({ input: this.#worker.stderr }).on("line", log);
    this.#ready = new Promise((resolve) => {
      this.#worker.on("message", (message: WorkerMessage) => {
        if (message.kind === "ready") resolve(undefined);
        else if (message.kind === "failed") resolve(message.error);
        else this.#finish(message.outcome);
      });
      const died = (error: InvocationError) => {
        this.#dead = error;
        resolve(error);
        this.#finish({ error });
      };
      this.#worker.on("error", (fault) => died({ errorType: fault.name, errorMessage: fault.message }));
      this.#worker.on("exit", (code) =>
        died({ errorType: "Runtime.ExitError", errorMessage: `Runtime exited with status ${code}.` }),
      );
    });
  }

  /** Whether the thread has ended: it can take no more events. */
  get gone(): boolean {
    return this.#dead !== undefined;
  }

  /** Resolves when the bundle is loaded: to nothing, or to why it could not be. */
  ready(): Promise<InvocationError | undefined> {
    return this.#ready;
  }

  /** Gives the function one event. Not to be called again before the outcome is there. */
  async invoke(invocation: Invocation): Promise<InvocationOutcome> {
    const fault = (await this.#ready) ?? this.#dead;
    if (fault !== undefined) return { error: fault };
    return await new Promise((resolve) => {
      this.#pending = resolve;
      this.#worker.postMessage(invocation);
    });
  }

  /** Ends the thread, in the middle of an event if there is one. */
  async stop(): Promise<void> {
    const closed = [this.#worker.stdout, this.#worker.stderr].map((stream) =>
      stream.closed ? undefined : once(stream, "close"),
    );
    await this.#worker.terminate();
    await Promise.race([Promise.all(closed), new Promise((resolve) => setTimeout(resolve, 100).unref())]);
  }

  #finish(outcome: InvocationOutcome): void {
    this.#pending?.(outcome);
    this.#pending = undefined;
  }
}
