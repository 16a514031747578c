import { answer, type QueryService } from "../iam/answer.ts";
import type { IamService, Ids, QueryRequest, QueryResponse } from "../iam/service.ts";
import { stsOperations } from "./operations.ts";

/** What the lab's STS needs from its host. */
export interface StsOptions {
  /** The account's IAM: its roles are assumed, and it keeps the sessions. */
  readonly iam: IamService;
  /** IAM of another account of the lab, whose roles can be assumed from here; unless told, there is none. */
  readonly iamOf?: (account: string) => IamService | undefined;
  readonly now: () => Date;
  readonly ids: Ids;
}

/** STS of one account: who calls, and sessions of its roles. */
export interface StsService {
  /** Answers one request. Never throws for what a client can send. */
  handle(request: QueryRequest): QueryResponse;
}

/**
 * Makes the STS of an account. Its calls leave no CloudTrail records: to CloudTrail all of them are reads.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html
 */
export function createSts({ iam, iamOf = () => undefined, now, ids }: StsOptions): StsService {
  const service: QueryService = {
    name: "STS",
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    operations: stsOperations(iam, iamOf),
    account: iam.account,
    callers: iam,
    now,
    ids,
    written: () => undefined,
  };
  return { handle: (request) => answer(request, service) };
}
