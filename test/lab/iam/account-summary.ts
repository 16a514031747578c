import type { AccountState } from "./account.ts";
import { type OperationTable, operation } from "./operation.ts";

/**
 * IAM's default quotas, in the spelling of GetAccountSummary.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const quotas = {
  AccessKeysPerUserQuota: 2,
  AssumeRolePolicySizeQuota: 2048,
  AttachedPoliciesPerGroupQuota: 10,
  AttachedPoliciesPerRoleQuota: 10,
  AttachedPoliciesPerUserQuota: 10,
  GroupPolicySizeQuota: 5120,
  GroupsPerUserQuota: 10,
  GroupsQuota: 300,
  InstanceProfilesQuota: 1000,
  PoliciesQuota: 1500,
  PolicySizeQuota: 6144,
  PolicyVersionsInUseQuota: 10_000,
  RolePolicySizeQuota: 10_240,
  RolesQuota: 1000,
  ServerCertificatesQuota: 20,
  SigningCertificatesPerUserQuota: 2,
  UserPolicySizeQuota: 2048,
  UsersQuota: 5000,
  VersionsPerPolicyQuota: 5,
} as const;

/** The counts of the account. What the lab does not have (MFA devices, certificates, providers) is truly none. */
function counts(account: AccountState): Readonly<Record<string, number>> {
  const holders = [...account.roles.values(), ...account.users.values(), ...account.groups.values()];
  return {
    AccountAccessKeysPresent: account.settings.rootAccessKeys.length > 0 ? 1 : 0,
    AccountMFAEnabled: 0,
    AccountPasswordPresent: 1,
    AccountSigningCertificatesPresent: 0,
    GlobalEndpointTokenVersion: 1,
    Groups: account.groups.size,
    InstanceProfiles: 0,
    MFADevices: 0,
    MFADevicesInUse: 0,
    Policies: account.policies.size,
    PolicyVersionsInUse: new Set(holders.flatMap((holder) => [...holder.attachedPolicies])).size,
    Providers: 0,
    Roles: account.roles.size,
    ServerCertificates: 0,
    Users: account.users.size,
  };
}

/** The account's counts and quotas. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
export const accountSummaryOperations: OperationTable = {
  GetAccountSummary: operation({
    kind: "read",
    parameters: {},
    run(_parameters, { account }) {
      return { SummaryMap: new Map(Object.entries({ ...counts(account), ...quotas })) };
    },
  }),
};
