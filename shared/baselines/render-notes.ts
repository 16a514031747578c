import type { ExpectedDocument, ExpectedEntity, ExpectedUser } from "./expected-state.ts";

/** What a person who makes an entity has to know and no document says, one plain sentence each. */
export function notesOn(expected: ExpectedEntity): readonly string[] {
  return [
    ...(expected.presence === "optional" ? ["It is optional: leave it out where it is not needed."] : []),
    ...kindNotes(expected),
    ...documentsOf(expected)
      .filter(({ provenance }) => provenance === "reconstructed")
      .map(
        ({ source }) => `${source} is reconstructed from what the vendor's page says; it is not the vendor's own text.`,
      ),
    ...documentsOf(expected).flatMap(({ source, amendments = [] }) =>
      amendments.map((reason) => `${source} is amended for this account: ${reason}`),
    ),
  ];
}

function kindNotes(expected: ExpectedEntity): readonly string[] {
  switch (expected.kind) {
    case "role":
      return [
        ...(expected.trust === undefined
          ? ["The baseline does not say whom this role trusts; take its trust policy from the vendor."]
          : []),
        ...compareNotes(expected),
        ...(expected.separatePolicies ?? []).map((arns) => `These belong on separate roles: ${arns.join(", ")}.`),
      ];
    case "service-linked-role":
      return ["AWS makes this role, with its trust and its policy; nobody can edit them."];
    case "user":
      return [...compareNotes(expected), ...userNotes(expected)];
    case "root":
      return ["The root user has no access keys; only the root user can delete one."];
    default:
      return compareNotes(expected);
  }
}

function compareNotes({ compare }: ExpectedEntity): readonly string[] {
  if (compare === "at-most") return ["It may be given less than this, never more."];
  return compare === "at-least" ? ["It may be given more than this, never less."] : [];
}

function userNotes({ console, accessKeys }: ExpectedUser): readonly string[] {
  const notes: string[] = [];
  if (console === "required") notes.push("Give the user a console password yourself.");
  if (console === "forbidden") notes.push("Give the user no console password.");
  if (accessKeys?.maximumActive === 0) notes.push("Make no access key for the user.");
  else if (accessKeys !== undefined) {
    notes.push(`Make the user's access key yourself, and replace it before it is ${accessKeys.breachAtDays} days old.`);
  }
  return notes;
}

/** Those that a person pastes; a service-linked role's are the service's own. */
function documentsOf(expected: ExpectedEntity): readonly ExpectedDocument[] {
  if (expected.kind === "service-linked-role") return [];
  const all = [
    "document" in expected ? expected.document : undefined,
    "trust" in expected ? expected.trust : undefined,
    ...Object.values(("inlinePolicies" in expected && expected.inlinePolicies?.documents) || {}),
  ];
  return all.filter((document) => document !== undefined);
}
