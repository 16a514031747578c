import type { ConfiguredAccount, OrganizationTemplate } from "../shared/baselines/settings.ts";
import { type DoctorLine, faultLine, okLine } from "./doctor-line.ts";

/** An account, and how Plumbline's own roles in it would be watched. */
export interface OwnRolesToJudge {
  readonly account: ConfiguredAccount;
  /** One of Plumbline's roles in the account, by its name. */
  readonly role: string;
  /** The parameters that the baseline of its own roles needs there. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly configurationFile: string;
  /** The entries of `organization`, by one of which the account may be watched. */
  readonly entries: readonly OrganizationTemplate[];
}

/** Whether changes of Plumbline's own roles in an account are drift: the account lists the baseline `plumbline`. */
export function judgeOwnRoles(input: OwnRolesToJudge): DoctorLine {
  const { account, role, parameters } = input;
  const name = { check: "own-roles", subject: `account ${account.account}` } as const;
  const isWatched = account.entities.some(({ entity }) => entity.kind === "role" && entity.name === role);
  if (isWatched) return okLine(name, "Plumbline's own roles are watched as any others are.");
  const given = Object.entries(parameters).map(([key, value]) => `${key}: "${value}"`);
  const line = `baseline: plumbline${given.length === 0 ? "" : `, parameters: { ${given.join(", ")} }`}`;
  // Whom a member's template was told to trust beside the hub's functions is not known here.
  const more =
    account.readerRole === undefined ? "" : ", with trustedReaders where its template was given TrustedReaders,";
  return faultLine(
    name,
    "warning",
    "Plumbline's own roles are not watched: nobody hears of it as drift where one of them is widened, or loses a right.",
    `Add - { ${line} }${more} to the baselines of ${placeOf(input)}, package and deploy again.`,
  );
}

/** Where its baselines are written: one that plumbline.yml lists is left out of every entry of `organization`. */
function placeOf({ account: { account }, entries, configurationFile }: OwnRolesToJudge): string {
  const isListed = entries.every(({ except }) => except.includes(account));
  if (isListed) return `account ${account} in ${configurationFile}`;
  return `the entry of organization in ${configurationFile} by which account ${account} is watched`;
}
