import type { AccountSettings } from "./account-settings.ts";
import type { TrustPolicy } from "./trust-policy.ts";

/** A tag as IAM spells it. (A type alias, so that a tag can stand in a result tree as it is.) */
export type Tag = {
  readonly Key: string;
  readonly Value: string;
};

/** What roles, users and groups have in common: inline policies by name, and the ARNs of attached policies. */
export interface PolicyHolder {
  /** Policy name to document, as it was sent (not URL-encoded). */
  readonly inlinePolicies: Map<string, string>;
  /** ARNs of attached managed policies, in the order of attachment. */
  readonly attachedPolicies: Set<string>;
}

/** What a permissions boundary can be set on: a role or a user. */
export interface BoundedPrincipal extends PolicyHolder {
  /** The ARN of the managed policy that bounds it. */
  permissionsBoundary: string | undefined;
}

/** When and where something was last used. */
export interface LastUse {
  readonly at: Date;
  readonly region: string;
  /** The service's name as GetAccessKeyLastUsed gives it, for example `iam`. */
  readonly service: string;
}

/** A role. Everything but its identity can change. */
export interface Role extends BoundedPrincipal {
  readonly path: string;
  readonly roleName: string;
  readonly roleId: string;
  readonly arn: string;
  readonly createDate: Date;
  /** Show it by `shownTrustPolicy`, which knows what has become of its principals. */
  trust: TrustPolicy;
  description: string | undefined;
  /** In seconds. */
  maxSessionDuration: number;
  tags: readonly Tag[];
  lastUsed: LastUse | undefined;
  /** The host name of the service that a service-linked role belongs to; undefined for every other role. */
  readonly linkedService: string | undefined;
}

/** One version of a managed policy. */
export interface PolicyVersion {
  /** `v1`, `v2`, …; never used twice. */
  readonly versionId: string;
  readonly document: string;
  readonly createDate: Date;
}

/** A managed policy: the customer's, or one of AWS's own. */
export interface ManagedPolicy {
  readonly path: string;
  readonly policyName: string;
  readonly policyId: string;
  readonly arn: string;
  readonly createDate: Date;
  /** When its latest version was made; a change of the default version leaves it. */
  updateDate: Date;
  readonly description: string | undefined;
  defaultVersionId: string;
  /** Oldest first. */
  versions: readonly PolicyVersion[];
  /** The number that the next version gets. */
  nextVersion: number;
  tags: readonly Tag[];
}

/** A user's long-term access key. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly createDate: Date;
  status: "Active" | "Inactive";
  lastUsed: LastUse | undefined;
}

/** A user's console password; the password itself is not kept. */
export interface LoginProfile {
  readonly createDate: Date;
  passwordChangedAt: Date;
  passwordResetRequired: boolean;
}

/** An IAM user. */
export interface User extends BoundedPrincipal {
  /** A rename changes path, name and ARN. */
  path: string;
  userName: string;
  readonly userId: string;
  arn: string;
  readonly createDate: Date;
  tags: readonly Tag[];
  /** Oldest first; at most two. */
  accessKeys: readonly AccessKey[];
  loginProfile: LoginProfile | undefined;
  passwordLastUsed: Date | undefined;
}

/** An IAM group. */
export interface Group extends PolicyHolder {
  path: string;
  groupName: string;
  readonly groupId: string;
  arn: string;
  readonly createDate: Date;
  /** The `userId`s of its members, in the order in which they joined. */
  readonly members: Set<string>;
}

/** The deletion of a service-linked role, which IAM does in the background. */
export interface DeletionTask {
  readonly deletionTaskId: string;
  /** The role's unique id, so that a later role of the same name is left alone. */
  readonly roleId: string;
  readonly completesAt: Date;
  status: "IN_PROGRESS" | "SUCCEEDED";
}

/** Everything IAM holds of one AWS account. Entities are keyed by their exact name, policies by ARN. */
export interface AccountState {
  readonly accountId: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
  readonly region: string;
  /** How long the deletion of a service-linked role takes. */
  readonly deletionSeconds: number;
  readonly roles: Map<string, Role>;
  readonly users: Map<string, User>;
  readonly groups: Map<string, Group>;
  /** Customer managed policies by ARN. */
  readonly policies: Map<string, ManagedPolicy>;
  /** The AWS managed policies that the lab knows, by ARN. */
  readonly awsPolicies: ReadonlyMap<string, ManagedPolicy>;
  /** By task id. */
  readonly deletionTasks: Map<string, DeletionTask>;
  /** The ids of deleted users' keys: a call signed with one is refused, not taken for the administrator's. */
  readonly deletedAccessKeyIds: Set<string>;
  readonly settings: AccountSettings;
}

/** The ARN of an entity of this account, for example `entityArn(account, "role", "/team/", "deploy")`. */
export function entityArn(
  account: AccountState,
  kind: "role" | "user" | "group" | "policy",
  path: string,
  name: string,
): string {
  return `arn:${account.partition}:iam::${account.accountId}:${kind}${path}${name}`;
}

/**
 * The name under which an entity of this name already stands, whatever its case: IAM's names are unique
 * case-insensitively, though they are looked up exactly.
 */
export function nameTaken(names: Iterable<string>, name: string): boolean {
  const wanted = name.toLowerCase();
  for (const taken of names) {
    if (taken.toLowerCase() === wanted) {
      return true;
    }
  }
  return false;
}
