import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { AccountAddress } from "../iam/arn.ts";
import { askSts, malformedSts, type StsAnswer } from "./sts-client.ts";

const CALL = "GetCallerIdentity";
const ARN = /^arn:([\w-]+):(?:iam|sts)::(\d{12}):/;

/**
 * The account that a client's credentials belong to. No permission is needed to ask.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export async function readCallerAccount(client: STSClient): Promise<StsAnswer<AccountAddress>> {
  const answer = await askSts(CALL, () => client.send(new GetCallerIdentityCommand({})));
  if (answer.status !== "present") return answer;
  const { Account, Arn } = answer.state;
  const [, partition, account] = ARN.exec(Arn ?? "") ?? [];
  if (partition === undefined || account === undefined) return malformedSts(CALL, "the caller's ARN is missing");
  if (account !== Account) return malformedSts(CALL, "the account is not that of the caller's ARN");
  return { status: "present", state: { account, partition } };
}
