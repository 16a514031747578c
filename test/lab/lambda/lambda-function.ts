import { randomUUID } from "node:crypto";
import { Environment } from "./environment.ts";
import type { InvocationOutcome, WorkerStart } from "./messages.ts";

/** What a function is made of. */
export interface FunctionDefinition extends WorkerStart {
  readonly roleArn: string;
  /** Seconds. */
  readonly timeout: number;
  /** Those of the stack. */
  readonly variables: Readonly<Record<string, string>>;
  /** Lambda's and the lab's own, which go over the stack's. */
  readonly runtimeVariables: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

const TIMED_OUT = "Sandbox.Timedout";

/**
 * A Lambda function with one warm environment: events are taken one after the other, as one environment does. A time-out ends the
 * environment, and the next event gets a new one.
 */
export class LambdaFunction {
  readonly #definition: FunctionDefinition;
  #environment: Environment;
  #turn: Promise<unknown> = Promise.resolve();
  #stopped = false;

  constructor(definition: FunctionDefinition) {
    this.#definition = definition;
    this.#environment = this.#start();
  }

  /** As GetFunctionConfiguration has it: those of the runtime are not shown among its variables. */
  get configuration() {
    const { functionName, functionArn, roleArn, memorySize, timeout, variables } = this.#definition;
    return {
      FunctionName: functionName,
      FunctionArn: functionArn,
      Role: roleArn,
      Runtime: "nodejs24.x",
      MemorySize: memorySize,
      Timeout: timeout,
      State: "Active",
      LastUpdateStatus: "Successful",
      Environment: { Variables: variables },
    };
  }

  /** Resolves when the first environment has loaded its bundle; whether that went well shows at the first event. */
  async ready(): Promise<void> {
    await this.#environment.ready();
  }

  invoke(event: unknown): Promise<InvocationOutcome> {
    const turn = this.#turn.then(() => this.#invokeNow(event));
    // What goes wrong in the lab itself is the caller's to hear, and no reason to keep the next event waiting for ever.
    this.#turn = Promise.allSettled([turn]);
    return turn;
  }

  /** Ends the environment; an event that is being handled ends with an error. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#environment.stop();
  }

  async #invokeNow(event: unknown): Promise<InvocationOutcome> {
    const requestId = randomUUID();
    const { timeout } = this.#definition;
    const deadline = Date.now() + timeout * 1000;
    const timedOut = Promise.withResolvers<InvocationOutcome>();
    const timer = setTimeout(() => {
      const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeout.toFixed(2)} seconds`;
      timedOut.resolve({ error: { errorType: TIMED_OUT, errorMessage } });
    }, timeout * 1000);
    const outcome = await Promise.race([this.#environment.invoke({ requestId, event, deadline }), timedOut.promise]);
    clearTimeout(timer);
    if ("error" in outcome) {
      if (this.#environment.gone || outcome.error.errorType === TIMED_OUT) await this.#restart();
      this.#definition.log(`ERROR Invoke Error ${JSON.stringify(outcome.error)}`);
    }
    return outcome;
  }

  async #restart(): Promise<void> {
    if (this.#stopped) return;
    await this.#environment.stop();
    this.#environment = this.#start();
  }

  #start(): Environment {
    const { timeout: _, roleArn: __, variables, runtimeVariables, log, ...start } = this.#definition;
    return new Environment(start, { ...variables, ...runtimeVariables }, log);
  }
}
