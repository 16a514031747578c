import { IAMClient, type IAMClientConfig } from "@aws-sdk/client-iam";

/** What a composition root may say of its IAM client; region, endpoint and credentials come from the SDK's own chain if left out. */
export interface IamClientOptions extends Pick<IAMClientConfig, "region" | "endpoint" | "credentials"> {
  /** Attempts per call, the first included; 6 unless told. */
  readonly maxAttempts?: number;
  /** Milliseconds one attempt may take; 5,000 unless told. */
  readonly attemptTimeout?: number;
}

/**
 * An IAM client that paces itself: IAM throttles per API and account and publishes no figures, so retries are adaptive.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function createIamClient(options: IamClientOptions = {}): IAMClient {
  const { maxAttempts = 6, attemptTimeout = 5_000, ...client } = options;
  return new IAMClient({
    ...client,
    retryMode: "adaptive",
    maxAttempts,
    requestHandler: {
      connectionTimeout: attemptTimeout,
      requestTimeout: attemptTimeout,
      // Without this the SDK only logs a warning when the time is up, and goes on waiting.
      throwOnRequestTimeout: true,
    },
  });
}
