/** How long and how often a client of AWS tries. */
export interface ClientPace {
  /** Attempts per call, the first included; 6 unless told. */
  readonly maxAttempts?: number | undefined;
  /** Milliseconds one attempt may take; 5,000 unless told. */
  readonly attemptTimeout?: number | undefined;
}

/**
 * The settings of a client that paces itself: IAM and STS throttle per API and account and publish no figures, so retries are adaptive.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export function clientPace({ maxAttempts = 6, attemptTimeout = 5_000 }: ClientPace) {
  return {
    retryMode: "adaptive",
    maxAttempts,
    requestHandler: {
      connectionTimeout: attemptTimeout,
      requestTimeout: attemptTimeout,
      // Without this the SDK only logs a warning when the time is up, and goes on waiting.
      throwOnRequestTimeout: true,
    },
  };
}
