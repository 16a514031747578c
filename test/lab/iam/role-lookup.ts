import type { AccountState, Role } from "./account.ts";
import { noSuchEntity, unmodifiableEntity } from "./errors.ts";

/** The role of exactly this name. @throws IamError `NoSuchEntity` */
export function roleNamed(account: AccountState, roleName: string): Role {
  const role = account.roles.get(roleName);
  if (role === undefined) {
    throw noSuchEntity(`The role with name ${roleName} cannot be found.`);
  }
  return role;
}

/** A role that may be edited. @throws IamError `NoSuchEntity`, or `UnmodifiableEntity` for a service-linked role. */
export function editableRole(account: AccountState, roleName: string): Role {
  const role = roleNamed(account, roleName);
  if (role.linkedService !== undefined) {
    throw unmodifiableEntity(
      `Cannot perform the operation on the protected role '${roleName}' - this role is only modifiable by AWS`,
    );
  }
  return role;
}
