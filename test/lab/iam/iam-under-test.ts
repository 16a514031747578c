import { XMLParser } from "fast-xml-parser";
import { createSts } from "../sts/service.ts";
import { type CloudTrailRecord, createIam, type IamService, type QueryResponse, randomIds } from "./service.ts";

/** An answer with its XML read: `member` lists as arrays, everything else as text. */
export interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly message: string | undefined;
  /** The content of `<ActionResult>`; undefined where there is none. */
  readonly result: Readonly<Record<string, unknown>> | undefined;
  readonly body: string;
}

/** An empty account on 2 June 2026 whose IAM and STS are called without HTTP, by a clock that only moves when told. */
export interface IamUnderTest {
  readonly iam: IamService;
  /** Every CloudTrail record so far, oldest first. */
  readonly records: readonly CloudTrailRecord[];
  call(action: string, params?: Readonly<Record<string, string>>, accessKeyId?: string): Answer;
  callSts(action: string, params?: Readonly<Record<string, string>>, accessKeyId?: string): Answer;
  advance(seconds: number): void;
}

/** A key that is nobody's, and so the administrator's. */
export const administratorKey = "AKIAIOSFODNN7EXAMPLE";

/** Makes an empty account; `deletionSeconds` as in IamOptions. */
export function iamUnderTest(options: { readonly deletionSeconds?: number } = {}): IamUnderTest {
  let now = new Date("2026-06-02T10:00:00.750Z");
  let requests = 0;
  const records: CloudTrailRecord[] = [];
  const ids = randomIds();
  const iam = createIam({
    ...options,
    account: "000000000000",
    partition: "aws",
    region: "us-east-1",
    now: () => now,
    ids,
    record: (record) => records.push(record),
  });
  const sts = createSts({ iam, now: () => now, ids });
  const caller =
    (service: { handle: IamService["handle"] }): IamUnderTest["call"] =>
    (action, params = {}, accessKeyId = administratorKey) => {
      requests += 1;
      const requestId = `request-${requests}`;
      const origin = { sourceIPAddress: "192.0.2.7", userAgent: "test" };
      return read(action, service.handle({ action, params, accessKeyId, requestId, ...origin }));
    };
  return {
    iam,
    records,
    call: caller(iam),
    callSts: caller(sts),
    advance: (seconds) => {
      now = new Date(now.getTime() + seconds * 1000);
    },
  };
}

/** Makes an access key for a user, and gives its id. */
export function newAccessKey(lab: IamUnderTest, userName: string): string {
  return record(lab.call("CreateAccessKey", { UserName: userName }), "AccessKey").AccessKeyId ?? "";
}

/** The structure of a result. Throws where the answer has no such structure. */
export function record(answer: Answer, name: string): Readonly<Record<string, string>> {
  const structure = answer.result?.[name];
  if (typeof structure !== "object" || structure === null) {
    throw new Error(`The answer has no structure ${name}: ${answer.body}`);
  }
  return structure as Readonly<Record<string, string>>;
}

/** The list of a result, empty where IAM gave it empty. Throws where the answer has no such list. */
export function members(answer: Answer, name: string): readonly Readonly<Record<string, string>>[] {
  const list = answer.result?.[name];
  if (list === "") {
    return [];
  }
  if (typeof list !== "object" || list === null || !("member" in list)) {
    throw new Error(`The answer has no list ${name}: ${answer.body}`);
  }
  return list.member as readonly Readonly<Record<string, string>>[];
}

/** A policy document of one statement that allows some actions on everything. */
export function allowing(...actions: string[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
  });
}

/** A trust policy of one statement. */
export function trusting(principal: unknown, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...more }],
  });
}

/** The trust policy of a role that only EC2 assumes. */
export const ec2Trust = trusting({ Service: "ec2.amazonaws.com" });

const parser = new XMLParser({
  parseTagValue: false,
  trimValues: false,
  htmlEntities: true,
  ignoreAttributes: false,
  isArray: (name) => name === "member",
});

function read(action: string, response: QueryResponse): Answer {
  const document = parser.parse(response.body);
  const error = document.ErrorResponse?.Error;
  return {
    status: response.status,
    code: error?.Code,
    message: error?.Message,
    result: document[`${action}Response`]?.[`${action}Result`],
    body: response.body,
  };
}
