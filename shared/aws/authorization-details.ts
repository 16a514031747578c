import { GetAccountAuthorizationDetailsCommand, type IAMClient } from "@aws-sdk/client-iam";
import { createLimiter } from "../observation/limiter.ts";
import { DETAILS_CALL, type DetailsPage } from "../observation/read-account.ts";
import { createAsk, malformed, pagesOf } from "./iam-answer.ts";

/** The largest page there is. IAM may answer with fewer than it has, or none, and say that there is more. */
const LARGEST_PAGE = 1_000;

/**
 * The pages of the account that the client's credentials belong to, each asked for when it is wanted: its users, groups, roles and customer
 * managed policies, without AWS's own policies. The first page that cannot be had is the last, and says why.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export async function* readAuthorizationDetails(client: IAMClient): AsyncGenerator<DetailsPage> {
  const ask = createAsk(createLimiter(1));
  const pages = pagesOf(ask, DETAILS_CALL, (marker) =>
    client.send(
      new GetAccountAuthorizationDetailsCommand({
        Filter: ["User", "Group", "Role", "LocalManagedPolicy"],
        MaxItems: LARGEST_PAGE,
        ...marker,
      }),
    ),
  );
  for await (const page of pages) {
    yield page.status === "absent" ? malformed(DETAILS_CALL, "the account itself is missing") : page;
  }
}
