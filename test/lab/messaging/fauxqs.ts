import { buildApp } from "fauxqs";
import { type LabResponse, readJson, type ServiceRequest } from "../server/exchange.ts";
import { ServiceError } from "../server/service-error.ts";
import { requireDeliverable } from "./limits.ts";
import { snsError, topicAttribute } from "./sns-answer.ts";

/** How many messages of a queue are in which state. */
export interface QueueDepth {
  readonly arn: string;
  readonly approximateMessageCount: number;
  readonly approximateInflightCount: number;
  readonly approximateDelayedCount: number;
}

/** SNS and SQS, by fauxqs, in this process. */
export interface Messaging {
  /** Answers a client's request. */
  handle(request: ServiceRequest): Promise<LabResponse>;
  /** Calls SQS from inside the lab. @throws ServiceError with SQS's code. */
  sqs(action: string, input: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
  /** Calls SNS from inside the lab; the answer is XML. @throws ServiceError with SNS's code. */
  sns(action: string, form: Readonly<Record<string, string>>): Promise<string>;
  /** The resource policy of a queue or topic, as JSON text; `undefined` where there is none, or no such resource. */
  policyOf(arn: string): Promise<string | undefined>;
  depths(): Promise<readonly QueueDepth[]>;
  close(): Promise<void>;
}

/** fauxqs reads the region from the signature's scope. */
function signedFor(region: string, service: string): string {
  return `AWS4-HMAC-SHA256 Credential=lab/20000101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

/**
 * Starts fauxqs without a port of its own.
 * @param host `127.0.0.1:PORT` of the lab, asked at each call: what queue URLs name
 */
export function createMessaging(region: string, account: string, host: () => string): Messaging {
  const app = buildApp({ logger: false, defaultRegion: region });

  async function inject(contentType: string, headers: Readonly<Record<string, string>>, payload: string) {
    return await app.inject({
      method: "POST",
      url: "/",
      headers: { ...headers, host: host(), "content-type": contentType },
      payload,
    });
  }

  /** fauxqs names queues by hosts like sqs.us-east-1.localhost, which not every machine can resolve. */
  function resolvable(body: string): string {
    return body.replaceAll(/http:\/\/sqs\.[\w-]+\.localhost(:\d+)?\//g, `http://${host()}/`);
  }

  async function sqs(
    action: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, unknown>>> {
    const headers = { "x-amz-target": `AmazonSQS.${action}`, authorization: signedFor(region, "sqs") };
    const answer = await inject("application/x-amz-json-1.0", headers, JSON.stringify(input));
    const body = answer.body === "" ? {} : readJson(Buffer.from(resolvable(answer.body)));
    if (answer.statusCode === 200) return body;
    throw new ServiceError(String(body.__type).replace(/^.*#/, ""), String(body.message), answer.statusCode);
  }

  async function sns(action: string, form: Readonly<Record<string, string>>): Promise<string> {
    const payload = new URLSearchParams({ ...form, Action: action }).toString();
    const headers = { authorization: signedFor(region, "sns") };
    const answer = await inject("application/x-www-form-urlencoded", headers, payload);
    if (answer.statusCode === 200) return answer.body;
    const { code, message } = snsError(answer.body);
    throw new ServiceError(code, message, answer.statusCode);
  }

  return {
    sqs,
    sns,
    async handle(request) {
      requireDeliverable(request, account);
      const target: Record<string, string> = {};
      if (request.protocol === "json") target["x-amz-target"] = `AmazonSQS.${request.action}`;
      const contentType =
        request.protocol === "json" ? "application/x-amz-json-1.0" : "application/x-www-form-urlencoded";
      const headers = { ...target, authorization: signedFor(request.region, request.service) };
      const answer = await inject(contentType, headers, request.body.toString());
      return { status: answer.statusCode, headers: texts(answer.headers), body: resolvable(answer.body) };
    },
    async policyOf(arn) {
      const [, , service, , owner, name = ""] = arn.split(":");
      try {
        if (service === "sqs") {
          const QueueUrl = `http://${host()}/${owner}/${name}`;
          const { Attributes } = await sqs("GetQueueAttributes", { QueueUrl, AttributeNames: ["Policy"] });
          return (Attributes as { readonly Policy?: string } | undefined)?.Policy;
        }
        return topicAttribute(await sns("GetTopicAttributes", { TopicArn: arn }), "Policy");
      } catch (fault) {
        if (fault instanceof ServiceError && /NonExistentQueue|QueueDoesNotExist|NotFound/.test(fault.code))
          return undefined;
        throw fault;
      }
    },
    async depths() {
      return (await app.inject({ method: "GET", url: "/_fauxqs/queues" })).json();
    },
    async close() {
      await app.close();
    },
  };
}

function texts(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => name.startsWith("x-") || name === "content-type");
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}
