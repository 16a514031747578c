import { ACCOUNT, type Case, ROOT_IDENTITY, record, write } from "./record.ts";

const OWN = `arn:aws:iam::${ACCOUNT}:policy/own`;
const DEEP = `arn:aws-cn:iam::${ACCOUNT}:policy/team/a/own`;
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/Okta`;
const OIDC = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
const OIDC_DEEP = `arn:aws:iam::${ACCOUNT}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC`;
const whole = (arn: string) => [`GetPolicy ${arn}`, `GetPolicyVersion ${arn}`];
const createdPolicy = (arn: string) => ({
  policy: { policyName: "own", policyId: "ANPAEXAMPLE", arn, defaultVersionId: "v1", attachmentCount: 0 },
});

const POLICY_CASES: readonly Case[] = [
  write(
    "captured",
    "CreatePolicy with a path",
    record("CreatePolicy", { policyName: "own", path: "/", policyDocument: "{}", description: "" }, createdPolicy(OWN)),
    ["policy/own"],
    ...whole(OWN),
  ),
  write(
    "documented",
    "CreatePolicy without a path has its ARN in the response",
    record("CreatePolicy", { policyName: "own", policyDocument: "{}" }, createdPolicy(DEEP)),
    ["policy/own"],
    ...whole(DEEP),
  ),
  write(
    "documented",
    "CreatePolicy without a response is known by name alone",
    record("CreatePolicy", { policyName: "own", policyDocument: "{}" }),
    ["policy/own"],
    ...whole("own"),
  ),
  write("captured", "DeletePolicy", record("DeletePolicy", { policyArn: OWN }), ["policy/own"], ...whole(OWN)),
  write(
    "documented",
    "CreatePolicyVersion",
    record(
      "CreatePolicyVersion",
      { policyArn: OWN, policyDocument: "{}", setAsDefault: true },
      { policyVersion: { versionId: "v2", isDefaultVersion: true } },
    ),
    ["policy/own"],
    ...whole(OWN),
  ),
  write(
    "documented",
    "SetDefaultPolicyVersion, a rollback, below a path and in another partition",
    record("SetDefaultPolicyVersion", { policyArn: DEEP, versionId: "v1" }),
    ["policy/own"],
    ...whole(DEEP),
  ),
  write(
    "documented",
    "DeletePolicyVersion",
    record("DeletePolicyVersion", { policyArn: OWN, versionId: "v1" }),
    ["policy/own"],
    ...whole(OWN),
  ),
  write(
    "documented",
    "TagPolicy",
    record("TagPolicy", { policyArn: OWN, tags: [] }),
    ["policy/own"],
    `GetPolicy ${OWN}`,
  ),
];

const OTHER_CASES: readonly Case[] = [
  write(
    "captured",
    "CreateInstanceProfile",
    record(
      "CreateInstanceProfile",
      { instanceProfileName: "machine", path: "/" },
      { instanceProfile: { instanceProfileName: "machine", roles: [] } },
    ),
    ["instance-profile/machine"],
    "GetInstanceProfile machine",
  ),
  write(
    "captured",
    "TagInstanceProfile",
    record("TagInstanceProfile", { instanceProfileName: "machine", tags: [{ key: "a", value: "b" }] }),
    ["instance-profile/machine"],
    "GetInstanceProfile machine",
  ),
  write(
    "captured",
    "DeleteInstanceProfile",
    record("DeleteInstanceProfile", { instanceProfileName: "machine" }),
    ["instance-profile/machine"],
    "GetInstanceProfile machine",
  ),
  write(
    "documented",
    "CreateSAMLProvider",
    record("CreateSAMLProvider", { name: "Okta", sAMLMetadataDocument: "<xml/>" }, { sAMLProviderArn: SAML }),
    ["saml-provider/Okta"],
    `GetSAMLProvider ${SAML}`,
  ),
  write(
    "documented",
    "UpdateSAMLProvider, whatever the case of its parameter",
    record("UpdateSAMLProvider", { SAMLProviderArn: SAML }, { sAMLProviderArn: SAML }),
    ["saml-provider/Okta"],
    `GetSAMLProvider ${SAML}`,
  ),
  write(
    "documented",
    "CreateOpenIDConnectProvider",
    record(
      "CreateOpenIDConnectProvider",
      { url: "https://token.actions.githubusercontent.com", clientIDList: [] },
      { openIDConnectProviderArn: OIDC },
    ),
    ["oidc-provider/token.actions.githubusercontent.com"],
    `GetOpenIDConnectProvider ${OIDC}`,
  ),
  write(
    "documented",
    "UpdateOpenIDConnectProviderThumbprint: a path belongs to the provider's name",
    record("UpdateOpenIDConnectProviderThumbprint", { openIDConnectProviderArn: OIDC_DEEP, thumbprintList: [] }),
    ["oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC"],
    `GetOpenIDConnectProvider ${OIDC_DEEP}`,
  ),
  write(
    "documented",
    "CreateVirtualMFADevice",
    record(
      "CreateVirtualMFADevice",
      { virtualMFADeviceName: "dana-phone", path: "/" },
      { virtualMFADevice: { serialNumber: `arn:aws:iam::${ACCOUNT}:mfa/dana-phone` } },
    ),
    ["mfa/dana-phone"],
    "ListVirtualMFADevices",
  ),
  write(
    "documented",
    "DeleteVirtualMFADevice of the root user",
    record("DeleteVirtualMFADevice", { serialNumber: `arn:aws:iam::${ACCOUNT}:mfa/root-account-mfa-device` }, null, {
      userIdentity: ROOT_IDENTITY,
    }),
    ["root"],
    "GetAccountSummary",
  ),
  write(
    "documented",
    "UpdateServerCertificate with a new name touches both names",
    record("UpdateServerCertificate", { serverCertificateName: "old", newServerCertificateName: "new" }),
    ["server-certificate/old", "server-certificate/new"],
    "GetServerCertificate old",
    "GetServerCertificate new",
  ),
  write(
    "documented",
    "CreateAccountAlias",
    record("CreateAccountAlias", { accountAlias: "acme" }),
    ["account-alias/acme"],
    "ListAccountAliases",
  ),
  write(
    "documented",
    "UpdateAccountPasswordPolicy",
    record("UpdateAccountPasswordPolicy", { minimumPasswordLength: 6 }),
    ["account-password-policy"],
    "GetAccountPasswordPolicy",
  ),
  write(
    "documented",
    "DeleteAccountPasswordPolicy has no parameters",
    record("DeleteAccountPasswordPolicy"),
    ["account-password-policy"],
    "GetAccountPasswordPolicy",
  ),
  write(
    "documented",
    "EnableOrganizationsRootSessions is about root",
    record("EnableOrganizationsRootSessions", null, { organizationId: "o-example", enabledFeatures: ["RootSessions"] }),
    ["root"],
    "GetAccountSummary",
    "ListOrganizationsFeatures",
  ),
  write(
    "documented",
    "SetSecurityTokenServicePreferences is about the account",
    record("SetSecurityTokenServicePreferences", { globalEndpointTokenVersion: "v2Token" }),
    ["account"],
    "GetAccountSummary",
  ),
  write(
    "documented",
    "AcceptDelegationRequest",
    record("AcceptDelegationRequest", { delegationRequestId: "dr-1" }),
    ["delegation-request/dr-1"],
    "GetDelegationRequest dr-1",
  ),
];

const NEW_OPERATION_CASES: readonly Case[] = [
  write(
    "documented",
    "an operation that IAM may yet gain names what its parameters name",
    record("ReplaceRolePolicies", { roleName: "builder", policyNames: [] }),
    ["role/builder"],
    "GetRole builder",
    "ListRolePolicies builder",
    "ListAttachedRolePolicies builder",
  ),
  write(
    "documented",
    "an unknown operation with an ARN among its parameters, the AWS managed one left out",
    record("MoveAttachment", {
      from: `arn:aws:iam::${ACCOUNT}:role/path/builder`,
      items: [OWN, "arn:aws:iam::aws:policy/AdministratorAccess"],
    }),
    ["role/builder", "policy/own"],
    "GetRole builder",
    "ListRolePolicies builder",
    "ListAttachedRolePolicies builder",
    ...whole(OWN),
  ),
  write(
    "documented",
    "an unknown service event names what its details name",
    record("RootCredentialsRemoved", null, null, {
      eventType: "AwsServiceEvent",
      serviceEventDetails: { principal: `arn:aws:iam::${ACCOUNT}:root` },
    }),
    ["root"],
    "GetAccountSummary",
  ),
  write(
    "documented",
    "an unknown operation that claims to be read-only and names a user is not believed",
    record("InspectUser", { userName: "dana" }, null, { readOnly: true }),
    ["user/dana"],
    "GetUser dana",
    "ListUserPolicies dana",
    "ListAttachedUserPolicies dana",
    "GetLoginProfile dana",
    "ListAccessKeys dana",
    "ListGroupsForUser dana",
  ),
];

export const POLICY_AND_OTHER_CASES: readonly Case[] = [...POLICY_CASES, ...OTHER_CASES, ...NEW_OPERATION_CASES];
