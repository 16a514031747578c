import { randomUUID } from "node:crypto";
import type { Principal } from "./access/resource-policy.ts";
import { ACCOUNT, type LabAccount, REGION } from "./account.ts";
import { judgeAlarms } from "./cloudwatch/alarms.ts";
import { control } from "./control/control.ts";
import { Faults } from "./control/faults.ts";
import { readAlert } from "./control/records.ts";
import type { Caller } from "./iam/caller.ts";
import type { IamError } from "./iam/errors.ts";
import { requireNotDenied } from "./messaging/admission.ts";
import { holdDelayed } from "./messaging/delayed-messages.ts";
import { perProtocol } from "./messaging/message-structure.ts";
import { snsResult } from "./messaging/sns-answer.ts";
import { readServiceRequest } from "./server/authorization.ts";
import { errorResponse, type LabRequest, type LabResponse, readJson, type ServiceRequest } from "./server/exchange.ts";
import type { Answer } from "./server/http.ts";
import { notImplemented, ServiceError } from "./server/service-error.ts";
import { createSlack, SLACK_PATH } from "./slack/slack.ts";

/** A request and who made it. */
interface Call {
  readonly request: ServiceRequest;
  readonly sourceAddress: string;
}

/**
 * Answers every request to the lab: `/_lab/…` by its control, the rest by the service that the request is signed for.
 * @param alertTopic the stack's alert topic, whose ARN is there once the stack is
 */
export function createDispatch(account: LabAccount, alertTopic: { readonly arn: string | undefined }): Answer {
  const faults = new Faults();
  const { records, clock, functions } = account;
  const alarms = () => judgeAlarms(account.alarms, ACCOUNT, account.messaging);
  const options = { records, clock, faults, functions, alarms };
  const slack = createSlack({ now: () => new Date(account.clock.now()), faults, calls: account.records.slack });

  /** IAM and STS refuse a key by themselves; the other services do it here. */
  const services: Readonly<Record<string, (call: Call) => LabResponse | Promise<LabResponse>>> = {
    iam: (call) => query(call, account.iam),
    sts: (call) => query(call, account.sts),
    events: ({ request }) => account.eventbridge.handle(request, admit(account, request)),
    dynamodb: ({ request }) => {
      admit(account, request);
      return account.dynamodb.handle(request);
    },
    secretsmanager: ({ request }) => {
      admit(account, request);
      return account.secrets.secretsManager(request);
    },
    ssm: ({ request }) => {
      admit(account, request);
      return account.secrets.ssm(request);
    },
    sqs: ({ request }) => message(request),
    sns: ({ request }) => message(request),
  };

  async function serve(call: Call): Promise<LabResponse> {
    const { service, action, accessKeyId, region, protocol } = call.request;
    const answer = Object.hasOwn(services, service) ? services[service] : undefined;
    if (answer === undefined) throw notImplemented(`the service ${service}`);
    const fault = faults.take(service, action, protocol);
    if (fault !== undefined) throw fault;
    if (account.iam.refusal(accessKeyId) === undefined) account.iam.keyUsed(accessKeyId, service, region);
    return await answer(call);
  }

  async function message(request: ServiceRequest): Promise<LabResponse> {
    await requireNotDenied(request, admit(account, request), account.messaging);
    const alert = request.service === "sns" && alertTopic.arn !== undefined && request.form.TopicArn === alertTopic.arn;
    if (alert && request.action === "PublishBatch")
      throw notImplemented("PublishBatch to the alert topic; use Publish");
    const held = await holdDelayed(request, account.messaging, account.clock);
    if (held !== undefined) return held;
    const { delivered, mailed } = perProtocol(request);
    const response = await account.messaging.handle(delivered);
    if (response.status !== 200) return response;
    if (alert && request.action === "Publish") {
      const id = snsResult(response.body, "Publish", "MessageId") ?? "";
      account.records.alerts.push(readAlert(mailed, id, new Date(account.clock.now()).toISOString()));
    }
    if (request.service === "sqs" && request.action === "ChangeMessageVisibility") {
      const { ReceiptHandle, VisibilityTimeout } = readJson(request.body);
      account.visibilities.set(String(ReceiptHandle), Number(VisibilityTimeout));
    }
    return response;
  }

  return async (request, sourceAddress) => {
    if (request.url.startsWith("/_lab/")) return await control(request, options);
    if (request.url.startsWith(SLACK_PATH)) return slack(request);
    try {
      return await serve({ request: readServiceRequest(request), sourceAddress });
    } catch (fault) {
      if (fault instanceof ServiceError) return errorResponse(protocolOf(request), fault);
      throw fault;
    }
  };
}

function query({ request, sourceAddress }: Call, service: LabAccount["iam" | "sts"]): LabResponse {
  if (request.protocol !== "query") throw notImplemented(`${request.service} in a protocol other than AWS Query`);
  const { status, contentType, body } = service.handle({
    action: request.action,
    params: request.form,
    accessKeyId: request.accessKeyId,
    sourceIPAddress: sourceAddress,
    userAgent: request.headers["user-agent"] ?? "",
    requestId: randomUUID(),
  });
  return { status, headers: { "content-type": contentType }, body };
}

/** Who calls a regional service. @throws ServiceError for another region, and for a key that may not be used */
function admit({ iam }: LabAccount, { service, region, accessKeyId }: ServiceRequest): Principal {
  if (region !== REGION) throw notImplemented(`${service} in ${region}; the lab is all in ${REGION}`);
  const refusal = iam.refusal(accessKeyId);
  if (refusal !== undefined) throw refused(service, refusal);
  return principalOf(iam.whoIs(accessKeyId));
}

/** DynamoDB and EventBridge have names of their own for a key that is not good. */
function refused(service: string, { code, message, status }: IamError): ServiceError {
  if (service !== "dynamodb" && service !== "events") return new ServiceError(code, message, status);
  const own = code === "ExpiredToken" ? "ExpiredTokenException" : "UnrecognizedClientException";
  return new ServiceError(own, message);
}

function principalOf(caller: Caller): Principal {
  const principalArn = caller.type === "AssumedRole" ? caller.role.arn : caller.arn;
  return { account: caller.accountId, arn: caller.arn, principalArn };
}

function protocolOf({ headers }: LabRequest): "query" | "json" {
  return headers["x-amz-target"] === undefined ? "query" : "json";
}
