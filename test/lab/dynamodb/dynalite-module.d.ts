declare module "dynalite" {
  import type { Server } from "node:http";

  /** How long, in milliseconds, a table stays in CREATING, DELETING and UPDATING. */
  function dynalite(options: {
    readonly createTableMs?: number;
    readonly deleteTableMs?: number;
    readonly updateTableMs?: number;
  }): Server;

  export = dynalite;
}
