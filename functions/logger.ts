import { Logger } from "@aws-lambda-powertools/logger";

/** The part of a logger that Plumbline's functions use: one sentence, and what belongs to it. */
export interface Log {
  info(sentence: string, details: Readonly<Record<string, unknown>>): void;
  warn(sentence: string, details: Readonly<Record<string, unknown>>): void;
  error(sentence: string, details: Readonly<Record<string, unknown>>): void;
}

/** JSON logs by Powertools. At info level no policy body and no whole access key id is logged. */
export function createLogger(functionName: string): Logger {
  return new Logger({ serviceName: `plumbline-${functionName}` });
}
