import type { Observation } from "../observation/observation.ts";

/** One version of a customer managed policy. @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyVersion.html */
export interface PolicyVersion {
  /** `v3`; IAM never gives an id again. */
  readonly versionId: string;
  readonly isDefault: boolean;
  /** JSON text, URL-decoded. */
  readonly document: Observation<string>;
}

/** The port through which the versions of a customer managed policy are read, all of them, oldest first. `absent`: there is no such policy. */
export interface PolicyVersionReader {
  readVersions(policyArn: string): Promise<Observation<readonly PolicyVersion[]>>;
}
