import { randomUUID } from "node:crypto";
import { principalOf, refusalOf } from "./access/enforcement.ts";
import { AccessRefused } from "./access/refusal.ts";
import type { Principal } from "./access/resource-policy.ts";
import { ACCOUNT, type LabAccount, REGION } from "./account.ts";
import { administratorOf, ownerOf, subjectOf } from "./callers.ts";
import { judgeAlarms } from "./cloudwatch/alarms.ts";
import { control } from "./control/control.ts";
import { readAlert } from "./control/records.ts";
import { accessDenied, type IamError } from "./iam/errors.ts";
import { answerKms } from "./kms/service.ts";
import { answerLambda } from "./lambda/service.ts";
import { requireNotDenied } from "./messaging/admission.ts";
import { holdDelayed } from "./messaging/delayed-messages.ts";
import { handleQueue } from "./messaging/keyed-queues.ts";
import { handleTopic } from "./messaging/keyed-topics.ts";
import { perProtocol } from "./messaging/message-structure.ts";
import { snsResult } from "./messaging/sns-answer.ts";
import { publishToAdmitted } from "./messaging/subscribed-queues.ts";
import { s3Error } from "./s3/service.ts";
import { readServiceRequest } from "./server/authorization.ts";
import { errorResponse, type LabRequest, type LabResponse, readJson, type ServiceRequest } from "./server/exchange.ts";
import type { Answer } from "./server/http.ts";
import { notImplemented, ServiceError } from "./server/service-error.ts";
import { createSlack, SLACK_PATH } from "./slack/slack.ts";
import type { WatchedAccount } from "./watched-account.ts";

/** A request and who made it. */
interface Call {
  readonly request: ServiceRequest;
  readonly sourceAddress: string;
  /** The account whose key signed it. */
  readonly owner: WatchedAccount;
  /** Why IAM refuses it, which IAM itself puts on record; every other service is not even asked. */
  readonly denied?: AccessRefused;
}

/** The services that a member has. The others are the hub's alone. */
const MEMBER_SERVICES: ReadonlySet<string> = new Set(["cloudtrail", "events", "iam", "organizations", "sts"]);

/**
 * Answers every request to the lab: `/_lab/…` by its control, the rest by the service that the request is signed for.
 * @param alertTopic the stack's alert topic, whose ARN is there once the stack is
 */
export function createDispatch(account: LabAccount, alertTopic: { readonly arn: string | undefined }): Answer {
  const everyAccount = [account, ...account.members];
  const accounts = everyAccount.map(({ id }) => {
    return { account: id, role: id === ACCOUNT ? ("hub" as const) : ("member" as const), ...administratorOf(id) };
  });
  const { records, clock, faults, functions } = account;
  const alarms = () => judgeAlarms(account.alarms, account);
  const options = { records, clock, faults, functions, alarms, accounts };
  const slack = createSlack({ now: () => new Date(account.clock.now()), faults, calls: account.records.slack });

  /** IAM and STS refuse a key by themselves; the other services do it here. */
  const services: Readonly<Record<string, (call: Call) => LabResponse | Promise<LabResponse>>> = {
    iam: (call) => query(call, call.owner.iam),
    sts: (call) => query(call, call.owner.sts),
    events: ({ request, owner }) => owner.eventbridge.handle(request, admit(owner, request)),
    cloudtrail({ request, owner }) {
      admit(owner, request);
      return owner.cloudtrail.handle(request);
    },
    organizations({ request, owner }) {
      admit(owner, request);
      return account.organizations.handle(request, owner.id);
    },
    s3: ({ request }) => account.s3.handle(request, admit(account, request)),
    dynamodb: ({ request }) => {
      admit(account, request);
      return account.dynamodb.handle(request);
    },
    kms: ({ request }) => answerKms(request, account.keys, admit(account, request)),
    lambda: ({ request }) => {
      admit(account, request);
      return answerLambda(request, account);
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
    const { owner, request } = call;
    const { service, action, accessKeyId, region, protocol } = request;
    const answer = Object.hasOwn(services, service) ? services[service] : undefined;
    if (answer === undefined) throw notImplemented(`the service ${service}`);
    if (owner.id !== ACCOUNT && !MEMBER_SERVICES.has(service)) {
      throw notImplemented(`${service} in the member account ${owner.id}`);
    }
    const fault = faults.take(service, action, protocol, subjectOf(request, owner));
    if (fault !== undefined) throw fault;
    if (owner.iam.refusal(accessKeyId) !== undefined) return await answer(call);
    owner.iam.keyUsed(accessKeyId, service, region);
    const denied = await refusalOf(request, owner, account);
    if (denied === undefined) return await answer(call);
    if (service !== "iam") throw denied;
    logRefusal(denied);
    return await answer({ ...call, denied });
  }

  function logRefusal({ message }: AccessRefused): void {
    account.log("access", message);
  }

  async function message(request: ServiceRequest): Promise<LabResponse> {
    await requireNotDenied(request, admit(account, request), account.messaging);
    const alert = request.service === "sns" && alertTopic.arn !== undefined && request.form.TopicArn === alertTopic.arn;
    if (alert && request.action === "PublishBatch")
      throw notImplemented("PublishBatch to the alert topic; use Publish");
    const held = await holdDelayed(request, account.messaging, account.clock);
    if (held !== undefined) return held;
    const { delivered, mailed } = perProtocol(request);
    const response = await hand(delivered);
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

  /** One publication after the other, since a queue that does not admit SNS is left out while it is made. */
  let publishing: Promise<unknown> = Promise.resolve();
  async function hand(request: ServiceRequest): Promise<LabResponse> {
    const { service, action, form } = request;
    const { messaging, keys } = account;
    const handing = () => (service === "sns" ? handleTopic : handleQueue)(request, keys, messaging, ACCOUNT);
    if (service !== "sns" || !action.startsWith("Publish") || form.TopicArn === undefined) return await handing();
    const topic = form.TopicArn;
    const undelivered = (sentence: string) => account.log("sns", sentence);
    const published = publishing.then(() => publishToAdmitted(topic, account, undelivered, handing));
    publishing = published.catch(() => undefined);
    return await published;
  }

  return async (request, sourceAddress) => {
    if (request.url.startsWith("/_lab/")) return await control(request, options);
    if (request.url.startsWith(SLACK_PATH)) return slack(request);
    try {
      const read = readServiceRequest(request);
      return await serve({ request: read, sourceAddress, owner: ownerOf(read.accessKeyId, account) });
    } catch (fault) {
      if (fault instanceof AccessRefused) logRefusal(fault);
      if (fault instanceof ServiceError)
        return isForS3(request) ? s3Error(fault) : errorResponse(protocolOf(request), fault);
      throw fault;
    }
  };
}

function query({ request, sourceAddress, denied }: Call, service: WatchedAccount["iam" | "sts"]): LabResponse {
  if (request.protocol !== "query") throw notImplemented(`${request.service} in a protocol other than AWS Query`);
  const { status, contentType, body } = service.handle({
    action: request.action,
    params: request.form,
    accessKeyId: request.accessKeyId,
    sourceIPAddress: sourceAddress,
    userAgent: request.headers["user-agent"] ?? "",
    requestId: randomUUID(),
    denied: denied && accessDenied(denied.message),
  });
  return { status, headers: { "content-type": contentType }, body };
}

/** Who calls a regional service. @throws ServiceError for another region, and for a key that may not be used */
function admit({ iam }: WatchedAccount, { service, region, accessKeyId }: ServiceRequest): Principal {
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

function isForS3({ headers }: LabRequest): boolean {
  return headers.authorization?.includes("/s3/aws4_request") === true;
}

function protocolOf({ headers }: LabRequest): "query" | "json" {
  const isJson = headers["x-amz-target"] !== undefined || headers.authorization?.includes("/lambda/aws4_request");
  return isJson ? "json" : "query";
}
