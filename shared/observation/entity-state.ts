import type { EntityReference } from "../iam/entity-reference.ts";
import type { Observation } from "./observation.ts";

/** A managed policy attached to a principal. */
export interface Attachment {
  readonly policyArn: string;
  readonly policyName: string;
}

/** Inline policies by name; each value is the policy's JSON text, already URL-decoded. */
export type InlinePolicies = Readonly<Record<string, string>>;

/** Tags by key, spelt as IAM gives them; empty where there are none. */
export type Tags = Readonly<Record<string, string>>;

/** A role as read from IAM. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html */
export interface RoleState {
  readonly kind: "role";
  readonly arn: string;
  readonly roleId: string;
  readonly path: string;
  /** ISO 8601. */
  readonly createdAt: string;
  /** JSON text, URL-decoded. */
  readonly trust: Observation<string>;
  readonly inlinePolicies: Observation<InlinePolicies>;
  readonly attachments: Observation<readonly Attachment[]>;
  /** The ARN of the policy that bounds it; `absent` means no boundary. */
  readonly permissionsBoundary: Observation<string>;
  readonly tags: Observation<Tags>;
  /** How long a session may last, in seconds. */
  readonly maximumSessionSeconds: Observation<number>;
  /**
   * The deletion tasks that the request named, as far as IAM knows them; left out where it named none. IAM lists no tasks, so that
   * nothing can be said of those that nobody named.
   */
  readonly deletionTasks?: Observation<readonly DeletionTask[]>;
}

/**
 * A task by which IAM deletes a service-linked role.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLinkedRoleDeletionStatus.html
 */
export interface DeletionTask {
  /** `task/aws-service-role/SERVICE/ROLE/UUID`. */
  readonly taskId: string;
  readonly status: "NOT_STARTED" | "IN_PROGRESS" | "SUCCEEDED" | "FAILED";
}

/** One access key; the secret is never read. */
export interface AccessKeyState {
  readonly accessKeyId: string;
  readonly status: "Active" | "Inactive";
  /** ISO 8601. */
  readonly createdAt: string;
  /** ISO 8601; `absent` means IAM has no record of a use. */
  readonly lastUsed: Observation<string>;
  /** What that use was of; absent where there was none, or its time could not be read. */
  readonly lastUsedFor?: AccessKeyUse;
}

/**
 * What an access key was last used for, as IAM writes it: `N/A` where it does not know.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html
 */
export interface AccessKeyUse {
  /** Such as `us-east-1`. */
  readonly region: string;
  /** Such as `s3`. */
  readonly service: string;
}

/** A user as read from IAM. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_User.html */
export interface UserState {
  readonly kind: "user";
  readonly arn: string;
  readonly userId: string;
  readonly path: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly inlinePolicies: Observation<InlinePolicies>;
  readonly attachments: Observation<readonly Attachment[]>;
  /** The login profile's creation time (ISO 8601); `absent` means no console password. */
  readonly loginProfile: Observation<string>;
  readonly accessKeys: Observation<readonly AccessKeyState[]>;
  /** The ARN of the policy that bounds it; `absent` means no boundary. */
  readonly permissionsBoundary: Observation<string>;
  readonly tags: Observation<Tags>;
  /** The names of the groups it is in. */
  readonly groups: Observation<readonly string[]>;
}

/** A group as read from IAM; who is in it is read of each user. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_Group.html */
export interface GroupState {
  readonly kind: "group";
  readonly arn: string;
  readonly groupId: string;
  readonly path: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly inlinePolicies: Observation<InlinePolicies>;
  readonly attachments: Observation<readonly Attachment[]>;
}

/** A customer managed policy. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_Policy.html */
export interface PolicyState {
  readonly kind: "policy";
  readonly arn: string;
  readonly policyId: string;
  readonly path: string;
  readonly defaultVersionId: string;
  /** The default version's JSON text, URL-decoded. */
  readonly document: Observation<string>;
  readonly tags: Observation<Tags>;
}

/** The account's root user, as far as GetAccountSummary tells. */
export interface RootState {
  readonly kind: "root";
  readonly accessKeysPresent: Observation<boolean>;
}

/**
 * What was read of an entity, aspect by aspect. Each aspect has three values of its own: that the role could be read does not say that
 * its inline policies could. A reader fills every aspect: one that nobody asked for is `unreadable` with code `NotAsked`, never `absent`.
 */
export type EntityState = RoleState | UserState | GroupState | PolicyState | RootState;

/** One reading of one entity. */
export interface EntityObservation {
  readonly entity: EntityReference;
  /** ISO 8601: the time the read was *begun*, so that a later observation always has the later time. */
  readonly askedAt: string;
  /**
   * The same of each aspect, by its name in the state, that was asked for at another time: earlier, where a report that was made before is
   * believed, or later. `accessKeyUse` stands for the last uses of the access keys. Left out where all of it was read at once.
   */
  readonly askedAtOf?: Readonly<Partial<Record<string, string>>>;
  readonly observation: Observation<EntityState>;
}
