import { type ChildProcess, spawn, spawnSync } from "node:child_process";

/** Whether moto's server can be started here, or why not. */
export type MotoPresence = { readonly installed: true } | { readonly installed: false; readonly reason: string };

/** A running moto server. */
export interface Moto {
  /** For example `http://127.0.0.1:40515`. */
  readonly endpoint: string;
  /** Forgets everything the server holds. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** What moto needs to import before its server starts: the modules of its own `server` extra. */
const PROBE = "import moto.server, flask, flask_cors";

/**
 * Asks a Python whether moto's server is there.
 * @param python the interpreter, `python3` unless a test asks about another.
 */
export function detectMoto(python = "python3"): MotoPresence {
  const probe = spawnSync(python, ["-c", PROBE], { encoding: "utf8" });
  if (probe.error !== undefined) {
    return { installed: false, reason: `${python} could not be run: ${probe.error.message}` };
  }
  if (probe.status !== 0) {
    const lines = probe.stderr.trim().split("\n");
    return { installed: false, reason: `${python} has no moto server: ${lines.at(-1) ?? "no message"}` };
  }
  return { installed: true };
}

/**
 * Starts moto on a free port.
 * @param account the one account that it has; `undefined` for 123456789012 and any other whose role is assumed.
 * @param awsPolicies whether it has AWS's managed policies, all 1,400 of which it reads again at every reset.
 * @see https://docs.getmoto.org/en/latest/docs/server_mode.html
 */
export async function startMoto(account: string | undefined, awsPolicies: boolean): Promise<Moto> {
  const server = spawn("python3", ["-m", "moto.server", "-H", "127.0.0.1", "-p", "0"], {
    env: { ...process.env, MOTO_ACCOUNT_ID: account, MOTO_IAM_LOAD_MANAGED_POLICIES: String(awsPolicies) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const orphaned = (): boolean => server.kill();
  process.once("exit", orphaned);
  const endpoint = await address(server);
  return {
    endpoint,
    reset: async () => {
      const response = await fetch(`${endpoint}/moto-api/reset`, { method: "POST" });
      if (!response.ok) {
        throw new Error(`moto did not reset: HTTP ${response.status}.`);
      }
    },
    stop: async () => {
      const gone = new Promise((resolve) => server.once("exit", resolve));
      server.kill();
      await gone;
      process.off("exit", orphaned);
    },
  };
}

/** moto prints the address it listens on, since port 0 leaves the choice to the system. */
function address(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = "";
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const match = /Running on (http:\/\/127\.0\.0\.1:\d+)/.exec(printed);
      if (match?.[1] !== undefined) {
        resolve(match[1]);
      }
    };
    server.stdout?.on("data", read);
    server.stderr?.on("data", read);
    server.once("error", reject);
    server.once("exit", (code) => reject(new Error(`moto ended with ${code} before it listened: ${printed}`)));
  });
}
