import { GetAccountAuthorizationDetailsCommand, type IAMClient } from "@aws-sdk/client-iam";
import { createLimiter } from "../observation/limiter.ts";
import { DETAILS_CALL, type DetailsPage } from "../observation/read-account.ts";
import { createAsk, LARGEST_PAGE, malformed, pagesOf } from "./iam-answer.ts";

/** What the pages hold beside the account's users, groups, roles and customer managed policies. */
export interface DetailsOptions {
  /** AWS's own policies, as far as they are attached to something; unless told, none. */
  readonly awsPolicies?: boolean;
}

const OWN = ["User", "Group", "Role", "LocalManagedPolicy"] as const;

/**
 * The pages of the account that the client's credentials belong to, each asked for when it is wanted. The first page that cannot be had is
 * the last, and says why.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export async function* readAuthorizationDetails(
  client: IAMClient,
  { awsPolicies = false }: DetailsOptions = {},
): AsyncGenerator<DetailsPage> {
  const ask = createAsk(createLimiter(1));
  const pages = pagesOf(ask, DETAILS_CALL, (marker) =>
    client.send(
      new GetAccountAuthorizationDetailsCommand({
        Filter: awsPolicies ? [...OWN, "AWSManagedPolicy"] : [...OWN],
        // IAM may answer with fewer than it has, or none, and say that there is more.
        MaxItems: LARGEST_PAGE,
        ...marker,
      }),
    ),
  );
  for await (const page of pages) {
    yield page.status === "absent" ? malformed(DETAILS_CALL, "the account itself is missing") : page;
  }
}
