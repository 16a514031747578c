import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import { type DoctorLine, faultLine, okLine } from "./doctor-line.ts";

/** An account, and how Plumbline's own roles in it would be watched. */
export interface OwnRolesToJudge {
  readonly account: ConfiguredAccount;
  /** One of Plumbline's roles in the account, by its name. */
  readonly role: string;
  /** The parameters that the baseline of its own roles needs there. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly configurationFile: string;
}

/** Whether changes of Plumbline's own roles in an account are drift: the account lists the baseline `plumbline`. */
export function judgeOwnRoles(input: OwnRolesToJudge): DoctorLine {
  const { account, role, parameters, configurationFile } = input;
  const name = { check: "own-roles", subject: `account ${account.account}` } as const;
  const isWatched = account.entities.some(({ entity }) => entity.kind === "role" && entity.name === role);
  if (isWatched) return okLine(name, "Plumbline's own roles are watched as any others are.");
  const given = Object.entries(parameters).map(([key, value]) => `${key}: "${value}"`);
  const entry = `baseline: plumbline${given.length === 0 ? "" : `, parameters: { ${given.join(", ")} }`}`;
  return faultLine(
    name,
    "warning",
    "Plumbline's own roles are not watched: nobody hears of it as drift where one of them is widened, or loses a right.",
    `Add - { ${entry} } to the baselines of account ${account.account} in ${configurationFile}, package and deploy again.`,
  );
}
