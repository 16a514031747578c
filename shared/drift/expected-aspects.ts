import type {
  ExpectedAttachments,
  ExpectedDocument,
  ExpectedEntity,
  ExpectedInlinePolicies,
} from "../baselines/expected-state.ts";

/** What a baseline says of the trust policy of a role or service-linked role; `undefined`: nothing. */
export function expectedTrust(expected: ExpectedEntity): ExpectedDocument | undefined {
  return "trust" in expected ? expected.trust : undefined;
}

/** What a baseline says of the inline policies of a role, service-linked role, user or group; `undefined`: nothing. */
export function expectedInlinePolicies(expected: ExpectedEntity): ExpectedInlinePolicies | undefined {
  return "inlinePolicies" in expected ? expected.inlinePolicies : undefined;
}

/** What a baseline says of the managed policies attached to a role, service-linked role, user or group; `undefined`: nothing. */
export function expectedAttachments(expected: ExpectedEntity): ExpectedAttachments | undefined {
  return "attachments" in expected ? expected.attachments : undefined;
}

/** The ARN of the policy that a baseline bounds a role or user by, or `none`; `undefined`: it says nothing. */
export function expectedBoundary(expected: ExpectedEntity): string | undefined {
  return "permissionsBoundary" in expected ? expected.permissionsBoundary : undefined;
}

/** What `match: exact` says of them; `undefined` where others are tolerated, or the baseline says nothing. */
export function onlyIfExact<Expectation extends { readonly match: "exact" | "at-least" }>(
  expectation: Expectation | undefined,
): Expectation | undefined {
  return expectation?.match === "exact" ? expectation : undefined;
}
