import type { JudgedAlarm } from "../cloudwatch/alarms.ts";
import type { LambdaFunction } from "../lambda/lambda-function.ts";
import type { LabRequest, LabResponse } from "../server/exchange.ts";
import type { LabClock } from "../time/clock.ts";
import { timeAfter } from "../time/duration.ts";
import type { Faults } from "./faults.ts";
import type { Records } from "./records.ts";

/** One account of the lab, and the key of its administrator. */
export interface ShownAccount {
  readonly account: string;
  readonly role: "hub" | "member";
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What `/_lab/…` shows and moves. */
export interface ControlOptions {
  readonly records: Records;
  readonly clock: LabClock;
  readonly faults: Faults;
  /** By name, e.g. `plumbline-detect-drift`. */
  readonly functions: ReadonlyMap<string, LambdaFunction>;
  readonly alarms: () => Promise<readonly JudgedAlarm[]>;
  /** The hub first. */
  readonly accounts: readonly ShownAccount[];
}

/** What a request that makes no sense is told: one sentence. */
class BadRequest extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

const LISTS = ["alerts", "slack", "events", "logs"] as const;

/** Answers `GET /_lab/alerts` and its like, and the `POST`s that move the clock, order faults and invoke functions. */
export async function control(request: LabRequest, options: ControlOptions): Promise<LabResponse> {
  try {
    return json(200, await answer(request, options));
  } catch (fault) {
    if (fault instanceof BadRequest) return json(fault.status, { message: fault.message });
    throw fault;
  }
}

async function answer(request: LabRequest, options: ControlOptions): Promise<unknown> {
  const path = new URL(request.url, "http://lab").pathname.replace("/_lab/", "");
  const list = LISTS.find((name) => name === path);
  if (list !== undefined) {
    requireMethod(request, "GET");
    return options.records[list];
  }
  if (path === "alarms") {
    requireMethod(request, "GET");
    return await options.alarms();
  }
  if (path === "accounts") {
    requireMethod(request, "GET");
    return options.accounts;
  }
  const [what, name, ...rest] = path.split("/");
  if (what === "clock" && name === undefined) return await moveClock(request, options.clock);
  if (what === "faults" && name === undefined) return orderFault(request, options.faults);
  if (what === "invoke" && name !== undefined && rest.length === 0) return await invoke(request, name, options);
  throw new BadRequest(
    404,
    `There is no ${request.url}: the lab has ${LISTS.join(", ")}, alarms, accounts, clock, faults and invoke/<function>.`,
  );
}

async function moveClock(request: LabRequest, clock: LabClock): Promise<{ readonly now: string }> {
  requireMethod(request, "POST");
  const body = readBody(request);
  const { advance, ...others } = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  if (typeof advance !== "string" || Object.keys(others).length > 0) {
    throw new BadRequest(400, 'Write {"advance":"P91D"}: an ISO 8601 duration and nothing else.');
  }
  const target = timeAfter(new Date(clock.now()), advance);
  if (target === undefined) {
    throw new BadRequest(400, `"${advance}" is not an ISO 8601 duration; write for example P91D or PT36H.`);
  }
  await clock.advanceTo(target.getTime());
  return { now: new Date(clock.now()).toISOString() };
}

function orderFault(request: LabRequest, faults: Faults): unknown {
  requireMethod(request, "POST");
  const ordered = faults.order(readBody(request));
  if (typeof ordered === "string") throw new BadRequest(400, ordered);
  return ordered;
}

async function invoke(request: LabRequest, name: string, { functions }: ControlOptions): Promise<unknown> {
  requireMethod(request, "POST");
  const found = functions.get(name) ?? functions.get(`plumbline-${name}`);
  if (found === undefined) {
    throw new BadRequest(404, `There is no function ${name}; the stack has ${[...functions.keys()].join(", ")}.`);
  }
  return await found.invoke(request.body.length === 0 ? {} : readBody(request));
}

function requireMethod({ method, url }: LabRequest, wanted: string): void {
  if (method !== wanted) throw new BadRequest(405, `${url} answers ${wanted}, not ${method}.`);
}

function readBody({ body, url }: LabRequest): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (cause) {
    throw new BadRequest(400, `The body of ${url} is not JSON: ${(cause as Error).message}.`);
  }
}

function json(status: number, body: unknown): LabResponse {
  return { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
