import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Answered } from "./invoke.ts";

const INVOKE = fileURLToPath(new URL("invoke.ts", import.meta.url));

/** One environment of a function, which answers one event after another as Lambda's do. */
export interface FunctionEnvironment {
  invoke(event: unknown): Promise<Answered>;
  stop(): Promise<void>;
}

/**
 * Starts an environment, in a process of its own.
 * @param bundle the bundle's file
 * @param variables the function's environment
 */
export async function startEnvironment(
  bundle: string,
  variables: Readonly<Record<string, string>>,
): Promise<FunctionEnvironment> {
  const child = fork(INVOKE, [pathToFileURL(bundle).href], {
    env: { ...variables, PATH: process.env.PATH },
    // Its memory is as its own NODE_OPTIONS have it.
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  await answerOf(child);
  return {
    async invoke(event) {
      const answer = answerOf(child);
      child.send(event as object);
      return (await answer) as Answered;
    },
    async stop() {
      const ended = once(child, "exit");
      child.disconnect();
      child.kill();
      await ended;
    },
  };
}

/** @throws where the process ends without one */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(child, "exit", { signal }).then(([code]) => {
    throw new Error(`The function's process ended with ${code}.`);
  });
  const answered = once(child, "message", { signal });
  try {
    const [message] = await Promise.race([answered, ended]);
    return message;
  } finally {
    waiting.abort();
    await Promise.allSettled([answered, ended]);
  }
}
