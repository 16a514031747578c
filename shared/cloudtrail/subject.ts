/** The word before the slash in what a reading touches; the first four are Plumbline's entities. */
export type Noun =
  | "role"
  | "user"
  | "group"
  | "policy"
  | "instance-profile"
  | "mfa"
  | "saml-provider"
  | "oidc-provider"
  | "server-certificate"
  | "account-alias"
  | "delegation-request";

/**
 * One thing a write operation touches, found by a name in the record.
 *
 * A read is an operation and its arguments: `$` stands for the thing itself (its name, or its ARN where IAM asks for that),
 * another word in lower case for a request parameter or response element of that name.
 */
export interface NamedSubject {
  readonly noun: Noun;
  /** Where its name, ARN or task id stands, best first, e.g. `requestParameters.roleName`. */
  readonly sources: readonly string[];
  /** `caller`: IAM takes the caller itself where no user is named. `nothing`: the call need not name one. */
  readonly otherwise: "malformed" | "caller" | "nothing";
  readonly reads: readonly string[];
}

/** Something an account has one of. */
export interface FixedSubject {
  readonly touch: "root" | "account" | "account-password-policy";
  readonly reads: readonly string[];
}

export type Subject = NamedSubject | FixedSubject;

const named =
  (noun: Noun, ...sources: readonly string[]) =>
  (...reads: readonly string[]): NamedSubject => ({ noun, sources, otherwise: "malformed", reads });

export const role = named("role", "requestParameters.roleName");
/** The request for a service-linked role names only the service: the role's name is IAM's answer. */
export const createdRole = named("role", "requestParameters.roleName", "responseElements.role.roleName");
/** The role's name also ends the task id but one: `task/aws-service-role/SERVICE/ROLE/UUID`. */
export const deletedServiceLinkedRole = named("role", "requestParameters.roleName", "responseElements.deletionTaskId");
export const user = named("user", "requestParameters.userName");
export const group = named("group", "requestParameters.groupName");
export const policy = named("policy", "requestParameters.policyArn");
/** `CreatePolicy` has no ARN in its request, and may have no path either. */
export const createdPolicy = named("policy", "responseElements.policy.arn", "requestParameters.policyName");
export const instanceProfile = named("instance-profile", "requestParameters.instanceProfileName");
export const mfaDevice = named("mfa", "requestParameters.serialNumber");
export const createdMfaDevice = named(
  "mfa",
  "responseElements.virtualMFADevice.serialNumber",
  "requestParameters.virtualMFADeviceName",
);
export const samlProvider = named("saml-provider", "requestParameters.sAMLProviderArn");
export const createdSamlProvider = named("saml-provider", "responseElements.sAMLProviderArn", "requestParameters.name");
export const oidcProvider = named("oidc-provider", "requestParameters.openIDConnectProviderArn");
export const createdOidcProvider = named(
  "oidc-provider",
  "responseElements.openIDConnectProviderArn",
  "requestParameters.url",
);
export const serverCertificate = named("server-certificate", "requestParameters.serverCertificateName");
export const accountAlias = named("account-alias", "requestParameters.accountAlias");
export const delegationRequest = named(
  "delegation-request",
  "requestParameters.delegationRequestId",
  "responseElements.delegationRequestId",
);

/** A user that IAM takes to be the caller where the request names none. */
export const userOrCaller = (...reads: readonly string[]): NamedSubject => ({
  ...user(...reads),
  sources: [...user().sources, "responseElements.accessKey.userName", "responseElements.loginProfile.userName"],
  otherwise: "caller",
});

/** Something the call names only when it gives it a new name (`newUserName`). */
export const renamed = (noun: Noun, parameter: string, ...reads: readonly string[]): NamedSubject => ({
  noun,
  sources: [`requestParameters.${parameter}`],
  otherwise: "nothing",
  reads,
});

/** All of a role that Plumbline watches. */
export const WHOLE_ROLE = ["GetRole $", "ListRolePolicies $", "ListAttachedRolePolicies $"] as const;
/** All of a user that Plumbline watches. */
export const WHOLE_USER = [
  "GetUser $",
  "ListUserPolicies $",
  "ListAttachedUserPolicies $",
  "GetLoginProfile $",
  "ListAccessKeys $",
  "ListGroupsForUser $",
] as const;
/** All of a group that Plumbline watches. */
export const WHOLE_GROUP = ["GetGroup $", "ListGroupPolicies $", "ListAttachedGroupPolicies $"] as const;
/** A managed policy and its default version, which is the one that decides. */
export const WHOLE_POLICY = ["GetPolicy $", "GetPolicyVersion $"] as const;

/** The account's root user. */
export const root: FixedSubject = { touch: "root", reads: ["GetAccountSummary"] };
/** A setting of the account as a whole. */
export const account = (...reads: readonly string[]): FixedSubject => ({ touch: "account", reads });
export const passwordPolicy: FixedSubject = { touch: "account-password-policy", reads: ["GetAccountPasswordPolicy"] };
