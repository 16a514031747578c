import { type RequiredPermissions, unmapped } from "./permission.ts";

/**
 * Everybody may ask who he is.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
export const stsPermissions: RequiredPermissions = ({ action, form }) => {
  if (action === "GetCallerIdentity") return [];
  if (action !== "AssumeRole") throw unmapped("sts", action);
  const context = { "sts:externalid": form.ExternalId, "sts:rolesessionname": form.RoleSessionName };
  return [{ action: "sts:AssumeRole", resource: form.RoleArn ?? "*", context }];
};
