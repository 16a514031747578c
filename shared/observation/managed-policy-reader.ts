import type { Observation } from "./observation.ts";

/**
 * Reads the default version of any managed policy, the account's or AWS's own, by its ARN: JSON text. `absent` is said only of a policy
 * that is known not to be there; what could not be read, or is not held, is `unreadable`.
 */
export interface ManagedPolicyReader {
  readDocument(policyArn: string): Promise<Observation<string>>;
}
