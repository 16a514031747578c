import type { SecretReference } from "../shared/baselines/settings.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, okLine, unreadableLine } from "./doctor-line.ts";

/** Where a Slack token or webhook is kept, and the routes that need it. */
export interface SecretToJudge {
  readonly secret: SecretReference;
  /** Whether it is there; nobody has read it. */
  readonly observed: Observation<unknown>;
  readonly routes: readonly string[];
}

/** Whether a secret is there. */
export function judgeSecret({ secret: { store, id }, observed, routes }: SecretToJudge): DoctorLine {
  const name = { check: "secret", subject: id } as const;
  if (observed.status === "unreadable") return unreadableLine(name, "Whether the secret is there", observed.reason);
  if (observed.status === "present") return okLine(name, "There; its value was not read.");
  const kept = store === "ssm" ? "SSM, as a SecureString" : "Secrets Manager";
  const says = `There is no such secret, so that nothing of the ${routes.length === 1 ? "route" : "routes"} ${routes.join(", ")} is posted to Slack.`;
  return faultLine(name, "error", says, `Keep the token or the webhook's address in ${kept}, under that name.`);
}
