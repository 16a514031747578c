/** plumbline.yml and `policies/`, compiled into the bundle when it is built: a running function reads no file. */
declare module "plumbline:configuration" {
  import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";

  const configuration: CompiledConfiguration;
  // biome-ignore lint/style/noDefaultExport: the module is one JSON document, not a set of names.
  export default configuration;
}
