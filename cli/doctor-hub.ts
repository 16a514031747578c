import { createFunctionReader, type FunctionReader, type FunctionReading } from "../shared/aws/deployment-functions.ts";
import { createLedgerReader } from "../shared/aws/deployment-ledger.ts";
import { readOrganizationId } from "../shared/aws/deployment-organization.ts";
import { createQueueReader } from "../shared/aws/deployment-queues.ts";
import { createRuleReader } from "../shared/aws/deployment-rules.ts";
import { createSecretPresenceReader } from "../shared/aws/deployment-secrets.ts";
import { createTopicReader } from "../shared/aws/deployment-topics.ts";
import { readTrails } from "../shared/aws/deployment-trails.ts";
import { createDynamodbSweepStore } from "../shared/aws/dynamodb-sweep-store.ts";
import { createKillSwitchReader } from "../shared/aws/kill-switch.ts";
import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import { PlumblineError } from "../shared/iam/errors.ts";
import type { AccountSweep } from "../shared/ledger/sweep-lease.ts";
import type { Observation } from "../shared/observation/observation.ts";
import type { AccountSource } from "./check-source.ts";
import { judgeFunction } from "./doctor-function.ts";
import { judgeKillSwitch } from "./doctor-kill-switch.ts";
import { judgeLedger } from "./doctor-ledger.ts";
import { type DoctorLine, faultLine } from "./doctor-line.ts";
import { examineMember, MEMBER_BUS } from "./doctor-members.ts";
import { judgeQueue } from "./doctor-queue.ts";
import { judgeRegion } from "./doctor-region.ts";
import { judgeRole } from "./doctor-role.ts";
import { judgeRule } from "./doctor-rule.ts";
import { judgeSecret } from "./doctor-secret.ts";
import { type DeployedParts, readDeployedParts, type StackRule } from "./doctor-stack.ts";
import { judgeLastEvent, judgeSweep } from "./doctor-sweep.ts";
import { judgeTopic } from "./doctor-topic.ts";
import { judgeTrails } from "./doctor-trail.ts";
import { examineWatched } from "./doctor-watched.ts";
import { topicsInUse } from "./doctor-ways.ts";

/** The account that Plumbline runs in, and how it is read. */
export interface HubToExamine {
  /** With the accounts that AWS Organizations lists. */
  readonly configuration: CompiledConfiguration;
  readonly configurationFile: string;
  readonly account: ConfiguredAccount;
  /** Where IAM's events arise. */
  readonly region: string;
  /** Where the credentials' settings lead. */
  readonly clientRegion: string;
  /** The ledger's table. */
  readonly table: string;
  readonly source: AccountSource;
  readonly now: () => Date;
}

/** The examination of a hub: what stands in it, by what is read of it. */
interface Examination extends HubToExamine {
  readonly parts: DeployedParts;
  /** `arn:aws:SERVICE:REGION:ACCOUNT:` */
  readonly arn: (service: string, rest: string) => string;
}

/** Looks at everything of a deployment that can be read with the credentials at hand. */
export async function examineHub(hub: HubToExamine): Promise<readonly DoctorLine[]> {
  const { configuration, account, region } = hub;
  const { schedules, killSwitch } = configuration.settings;
  const parts = readDeployedParts({
    account: account.account,
    partition: account.partition,
    region,
    parameters: { SweepSchedule: schedules.sweep, KeysReportSchedule: schedules.keysReport },
    hasMembers: configuration.organization.length > 0 || configuration.accounts.length > 1,
  });
  const arn = (service: string, rest: string) =>
    `arn:${account.partition}:${service}:${region}:${account.account}:${rest}`;
  const examination = { ...hub, parts, arn };
  const trails = await readTrails({ region });
  const lines = await Promise.all([
    [judgeTrails(trails, account.account, region)],
    examineRules(examination),
    examineFunctions(examination),
    examineWays(examination),
    examineLedger(examination),
    createKillSwitchReader({ name: killSwitch, region })
      .read()
      .then((observed) => [judgeKillSwitch(killSwitch, observed, region)]),
  ]);
  const found = trails.status === "present" ? trails.state.map((trail) => trail.arn) : [];
  return [...lines.flat(), ...(await examineOwnWatched(examination, found))];
}

async function examineRules({ parts, region, arn, account }: Examination): Promise<readonly DoctorLine[]> {
  const [reader, readQueue] = [createRuleReader({ region }), createQueueReader({ region })];
  const rules = parts.rules.map(async (rule) => judgeRule(rule, await reader.rule(rule.name, rule.bus), region));
  const queues = parts.queues.map(async (queue) => {
    const own = arn("sqs", queue.name);
    const senders = parts.rules
      .filter(({ targets }) => targets.includes(own))
      .map((rule) => arn("events", ruleName(rule)));
    return judgeQueue({ ...queue, observed: await readQueue(queue.name), senders, account: account.account, region });
  });
  return await Promise.all([...rules, ...queues]);
}

function ruleName({ bus, name }: StackRule): string {
  return bus === "default" ? `rule/${name}` : `rule/${bus}/${name}`;
}

async function examineFunctions(examination: Examination): Promise<readonly DoctorLine[]> {
  const { parts, region, clientRegion, table } = examination;
  const reader = createFunctionReader({ region });
  const examined = await Promise.all(
    parts.functions.map(async (name) => {
      const observed = await reader.configuration(name);
      const sources = parts.mappings
        .filter(({ functionName }) => functionName === name)
        .map(({ queueArn }) => queueArn);
      const mappings = await reader.mappings(name);
      const line = judgeFunction({ name, observed, mappings, sources, table, region });
      return { observed, lines: [line, ...(await examineRole(observed, examination))] };
    }),
  );
  const here = examined[0]?.observed ?? { status: "absent" };
  const elsewhere =
    clientRegion === region || here.status !== "absent"
      ? {}
      : {
          elsewhere: {
            region: clientRegion,
            there: await firstFunction(createFunctionReader({ region: clientRegion }), parts),
          },
        };
  return [judgeRegion({ region, here, ...elsewhere }), ...examined.flatMap(({ lines }) => lines)];
}

async function firstFunction(
  reader: FunctionReader,
  { functions }: DeployedParts,
): Promise<Observation<FunctionReading>> {
  return await reader.configuration(functions[0] ?? "");
}

/** The role that a function runs as, which Lambda has to be able to assume. */
async function examineRole(
  observed: Observation<FunctionReading>,
  { source, region }: Examination,
): Promise<readonly DoctorLine[]> {
  if (observed.status !== "present") return [];
  const role = observed.state.role.split("/").at(-1) ?? "";
  const { observation } = await source.reader.observe({
    entity: { kind: "role", name: role },
    path: "/",
    aspects: new Set(),
  });
  const name = { check: "role", subject: role } as const;
  const remedy = `Deploy Plumbline's stack in ${region} again.`;
  return [judgeRole({ name, observed: observation, callers: ["lambda.amazonaws.com"], context: {}, remedy })];
}

/** The ways that news takes to people. */
async function examineWays({ configuration, arn, region }: Examination): Promise<readonly DoctorLine[]> {
  const { routes } = configuration.settings;
  const own = {
    alerts: arn("sns", "plumbline-alerts"),
    chat: arn("sns", "plumbline-chat"),
    slack: arn("sns", "plumbline-slack"),
  };
  const [readTopic, readPresence] = [createTopicReader(), createSecretPresenceReader({ region })];
  const topics = topicsInUse(routes, own).map(async (topic) =>
    judgeTopic({ ...topic, observed: await readTopic(topic.arn) }),
  );
  const secrets = new Map(
    routes.flatMap(({ slack }) => (slack === undefined ? [] : [[slack.secret.id, slack.secret]])),
  );
  const kept = [...secrets.values()].map(async (secret) =>
    judgeSecret({
      secret,
      observed: await readPresence(secret),
      routes: routes.filter(({ slack }) => slack?.secret.id === secret.id).map(({ name }) => name),
    }),
  );
  return await Promise.all([...topics, ...kept]);
}

/** The ledger, and by it what has come and what was swept, of every account. */
async function examineLedger(examination: Examination): Promise<readonly DoctorLine[]> {
  const { configuration, configurationFile, account: own, region, table, source, now } = examination;
  const ledger = createLedgerReader({ region, tableName: table });
  const observed = await ledger.table();
  const lines: DoctorLine[] = [...judgeLedger(table, observed, region)];
  const sweeps = createDynamodbSweepStore({ client: ledger.client, tableName: table });
  const members = configuration.accounts.filter(({ account }) => account !== own.account);
  const hub = {
    ...{ account: own.account, partition: own.partition, region, source, configurationFile },
    busPolicy:
      members.length === 0 ? ({ status: "absent" } as const) : await createRuleReader({ region }).busPolicy(MEMBER_BUS),
    organization: members.length === 0 ? ({ status: "absent" } as const) : await readOrganizationId({ region }),
  };
  for (const { account } of configuration.accounts) {
    const member = members.find((each) => each.account === account);
    // Without a ledger nothing more is known of it than its own line tells.
    const sweep =
      observed.status === "present" ? await fromLedger(() => sweeps.sweep(account)) : { status: "absent" as const };
    if (observed.status === "present") {
      const { schedules } = configuration.settings;
      lines.push(judgeLastEvent(account, await ledger.lastArrival(account)));
      lines.push(judgeSweep({ account, observed: sweep, schedule: schedules.sweep, now: now() }));
    }
    if (member !== undefined) lines.push(...(await examineMember(member, sweep, hub)));
  }
  return lines;
}

async function fromLedger(read: () => Promise<AccountSweep | undefined>): Promise<Observation<AccountSweep>> {
  try {
    const state = await read();
    return state === undefined ? { status: "absent" } : { status: "present", state };
  } catch (fault) {
    if (!(fault instanceof PlumblineError)) throw fault;
    const code = fault.cause instanceof Error ? fault.cause.name : fault.code;
    return { status: "unreadable", reason: { call: "dynamodb:GetItem", code, message: fault.message } };
  }
}

/** Whether any watched role or user of the hub itself can switch it off. */
async function examineOwnWatched(
  { account, arn, parts, configuration, region, table, source }: Examination,
  trails: readonly string[],
): Promise<readonly DoctorLine[]> {
  const { account: id, partition } = account;
  const resources = {
    rules: parts.rules.map((rule) => arn("events", ruleName(rule))),
    functions: parts.functions.map((name) => arn("lambda", `function:${name}`)),
    queues: parts.queues.map(({ name }) => arn("sqs", name)),
    topics: parts.topics.map((name) => arn("sns", name)),
    tables: [arn("dynamodb", `table/${table}`)],
    parameters: [arn("ssm", `parameter${configuration.settings.killSwitch}`)],
    keys: [],
    trails,
    roles: parts.functions.map((name) => `arn:${partition}:iam::${id}:role/${name}`),
    stacks: [arn("cloudformation", "stack/plumbline/00000000-0000-0000-0000-000000000000")],
  };
  return await examineWatched(account, resources, region, source);
}

/** What is told of accounts that could not be listed. */
export function unlistedLine(trouble: string): DoctorLine {
  const name = { check: "account", subject: "organization" } as const;
  return faultLine(name, "unknown", trouble, "Put right what it names, and run plumbline doctor again.");
}
