import { onlyIfExact } from "./expected-aspects.ts";
import { expectedGroups, groupsBeyond } from "./expected-groups.ts";
import { aspectRule } from "./rule.ts";
import { atLeast } from "./severity.ts";
import { nameEntity, sentence } from "./wording.ts";

/** A user is in a group that its baseline does not name. See docs/rules/group-membership-unexpected.md. */
export const groupMembershipUnexpected = aspectRule({
  name: "group-membership-unexpected",
  aspect: "groups",
  wanted: (expected) => onlyIfExact(expectedGroups(expected)),
  judge({ wanted, live, expected }) {
    return groupsBeyond(live, wanted.names).map((name) => ({
      subject: name,
      // Everything that the group grants, now or later, is gained at once; what it grants is not looked at.
      severity: atLeast(expected.severity, "high"),
      summary: sentence(
        `${nameEntity(expected)} is in the group ${name}, which its baseline does not name, and has whatever that group grants`,
      ),
      content: [],
    }));
  },
});
