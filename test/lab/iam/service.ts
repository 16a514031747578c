import type { AccountState } from "./account.ts";
import { type CredentialReportSeconds, newAccountSettings } from "./account-settings.ts";
import { answer, type QueryService } from "./answer.ts";
import { awsManagedPolicies } from "./aws-managed-policies.ts";
import { type CloudTrailRecord, cloudTrailRecord } from "./cloudtrail.ts";
import type { Ids } from "./ids.ts";
import { operations } from "./operations.ts";
import type { QueryRequest } from "./request.ts";
import type { QueryResponse } from "./response.ts";
import { type Callers, createCallers, wholeSeconds } from "./sessions.ts";

export type { Caller, SessionCredentials } from "./caller.ts";
export type { CloudTrailRecord } from "./cloudtrail.ts";
export { type Ids, randomIds } from "./ids.ts";
export type { QueryRequest } from "./request.ts";
export type { QueryResponse } from "./response.ts";

/** What the lab's IAM needs from its host. */
export interface IamOptions {
  /** Twelve digits. */
  readonly account: string;
  readonly partition: string;
  /** The region in which IAM's CloudTrail records arise. */
  readonly region: string;
  readonly now: () => Date;
  readonly ids: Ids;
  /** Takes the CloudTrail record of every write, done or refused. Called before `handle` returns. */
  readonly record: (record: CloudTrailRecord) => void;
  /** How long the deletion of a service-linked role takes, on the clock of `now`; 2 unless told. */
  readonly deletionSeconds?: number;
  /** How long a credential report takes to generate, on the clock of `now`; 2 unless told. */
  readonly credentialReportSeconds?: CredentialReportSeconds;
}

/**
 * IAM of one account, in memory. It keeps no secret safe, and leaves it to its host to ask a caller's policies: whatever is not `denied`
 * is done, unless the caller's key is inactive, deleted or expired.
 */
export interface IamService extends Callers {
  /** Answers one request. Never throws for what a client can send. */
  handle(request: QueryRequest): QueryResponse;
  /** The state itself, for STS and for the host's own reports. */
  readonly account: AccountState;
}

/** Makes an empty account. */
export function createIam(options: IamOptions): IamService {
  const account: AccountState = {
    accountId: options.account,
    partition: options.partition,
    region: options.region,
    deletionSeconds: options.deletionSeconds ?? 2,
    roles: new Map(),
    users: new Map(),
    groups: new Map(),
    policies: new Map(),
    awsPolicies: awsManagedPolicies(options.partition),
    deletionTasks: new Map(),
    deletedAccessKeyIds: new Set(),
    settings: newAccountSettings(wholeSeconds(options.now()), options.credentialReportSeconds ?? 2),
  };
  const callers = createCallers(account, options.now, options.ids);
  const service: QueryService = {
    name: "IAM",
    namespace: "https://iam.amazonaws.com/doc/2010-05-08/",
    operations,
    account,
    callers,
    now: options.now,
    ids: options.ids,
    written: (write) => options.record(cloudTrailRecord(write, options.ids.uuid())),
  };
  return { ...callers, account, handle: (request) => answer(request, service) };
}
