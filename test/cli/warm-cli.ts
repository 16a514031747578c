import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Run } from "./run-cli.ts";
import type { WarmRequest } from "./warm-process.ts";

const WARM_PROCESS = fileURLToPath(new URL("./warm-process.ts", import.meta.url));

/** A process that has loaded the command line and runs one command line after the other. */
export interface WarmCli {
  run(request: WarmRequest): Promise<Run>;
}

/** Starts it; it ends with the process that started it. */
export function startWarmCli(environment: NodeJS.ProcessEnv): WarmCli {
  let child: ChildProcess | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const runNow = (request: WarmRequest): Promise<Run> => {
    child ??= fork(WARM_PROCESS, { env: environment, stdio: ["ignore", "inherit", "inherit", "ipc"] });
    const process = child;
    return new Promise((resolve, reject) => {
      const gone = (code: number | null) => {
        child = undefined;
        reject(new Error(`The command line ended its process, with ${code}: ${request.args.join(" ")}`));
      };
      process.once("exit", gone);
      process.once("message", (run: Run) => {
        process.off("exit", gone);
        process.unref();
        process.channel?.unref();
        resolve(run);
      });
      process.ref();
      process.channel?.ref();
      process.send(request);
    });
  };

  return {
    run(request) {
      const next = turn.then(() => runNow(request));
      turn = next.catch(() => undefined);
      return next;
    },
  };
}
