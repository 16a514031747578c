import { ORGANIZATION, ROOT_UNIT } from "../../organizations/service.ts";
import { jsonPermissions, type Where } from "./permission.ts";

/** The lab's organization is the hub's, whose members may not ask for any of these. */
function parentArn({ ParentId }: Readonly<Record<string, unknown>>, { account }: Where): readonly string[] {
  const kind = ParentId === ROOT_UNIT ? "root" : "ou";
  return [`arn:aws:organizations::${account}:${kind}/${ORGANIZATION}/${ParentId}`];
}

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html */
export const organizationsPermissions = jsonPermissions("organizations", {
  DescribeOrganization: () => ["*"],
  ListAccounts: () => ["*"],
  ListAccountsForParent: parentArn,
  ListOrganizationalUnitsForParent: parentArn,
  ListRoots: () => ["*"],
  ListTagsForResource: ({ ResourceId }, { account }) => [
    `arn:aws:organizations::${account}:account/${ORGANIZATION}/${ResourceId}`,
  ],
});
