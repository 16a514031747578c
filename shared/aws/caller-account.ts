import { GetAccountAuthorizationDetailsCommand, type IAMClient } from "@aws-sdk/client-iam";
import type { AccountAddress } from "../iam/arn.ts";
import { createLimiter } from "../observation/limiter.ts";
import type { Observation } from "../observation/observation.ts";
import { createAsk, malformed } from "./iam-answer.ts";

const CALL = "GetAccountAuthorizationDetails";
const ARN = /^arn:([\w-]+):iam::(\d{12}):/;

/**
 * The account that a client's credentials read, by the ARN of the first entity that IAM lists; the ARNs of AWS's own policies name no
 * account, so they are not asked for. `absent`: the account has no role, user, group or policy to tell it by, which is not so of any
 * account that AWS opens.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export async function readCallerAccount(client: IAMClient): Promise<Observation<AccountAddress>> {
  const ask = createAsk(createLimiter(1));
  const seen = new Set<string>();
  let marker: { Marker?: string } = {};
  for (;;) {
    const answer = await ask(CALL, () => client.send(command(marker)));
    if (answer.status !== "present") return answer;
    const { RoleDetailList, UserDetailList, GroupDetailList, Policies, IsTruncated, Marker } = answer.state;
    const [first] = [RoleDetailList, UserDetailList, GroupDetailList, Policies].flatMap((list) => list ?? []);
    if (first !== undefined) return addressIn(first.Arn);
    if (IsTruncated !== true) return { status: "absent" };
    // A page may be empty and yet not be the last.
    if (Marker === undefined || seen.has(Marker))
      return malformed(CALL, "the marker of a page not yet read is missing");
    seen.add(Marker);
    marker = { Marker };
  }
}

function command(marker: { Marker?: string }): GetAccountAuthorizationDetailsCommand {
  return new GetAccountAuthorizationDetailsCommand({
    Filter: ["Role", "User", "Group", "LocalManagedPolicy"],
    MaxItems: 1,
    ...marker,
  });
}

function addressIn(arn: string | undefined): Observation<AccountAddress> {
  const [, partition, account] = ARN.exec(arn ?? "") ?? [];
  if (partition === undefined || account === undefined)
    return malformed(CALL, "an ARN with an account in it is missing");
  return { status: "present", state: { account, partition } };
}
