import { newTags, roleName } from "./names.ts";
import { type OperationTable, operation } from "./operation.ts";
import { page, pageParameters } from "./page.ts";
import { roleNamed } from "./role-lookup.ts";
import { withoutTags, withTags } from "./tags.ts";

/** The operations on a role's tags; a service-linked role can be tagged too. */
export const roleTagOperations: OperationTable = {
  TagRole: operation({
    kind: "write",
    parameters: { RoleName: roleName, Tags: { ...newTags, required: true } },
    run({ RoleName, Tags }, { account }) {
      const role = roleNamed(account, RoleName);
      role.tags = withTags(role.tags, Tags, "case-insensitive");
      return undefined;
    },
  }),

  UntagRole: operation({
    kind: "write",
    parameters: { RoleName: roleName, TagKeys: { type: "strings", required: true } },
    run({ RoleName, TagKeys }, { account }) {
      const role = roleNamed(account, RoleName);
      role.tags = withoutTags(role.tags, TagKeys, "case-insensitive");
      return undefined;
    },
  }),

  ListRoleTags: operation({
    kind: "read",
    parameters: { RoleName: roleName, ...pageParameters },
    run(asked, { account }) {
      const { items, more } = page(roleNamed(account, asked.RoleName).tags, asked, (tag) => tag.Key);
      return { Tags: items, ...more };
    },
  }),
};
