import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { AccountAddress } from "../iam/arn.ts";
import { askService, malformedAnswer, type ServiceAnswer } from "./service-answer.ts";

const CALL = "GetCallerIdentity";
const ARN = /^arn:([\w-]+):(?:iam|sts)::(\d{12}):/;

/**
 * The account that a client's credentials belong to. No permission is needed to ask.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function readCallerAccount(client: STSClient): Promise<ServiceAnswer<AccountAddress>> {
  const answer = await askService(CALL, () => client.send(new GetCallerIdentityCommand({})));
  if (answer.status !== "present") return answer;
  const { Account, Arn } = answer.state;
  const [, partition, account] = ARN.exec(Arn ?? "") ?? [];
  if (partition === undefined || account === undefined)
    return malformedAnswer("STS", CALL, "the caller's ARN is missing");
  if (account !== Account) return malformedAnswer("STS", CALL, "the account is not that of the caller's ARN");
  return { status: "present", state: { account, partition } };
}
