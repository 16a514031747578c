import type { AccountState } from "./account.ts";
import { malformedPolicyDocument } from "./errors.ts";

/** The web identity providers that need no provider entity. */
const webIdentityProviders = new Set([
  "cognito-identity.amazonaws.com",
  "accounts.google.com",
  "graph.facebook.com",
  "www.amazon.com",
]);

/**
 * Checks one principal of a trust policy. A user or role of this account must exist, and its unique id is returned;
 * of other accounts the lab knows nothing, so there the form alone is checked, and nothing is returned.
 * @throws IamError `MalformedPolicyDocument` "Invalid principal in policy: …"
 */
export function bindPrincipal(account: AccountState, type: string, name: string): string | undefined {
  const valid =
    type === "AWS" ? awsPrincipal(account, name) : type === "Service" ? isService(name) : isFederated(type, name);
  if (valid === false) {
    throw malformedPolicyDocument(
      `Invalid principal in policy: "${type === "AWS" ? type : type.toUpperCase()}":"${name}"`,
    );
  }
  return typeof valid === "string" ? valid : undefined;
}

/** The unique id of a user or role of this account; otherwise whether the principal is good. */
function awsPrincipal(account: AccountState, name: string): string | boolean {
  if (name === "*" || /^\d{12}$/.test(name)) {
    return true;
  }
  if (/^(AROA|AIDA)[A-Z2-7]+$/.test(name)) {
    return uniqueIdExists(account, name);
  }
  const arn = /^arn:(aws|aws-cn|aws-us-gov):(iam|sts)::(\d{12}):(.+)$/.exec(name);
  const [, partition, service, owner, resource = ""] = arn ?? [];
  if (arn === null || partition !== account.partition || /[*?]/.test(name)) {
    return false;
  }
  if (service === "iam" && resource === "root") {
    return true;
  }
  const form =
    service === "iam" ? /^(role|user)\/[\u0021-\u007E]+$/ : /^(assumed-role\/[^/]+\/[^/]+|federated-user\/[^/]+)$/;
  if (!form.test(resource)) {
    return false;
  }
  return owner === account.accountId ? ownPrincipal(account, service, resource, name) : true;
}

function ownPrincipal(
  account: AccountState,
  service: string | undefined,
  resource: string,
  arn: string,
): string | boolean {
  if (service === "sts") {
    const [kind, roleName = ""] = resource.split("/");
    return kind === "federated-user" || account.roles.has(roleName);
  }
  const role = [...account.roles.values()].find((candidate) => candidate.arn === arn);
  const user = [...account.users.values()].find((candidate) => candidate.arn === arn);
  return role?.roleId ?? user?.userId ?? false;
}

/** A bare id can only be kept while its entity exists: IAM never takes back the id of one that is gone. */
function uniqueIdExists(account: AccountState, id: string): boolean {
  return (
    [...account.roles.values()].some((role) => role.roleId === id) ||
    [...account.users.values()].some((user) => user.userId === id)
  );
}

function isService(name: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(amazonaws\.com(\.cn)?|amazon\.com)$/.test(name);
}

function isFederated(type: string, name: string): boolean {
  const provider = /^arn:(aws|aws-cn|aws-us-gov):iam::\d{12}:(saml-provider|oidc-provider)\/[\u0021-\u007E]+$/;
  return type === "Federated" && (webIdentityProviders.has(name) || (provider.test(name) && !/[*?]/.test(name)));
}
