import { expectedGroups, groupsBeyond } from "./expected-groups.ts";
import { aspectRule } from "./rule.ts";
import { nameEntity, sentence } from "./wording.ts";

/** A user is not in a group that its baseline names. See docs/rules/group-membership-missing.md. */
export const groupMembershipMissing = aspectRule({
  name: "group-membership-missing",
  aspect: "groups",
  wanted: expectedGroups,
  judge({ wanted, live, expected }) {
    return groupsBeyond(wanted.names, live).map((name) => ({
      subject: name,
      severity: expected.severity,
      summary: sentence(`${nameEntity(expected)} is not in the group ${name}, which its baseline names`),
      content: [],
    }));
  },
});
