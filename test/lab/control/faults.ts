import * as z from "zod";
import { DYNAMODB_ACTIONS } from "../dynamodb/dynalite.ts";
import { REQUESTS } from "../eventbridge/requests.ts";
import { operations } from "../iam/operations.ts";
import { SNS_ACTIONS, SQS_ACTIONS } from "../messaging/limits.ts";
import { SECRETS_MANAGER_ACTIONS, SSM_ACTIONS } from "../secrets/secrets.ts";
import { ServiceError } from "../server/service-error.ts";

/** The lab's services and what each does; STS's few actions are not checked. */
const ACTIONS: Readonly<Record<string, ReadonlySet<string> | undefined>> = {
  dynamodb: DYNAMODB_ACTIONS,
  events: new Set(Object.keys(REQUESTS)),
  iam: new Set(Object.keys(operations)),
  secretsmanager: SECRETS_MANAGER_ACTIONS,
  slack: new Set(["chat.postMessage", "chat.update", "webhook"]),
  sns: SNS_ACTIONS,
  sqs: SQS_ACTIONS,
  ssm: SSM_ACTIONS,
  sts: undefined,
};

const request = z.strictObject({
  service: z.enum(["dynamodb", "events", "iam", "secretsmanager", "slack", "sns", "sqs", "ssm", "sts"]),
  action: z.string().regex(/^(?:[A-Z]\w+|[a-z]+(?:\.[a-zA-Z]+)?)$/),
  code: z.string().regex(/^(?:[A-Z][\w.]+|[a-z_]+)$/),
  times: z.int().min(1).max(10_000),
});

/** The HTTP status that goes with an error code, in the query protocol; JSON services answer their own faults with 400. */
const STATUS: readonly (readonly [RegExp, number])[] = [
  [/^(ServiceFailure|Internal\w*)$/, 500],
  [/^ServiceUnavailable/, 503],
  [/^(AccessDenied|AuthorizationError|InvalidClientTokenId|ExpiredToken|SignatureDoesNotMatch)/, 403],
  [/^(NoSuchEntity|NotFound)/, 404],
  [/^(EntityAlreadyExists|DeleteConflict|LimitExceeded|ConcurrentModification)$/, 409],
];

/** A fault as someone orders it. */
export type FaultRequest = z.infer<typeof request>;

/** Faults that callers of the lab will meet because someone ordered them. */
export class Faults {
  readonly #ordered: (FaultRequest & { left: number })[] = [];

  /** Orders a fault. @returns one sentence where the order makes no sense */
  order(written: unknown): FaultRequest | string {
    const read = request.safeParse(written);
    if (!read.success) {
      const problems = read.error.issues.map(({ path, message }) => `${path.join(".") || "the body"}: ${message}`);
      return `A fault is {"service","action","code","times"}; ${problems.join("; ")}.`;
    }
    const { service, action } = read.data;
    if (ACTIONS[service]?.has(action) === false)
      return `The lab's ${service} has no action ${action}, so no call would meet the fault.`;
    this.#ordered.push({ ...read.data, left: read.data.times });
    return read.data;
  }

  /** The fault that this call meets, if any is left for it. */
  take(service: string, action: string, protocol: "query" | "json"): ServiceError | undefined {
    const ordered = this.takeCode(service, action);
    if (ordered === undefined) return undefined;
    const status = STATUS.find(([code]) => code.test(ordered))?.[1] ?? 400;
    const answered = protocol === "json" && status < 500 ? 400 : status;
    return new ServiceError(ordered, `The lab was told to answer ${action} with ${ordered}.`, answered);
  }

  /** The same by its code alone: Slack has errors of its own. */
  takeCode(service: string, action: string): string | undefined {
    const fault = this.#ordered.find((one) => one.service === service && one.action === action && one.left > 0);
    if (fault !== undefined) fault.left -= 1;
    return fault?.code;
  }
}
