import { GetAccountSummaryCommand, type IAMClient } from "@aws-sdk/client-iam";
import { type AccountAddress, customerPolicyArn } from "../iam/arn.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { IamReader, ReadRequest } from "../observation/iam-reader.ts";
import { createLimiter } from "../observation/limiter.ts";
import type { Observation } from "../observation/observation.ts";
import { createReadIfAsked } from "./asked-aspects.ts";
import { type Ask, createAsk, malformed } from "./iam-answer.ts";
import { readGroup } from "./read-group.ts";
import type { Vanished } from "./read-policies-of-principal.ts";
import { readPolicy } from "./read-policy.ts";
import { readRole } from "./read-role.ts";
import { readUser } from "./read-user.ts";

/** What a live reader works with. */
export interface IamReaderOptions {
  /** See `createIamClient`; its credentials decide which account is read. */
  readonly client: IAMClient;
  /** The account those credentials belong to: a customer managed policy is read by its ARN. */
  readonly account: AccountAddress;
  readonly now: () => Date;
}

/** How many calls about one entity may be under way at once. */
const CALLS_AT_ONCE = 4;

/** The live {@link IamReader}: what IAM says now. It throws only faults of the program. */
export function createIamReader(options: IamReaderOptions): IamReader {
  return {
    async observe(request) {
      const askedAt = options.now().toISOString();
      const ask = createAsk(createLimiter(CALLS_AT_ONCE));
      const first = await readOnce(options, ask, request);
      // What vanished half-way has most likely just been deleted; reading again tells.
      const observation = first === "vanished" ? settle(request, await readOnce(options, ask, request)) : first;
      return { entity: request.entity, askedAt, observation };
    },
  };
}

function readOnce(
  { client, account }: IamReaderOptions,
  ask: Ask,
  { entity, path, aspects, deletionTasks }: ReadRequest,
): Promise<Observation<EntityState> | Vanished> {
  const ifAsked = createReadIfAsked(aspects);
  switch (entity.kind) {
    case "role":
      return readRole(client, ask, ifAsked, entity.name, deletionTasks);
    case "user":
      return readUser(client, ask, ifAsked, entity.name);
    case "group":
      return readGroup(client, ask, ifAsked, entity.name);
    case "policy":
      return readPolicy(client, ask, customerPolicyArn(account, path, entity.name));
    case "root":
      return readRoot(client, ask);
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
async function readRoot(client: IAMClient, ask: Ask): Promise<Observation<EntityState>> {
  const answer = await ask("GetAccountSummary", () => client.send(new GetAccountSummaryCommand({})));
  return { status: "present", state: { kind: "root", accessKeysPresent: rootKeys(answer) } };
}

function rootKeys(
  answer: Observation<{ SummaryMap?: Partial<Record<string, number>> | undefined }>,
): Observation<boolean> {
  if (answer.status !== "present") return answer;
  const keys = answer.state.SummaryMap?.AccountAccessKeysPresent;
  if (keys === undefined) return malformed("GetAccountSummary", "AccountAccessKeysPresent is missing");
  return { status: "present", state: keys > 0 };
}

function settle(request: ReadRequest, second: Observation<EntityState> | Vanished): Observation<EntityState> {
  if (second !== "vanished") return second;
  const message = `${formatEntity(request.entity)}, or a part of it, was named by one call and unknown to the next, twice in a row.`;
  return { status: "unreadable", reason: { call: firstCall(request), code: "NoSuchEntity", message } };
}

function firstCall({ entity }: ReadRequest): string {
  return `Get${entity.kind.charAt(0).toUpperCase()}${entity.kind.slice(1)}`;
}
