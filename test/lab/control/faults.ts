import * as z from "zod";
import { CLOUDTRAIL_ACTIONS } from "../cloudtrail/service.ts";
import { DYNAMODB_ACTIONS } from "../dynamodb/dynalite.ts";
import { REQUESTS } from "../eventbridge/requests.ts";
import { operations } from "../iam/operations.ts";
import { LAMBDA_ACTIONS } from "../lambda/service.ts";
import { SNS_ACTIONS, SQS_ACTIONS } from "../messaging/limits.ts";
import { ORGANIZATIONS_ACTIONS } from "../organizations/service.ts";
import { S3_ACTIONS } from "../s3/request.ts";
import { SECRETS_MANAGER_ACTIONS, SSM_ACTIONS } from "../secrets/secrets.ts";
import type { ServiceRequest } from "../server/exchange.ts";
import { ServiceError } from "../server/service-error.ts";

/** What no client calls: the hand-over of an IAM record to the account's default bus, which can only be withheld. */
const DELIVER = "Deliver";
const WITHHELD = "Withheld";

/** The lab's services and what each does; STS's few actions are not checked. */
const ACTIONS: Readonly<Record<string, ReadonlySet<string> | undefined>> = {
  cloudtrail: CLOUDTRAIL_ACTIONS,
  dynamodb: DYNAMODB_ACTIONS,
  events: new Set([...Object.keys(REQUESTS), DELIVER]),
  iam: new Set(Object.keys(operations)),
  lambda: LAMBDA_ACTIONS,
  organizations: ORGANIZATIONS_ACTIONS,
  s3: S3_ACTIONS,
  secretsmanager: SECRETS_MANAGER_ACTIONS,
  slack: new Set(["chat.postMessage", "chat.update", "webhook"]),
  sns: SNS_ACTIONS,
  sqs: SQS_ACTIONS,
  ssm: SSM_ACTIONS,
  sts: undefined,
};

const request = z.strictObject({
  service: z.enum([
    "cloudtrail",
    "dynamodb",
    "events",
    "iam",
    "lambda",
    "organizations",
    "s3",
    "secretsmanager",
    "slack",
    "sns",
    "sqs",
    "ssm",
    "sts",
  ]),
  action: z.string().regex(/^(?:[A-Z]\w+|[a-z]+(?:\.[a-zA-Z]+)?)$/),
  code: z.string().regex(/^(?:[A-Z][\w.]+|[a-z_]+)$/),
  times: z.int().min(1).max(10_000),
  /** The account that the call is about; absent: any. */
  account: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
});

/** The HTTP status that goes with an error code, in the query protocol; JSON services answer their own faults with 400. */
const STATUS: readonly (readonly [RegExp, number])[] = [
  [/^(ServiceFailure|Internal\w*)$/, 500],
  [/^(ServiceUnavailable|SlowDown)/, 503],
  [/^(AccessDenied|AuthorizationError|InvalidClientTokenId|ExpiredToken|SignatureDoesNotMatch)/, 403],
  [/^(NoSuch|NotFound)/, 404],
  [/^(EntityAlreadyExists|DeleteConflict|LimitExceeded|ConcurrentModification)$/, 409],
];

/** A fault as someone orders it. */
export type FaultRequest = z.infer<typeof request>;

/** Faults that callers of the lab will meet because someone ordered them. */
export class Faults {
  readonly #ordered: (FaultRequest & { left: number })[] = [];
  readonly #accounts: readonly string[];

  /** @param accounts the ids of the lab's accounts, the hub first */
  constructor(accounts: readonly string[]) {
    this.#accounts = accounts;
  }

  /** Orders a fault. @returns one sentence where the order makes no sense */
  order(written: unknown): FaultRequest | string {
    const read = request.safeParse(written);
    if (!read.success) {
      const problems = read.error.issues.map(({ path, message }) => `${path.join(".") || "the body"}: ${message}`);
      return `A fault is {"service","action","code","times"} and perhaps "account"; ${problems.join("; ")}.`;
    }
    const { service, action, code, account } = read.data;
    if ((action === DELIVER || code === WITHHELD) && !(service === "events" && action === DELIVER && code === WITHHELD))
      return `Events are withheld with {"service":"events","action":"${DELIVER}","code":"${WITHHELD}"}, and nothing else is.`;
    if (account !== undefined && !this.#accounts.includes(account))
      return `The lab has no account ${account}, so no call would meet the fault.`;
    if (ACTIONS[service]?.has(action) === false)
      return `The lab's ${service} has no action ${action}, so no call would meet the fault.`;
    this.#ordered.push({ ...read.data, left: read.data.times });
    return read.data;
  }

  /**
   * The fault that this call meets, if any is left for it.
   * @param account the one that the call is about
   */
  take(
    service: string,
    action: string,
    protocol: ServiceRequest["protocol"],
    account: string,
  ): ServiceError | undefined {
    const ordered = this.takeCode(service, action, account);
    if (ordered === undefined) return undefined;
    const status = STATUS.find(([code]) => code.test(ordered))?.[1] ?? 400;
    const answered = protocol === "json" && status < 500 ? 400 : status;
    return new ServiceError(ordered, `The lab was told to answer ${action} with ${ordered}.`, answered);
  }

  /** Whether the account's next IAM record is recorded and never handed over. */
  takeWithheld(account: string): boolean {
    return this.takeCode("events", DELIVER, account) !== undefined;
  }

  /** The same by its code alone: Slack has errors of its own, and only the hub calls it. */
  takeCode(service: string, action: string, account = this.#accounts[0]): string | undefined {
    const fault = this.#ordered.find(
      (one) =>
        one.service === service &&
        one.action === action &&
        (one.account === undefined || one.account === account) &&
        one.left > 0,
    );
    if (fault !== undefined) fault.left -= 1;
    return fault?.code;
  }
}
