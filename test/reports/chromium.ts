import { spawnSync } from "node:child_process";
import { type Browser, chromium } from "playwright-core";

/** Whether a Chromium is there, or why not. */
export type ChromiumPresence =
  | { readonly installed: true; readonly path: string }
  | { readonly installed: false; readonly reason: string };

/** What distributions call it. */
const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/**
 * Looks for a Chromium that answers, on the `PATH` unless one is named.
 * @param named a path to the only one that counts
 */
export function detectChromium(named = process.env.CHROMIUM_PATH): ChromiumPresence {
  const tried = named === undefined ? NAMES : [named];
  for (const path of tried) {
    const probe = spawnSync(path, ["--version"], { encoding: "utf8" });
    if (probe.status === 0 && /chrom/i.test(probe.stdout)) return { installed: true, path: absolute(path) };
  }
  return { installed: false, reason: `${tried.join(", ")}: none of them answers; name one with CHROMIUM_PATH` };
}

/** Playwright takes no name that would have to be looked up. */
function absolute(name: string): string {
  if (name.includes("/")) return name;
  return spawnSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).stdout.trim();
}

const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts it without a window; whoever does closes it. */
export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: ARGUMENTS });
}
