import { CONFIGURATION_DIGEST } from "../infra/compose.ts";
import type { FunctionReading } from "../shared/aws/deployment-functions.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, okLine, unreadableLine } from "./doctor-line.ts";

/** The functions, and the configuration in hand. */
export interface ConfigurationToJudge {
  /** By the functions' names. */
  readonly functions: ReadonlyMap<string, Observation<FunctionReading>>;
  readonly digest: string;
  /** The file that it was compiled from. */
  readonly file: string;
}

/**
 * Whether the functions carry the configuration in hand. What is not there is told of elsewhere.
 * @returns no line where no function is there
 */
export function judgeConfiguration({ functions, digest, file }: ConfigurationToJudge): readonly DoctorLine[] {
  const name = { check: "configuration", subject: file } as const;
  const carried = new Map<string, string | undefined>();
  let unread: DoctorLine | undefined;
  for (const [each, observed] of functions) {
    const environment = observed.status === "present" ? observed.state.environment : observed;
    if (environment.status === "present") carried.set(each, environment.state[CONFIGURATION_DIGEST]);
    if (environment.status === "unreadable") {
      unread ??= unreadableLine(name, `Which configuration ${each} carries`, environment.reason);
    }
  }
  const redeploy = "Run npm run package, and deploy what it made.";
  const others = [...carried].flatMap(([each, own]) =>
    own === undefined || own === digest ? [] : [`${each} carries another configuration (${shortened(own)})`],
  );
  if (others.length > 0) {
    return [faultLine(name, "error", `${others.join(", ")} than ${file} (${shortened(digest)}).`, redeploy)];
  }
  if (unread !== undefined) return [unread];
  const silent = [...carried].flatMap(([each, own]) => (own === undefined ? [each] : []));
  if (silent.length > 0) {
    const says = `Which configuration they carry is not known of ${silent.join(", ")}: they have no environment variable ${CONFIGURATION_DIGEST}, as those of older packages.`;
    return [faultLine(name, "unknown", says, redeploy)];
  }
  return carried.size === 0 ? [] : [okLine(name, `The functions carry it (${shortened(digest)}).`)];
}

/** As many characters of a digest as tell it from others: `sha256:0123456789ab…`. */
function shortened(digest: string): string {
  return digest.length > 19 ? `${digest.slice(0, 19)}…` : digest;
}
