import {
  CreateGroupCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { type Calls, storedSize } from "./calls.ts";
import { type CountedLab, startCountedLab } from "./counted-lab.ts";
import type { FunctionEnvironment } from "./environment.ts";
import type { Answered } from "./invoke.ts";

/** How many accounts there are beside the hub. */
export const ACCOUNTS = 300;

/** More messages than any sweep of an account should take. */
const MOST_MESSAGES = 5;

/** How many of them are swept a second time: they do not differ. */
const AGAIN = 100;

/** How an account is broken, and which are: by their places among all. */
const BROKEN = {
  "role gone": [24, 149, 249],
  "pages refused": [49, 199, 299],
  throttled: [74, 224],
} as const;
export type Fault = keyof typeof BROKEN;

/** A role that every account has, and the one by which it is read. */
const WATCHED = "matillion-agent-task";
const READER = "plumbline-reader";

/** One account of one sweep. */
export interface SweptAccount {
  readonly account: string;
  readonly fault?: Fault;
  readonly calls: Calls;
  /** The messages that it took: one more for each time that it was sent on. */
  readonly took: readonly Answered[];
}

/** A sweep: all of it planned, and some accounts or all of them swept. */
export interface PlannedSweep {
  readonly planning: Calls;
  /** The delay of each message, in seconds. */
  readonly delays: readonly number[];
  readonly accounts: readonly SweptAccount[];
}

/** What was measured. */
export interface Measurement {
  /** How many entities are expected of each account. */
  readonly entities: number;
  /** The first sweep ever, and the beginning of the next, which has nothing to tell. */
  readonly first: PlannedSweep;
  readonly daily: PlannedSweep;
  /** Accounts whose latest sweep ended with everything settled, and those with an open finding that they cannot be read. */
  readonly swept: ReadonlySet<string>;
  readonly unreadable: ReadonlySet<string>;
  readonly items: number;
  readonly bytes: number;
  /** One change of a role in a member: when its event comes, and when its second look does. */
  readonly event: Calls;
  readonly secondLook: Calls;
  /** One change of an entity that nobody expects anything of. */
  readonly elsewhere: Calls;
}

/**
 * Sweeps all accounts, some of which are broken, and some of them again, and has one event of a member come.
 * @param directory for the functions' bundles
 */
export async function measure(directory: string): Promise<Measurement> {
  const lab = await startCountedLab(ACCOUNTS, directory);
  try {
    const faults = await breakSome(lab);
    const environment = await lab.start("sweep-account");
    const first = await sweepSome(lab, environment, { id: "first", accounts: ACCOUNTS, faults });
    lab.forgetReports();
    const daily = await sweepSome(lab, environment, { id: "daily", accounts: AGAIN, faults });
    await environment.stop();
    const items = await lab.items();
    const accountsWhere = (has: (item: (typeof items)[number]) => boolean) =>
      new Set(items.filter(has).map(({ pk }) => pk?.S?.slice(0, 12) ?? ""));
    return {
      entities: lab.entities,
      first,
      daily,
      swept: accountsWhere(({ sk, status }) => sk?.S === "sweep" && status?.S === "swept"),
      unreadable: accountsWhere(({ rule, status }) => rule?.S === "account-unreadable" && status?.S === "open"),
      items: items.length,
      bytes: items.reduce((sum, item) => sum + storedSize(item), 0),
      ...(await oneEvent(lab)),
    };
  } finally {
    await lab.stop();
  }
}

async function breakSome(lab: CountedLab): Promise<ReadonlyMap<string, Fault>> {
  const chosen = new Map<string, Fault>();
  for (const [fault, places] of Object.entries(BROKEN) as [Fault, readonly number[]][]) {
    for (const place of places) chosen.set(lab.members[place] ?? "", fault);
  }
  for (const [account, fault] of chosen) {
    if (fault === "role gone") await deleteReader(lab, account);
    else
      lab.refuse(
        account,
        "iam",
        "GetAccountAuthorizationDetails",
        fault === "throttled" ? "Throttling" : "AccessDenied",
      );
  }
  return chosen;
}

async function deleteReader(lab: CountedLab, account: string): Promise<void> {
  const client = lab.clientOf(account);
  const RoleName = READER;
  const { PolicyNames = [] } = await client.send(new ListRolePoliciesCommand({ RoleName }));
  for (const PolicyName of PolicyNames) await client.send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));
  const { AttachedPolicies = [] } = await client.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  for (const { PolicyArn } of AttachedPolicies) {
    await client.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
  }
  await client.send(new DeleteRoleCommand({ RoleName }));
  client.destroy();
}

async function sweepSome(
  lab: CountedLab,
  environment: FunctionEnvironment,
  wanted: { readonly id: string; readonly accounts: number; readonly faults: ReadonlyMap<string, Fault> },
): Promise<PlannedSweep> {
  lab.calls.take();
  requireAnswer(await environment.invoke({ id: wanted.id }));
  const planning = lab.calls.take();
  const orders = lab.takeSent("sweep-account");
  const accounts: SweptAccount[] = [];
  for (const { body } of orders.slice(0, wanted.accounts)) {
    const took = await sweepOne(lab, environment, body);
    const { account } = JSON.parse(body) as { readonly account: string };
    const fault = wanted.faults.get(account);
    accounts.push({ account, ...(fault === undefined ? {} : { fault }), calls: lab.calls.take(), took });
  }
  return { planning, delays: orders.map(({ delaySeconds }) => delaySeconds), accounts };
}

/** What is sent on comes at once here: nobody waits for a credential report. */
async function sweepOne(
  lab: CountedLab,
  environment: FunctionEnvironment,
  order: string,
): Promise<readonly Answered[]> {
  const took: Answered[] = [];
  for (let body: string | undefined = order; body !== undefined; body = lab.takeSent("sweep-account")[0]?.body) {
    if (took.length === MOST_MESSAGES) throw new Error(`The sweep ${order} is sent on for ever.`);
    took.push(await invokeWith(environment, [body]));
  }
  return took;
}

async function oneEvent(lab: CountedLab): Promise<Pick<Measurement, "event" | "secondLook" | "elsewhere">> {
  const client = lab.clientOf(lab.members[0] ?? "");
  const Statement = [
    { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:AssumeRole" },
  ];
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await lab.takeEvents();
  await client.send(new UpdateAssumeRolePolicyCommand({ RoleName: WATCHED, PolicyDocument }));
  const environment = await lab.start("detect-drift");
  const look = async (messages: readonly string[]): Promise<Calls> => {
    if (messages.length !== 1) throw new Error(`One message should have come, not ${messages.length}.`);
    lab.calls.take();
    await invokeWith(environment, messages);
    return lab.calls.take();
  };
  const event = await look(await lab.takeEvents());
  const secondLook = await look(lab.takeSent("detect-drift").map(({ body }) => body));
  await client.send(new CreateGroupCommand({ GroupName: "nobody-expects" }));
  const elsewhere = await look(await lab.takeEvents());
  client.destroy();
  await environment.stop();
  return { event, secondLook, elsewhere };
}

/** A batch of messages, as Lambda hands it to a function. */
async function invokeWith(environment: FunctionEnvironment, bodies: readonly string[]): Promise<Answered> {
  const Records = bodies.map((body, index) => ({ messageId: String(index), receiptHandle: String(index), body }));
  const answered = requireAnswer(await environment.invoke({ Records }));
  const { batchItemFailures } = answered.result as { readonly batchItemFailures: readonly unknown[] };
  if (batchItemFailures.length > 0) throw new Error(`A message was not done with: ${answered.said}`);
  return answered;
}

function requireAnswer(answered: Answered): Answered {
  if (answered.fault !== undefined) throw new Error(answered.fault);
  return answered;
}
