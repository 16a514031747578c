import type { CompiledConfiguration } from "./expected-state.ts";
import type { Files } from "./own-documents.ts";
import type { ConfiguredAccount } from "./settings.ts";

/**
 * The name of Plumbline's own baseline. No folder under `policies/` may have it: what is expected of Plumbline's roles is made of what is deployed,
 * and that follows from the configuration.
 */
export const OWN_BASELINE = "plumbline";

/** A configuration in which nothing is expected of Plumbline's own roles so far. */
export type Watched = Pick<CompiledConfiguration, "accounts" | "organization" | "settings">;

/** The folder `policies/plumbline/` of one account, or one sentence that says why there is none. */
export type OwnFolder =
  | { readonly status: "made"; readonly files: Files }
  | { readonly status: "refused"; readonly problem: string };

/**
 * Makes Plumbline's own baseline of everything else that is expected. Its entities are never repaired, so that they change nothing of what is deployed.
 * @returns what makes the folder of one of the configuration's accounts; of an entry of `organization` the account with the placeholder is meant
 */
export type MakeOwnBaselines = (watched: Watched) => (account: ConfiguredAccount) => OwnFolder;
