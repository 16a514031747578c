/** Which role, user or group, by its friendly name. */
interface OfRole {
  readonly RoleName: string;
}
interface OfUser {
  readonly UserName: string;
}
interface OfGroup {
  readonly GroupName: string;
}
interface OfPolicy {
  readonly PolicyArn: string;
}

interface NamedPolicy {
  readonly PolicyName: string;
}
interface Document {
  /** JSON text. */
  readonly PolicyDocument: string;
}
interface Version {
  readonly VersionId: string;
}
interface Boundary {
  /** The ARN of the policy that bounds it. */
  readonly PermissionsBoundary: string;
}
/** A tag as IAM takes it. */
export interface IamTag {
  readonly Key: string;
  readonly Value: string;
}
interface SetTags {
  readonly Tags: readonly IamTag[];
}
interface TakeTags {
  readonly TagKeys: readonly string[];
}
interface Made {
  readonly Path: string;
  readonly Tags?: readonly IamTag[];
}

/** Every write that a plan may hold, or the inverse of one, with that API's own parameters. */
interface IamCallInputs {
  readonly PutRolePolicy: OfRole & NamedPolicy & Document;
  readonly PutUserPolicy: OfUser & NamedPolicy & Document;
  readonly PutGroupPolicy: OfGroup & NamedPolicy & Document;
  readonly DeleteRolePolicy: OfRole & NamedPolicy;
  readonly DeleteUserPolicy: OfUser & NamedPolicy;
  readonly DeleteGroupPolicy: OfGroup & NamedPolicy;
  readonly AttachRolePolicy: OfRole & OfPolicy;
  readonly AttachUserPolicy: OfUser & OfPolicy;
  readonly AttachGroupPolicy: OfGroup & OfPolicy;
  readonly DetachRolePolicy: OfRole & OfPolicy;
  readonly DetachUserPolicy: OfUser & OfPolicy;
  readonly DetachGroupPolicy: OfGroup & OfPolicy;
  readonly UpdateAssumeRolePolicy: OfRole & Document;
  /** The new version is the default at once. */
  readonly CreatePolicyVersion: OfPolicy & Document & { readonly SetAsDefault: true };
  readonly SetDefaultPolicyVersion: OfPolicy & Version;
  readonly DeletePolicyVersion: OfPolicy & Version;
  readonly PutRolePermissionsBoundary: OfRole & Boundary;
  readonly PutUserPermissionsBoundary: OfUser & Boundary;
  readonly DeleteRolePermissionsBoundary: OfRole;
  readonly DeleteUserPermissionsBoundary: OfUser;
  readonly TagRole: OfRole & SetTags;
  readonly TagUser: OfUser & SetTags;
  readonly TagPolicy: OfPolicy & SetTags;
  readonly UntagRole: OfRole & TakeTags;
  readonly UntagUser: OfUser & TakeTags;
  readonly UntagPolicy: OfPolicy & TakeTags;
  /** In seconds. The writer sends the role's description along as it is. */
  readonly UpdateRole: OfRole & { readonly MaxSessionDuration: number };
  readonly AddUserToGroup: OfUser & OfGroup;
  readonly RemoveUserFromGroup: OfUser & OfGroup;
  readonly CreateServiceLinkedRole: { readonly AWSServiceName: string };
  readonly CreateRole: OfRole &
    Made &
    Partial<Boundary> & { readonly AssumeRolePolicyDocument: string; readonly MaxSessionDuration?: number };
  readonly CreateUser: OfUser & Made & Partial<Boundary>;
  readonly CreatePolicy: NamedPolicy & Document & Made;
  /** These three only take a re-creation back; IAM refuses them while anything hangs on the entity. */
  readonly DeleteRole: OfRole;
  readonly DeleteUser: OfUser;
  readonly DeletePolicy: OfPolicy;
  readonly UpdateAccessKey: OfUser & { readonly AccessKeyId: string; readonly Status: "Active" | "Inactive" };
  readonly DeleteLoginProfile: OfUser;
}

/** The API name of a write. */
export type IamAction = keyof IamCallInputs;

/** What makes an entity of the account's own anew. A service-linked role is its service's, and creating it lets nobody new in. */
export const CREATES: ReadonlySet<IamAction> = new Set(["CreateRole", "CreateUser", "CreatePolicy"]);

/** What takes a whole entity away; only an undo may hold it. */
export const DELETES: ReadonlySet<IamAction> = new Set(["DeleteRole", "DeleteUser", "DeletePolicy"]);

/** One IAM write, by its API name and with that API's own parameters. */
export type IamCall = {
  readonly [Action in IamAction]: { readonly action: Action; readonly input: IamCallInputs[Action] };
}[IamAction];

/** Every parameter that a call may have. */
type AnyInput = Partial<Record<string, unknown>>;

/**
 * A call as it is told to people and recorded: `PutRolePolicy role/worker work`. Policy bodies and the values of tags are left out, keys
 * are cut to four characters.
 */
export function describeCall({ action, input }: IamCall): string {
  const given: AnyInput = { ...input };
  const parts = DESCRIBED.flatMap(([name, describe]) => {
    const value = given[name];
    return value === undefined ? [] : [describe(value)];
  });
  return [action, ...parts].join(" ");
}

const asItIs = (value: unknown) => `${value}`;

/** What is told of a call, in this order. */
const DESCRIBED: readonly (readonly [string, (value: unknown) => string])[] = [
  ["RoleName", (name) => `role/${name}`],
  ["UserName", (name) => `user/${name}`],
  ["GroupName", (name) => `group/${name}`],
  ["PolicyName", asItIs],
  ["PolicyArn", asItIs],
  ["VersionId", asItIs],
  ["PermissionsBoundary", asItIs],
  ["MaxSessionDuration", (seconds) => `${seconds}s`],
  ["Tags", (tags) => keysOf(tags as readonly IamTag[])],
  ["TagKeys", (keys) => (keys as readonly string[]).join(",")],
  ["AWSServiceName", asItIs],
  ["AccessKeyId", (id) => `…${`${id}`.slice(-4)}`],
  ["Status", asItIs],
];

function keysOf(tags: readonly IamTag[]): string {
  return tags.map(({ Key }) => Key).join(",");
}
