import { Metrics } from "@aws-lambda-powertools/metrics";

/** CloudWatch metrics in the namespace `Plumbline`, one service per function. */
export function createMetrics(functionName: string): Metrics {
  return new Metrics({ namespace: "Plumbline", serviceName: `plumbline-${functionName}` });
}
