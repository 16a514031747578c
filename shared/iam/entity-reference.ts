/**
 * The kinds of IAM thing Plumbline can watch. A service-linked role is a role with a reserved path
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html), so it is
 * referred to as `role`; whether a role *should* be service-linked is what a baseline says of it.
 */
export type EntityKind = "role" | "user" | "group" | "policy" | "root";

/**
 * Names one entity inside one account. IAM names are unique within their kind whatever their path, so the
 * path is only carried where a caller needs it to build an ARN (customer managed policies).
 */
export interface EntityReference {
  readonly kind: EntityKind;
  /** The friendly name; for `root` always `root`. */
  readonly name: string;
}

/** The account as a whole, which no baseline speaks of: what a finding is about where nothing of the account could be read. */
export interface AccountReference {
  readonly kind: "account";
  readonly name: "account";
}

/** How people and contracts write a reference: `role/NAME`, `user/NAME`, `group/NAME`, `policy/NAME`, `root`, `account`. */
export function formatEntity({ kind, name }: EntityReference | AccountReference): string {
  return kind === "root" || kind === "account" ? kind : `${kind}/${name}`;
}

/** See {@link AccountReference}. */
export const ACCOUNT_REFERENCE: AccountReference = { kind: "account", name: "account" };

/** The account's root user. */
export const ROOT: EntityReference = { kind: "root", name: "root" };

const WRITTEN = /^(role|user|group|policy)\/([\w+=,.@-]{1,128})$/;

/**
 * Reads what {@link formatEntity} writes of what a baseline may speak of.
 * @returns `undefined` where the text is not of that form (an ARN, a path, a name IAM would not allow, the whole account).
 */
export function parseEntity(text: string): EntityReference | undefined {
  if (text === "root") return ROOT;
  const match = WRITTEN.exec(text);
  if (match === null) return undefined;
  return { kind: match[1] as Exclude<EntityKind, "root">, name: match[2] as string };
}
