export { loadAccountConfig as loadConfig } from "../account-config.ts";
