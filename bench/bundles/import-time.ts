import { pathToFileURL } from "node:url";

/** Imports the module that it is given, and prints how many milliseconds that took. What it is started by is no part of it. */
const [, , file = ""] = process.argv;
const { href } = pathToFileURL(file);
const started = performance.now();
await import(href);
process.stdout.write(String(performance.now() - started));
process.exit(0);
