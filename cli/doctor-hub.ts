import { createFunctionReader } from "../shared/aws/deployment-functions.ts";
import { createQueueReader, type QueueReading } from "../shared/aws/deployment-queues.ts";
import { createRuleReader } from "../shared/aws/deployment-rules.ts";
import { createSecretPresenceReader } from "../shared/aws/deployment-secrets.ts";
import { createTopicReader, type TopicReading } from "../shared/aws/deployment-topics.ts";
import { readTrails } from "../shared/aws/deployment-trails.ts";
import { createKillSwitchReader } from "../shared/aws/kill-switch.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { examineLedger, type HubToExamine } from "./doctor-accounts.ts";
import { judgeConfiguration } from "./doctor-configuration.ts";
import { examineFunctions, readFunctions } from "./doctor-functions.ts";
import { type GivenResources, givenValues, readGivenResources } from "./doctor-given.ts";
import { commonKey, type Encrypted, judgeKey } from "./doctor-key.ts";
import { judgeKillSwitch } from "./doctor-kill-switch.ts";
import { type DoctorLine, faultLine, unreadableLine } from "./doctor-line.ts";
import { namedResources, ruleName } from "./doctor-own-resources.ts";
import { judgeOwnRoles } from "./doctor-own-roles.ts";
import { judgeQueue } from "./doctor-queue.ts";
import { judgeRule } from "./doctor-rule.ts";
import { judgeSecret } from "./doctor-secret.ts";
import { type DeployedParts, deployedParts, isKnown, NOT_READ, readStack, type StackPlace } from "./doctor-stack.ts";
import { judgeTopic } from "./doctor-topic.ts";
import { judgeTrails } from "./doctor-trail.ts";
import { examineWatched } from "./doctor-watched.ts";
import { topicsInUse, type UsedTopic } from "./doctor-ways.ts";

/** The examination of a hub: what stands in it, by what is read of it. */
interface Examination extends HubToExamine {
  readonly parts: DeployedParts;
  readonly given: GivenResources;
  /** By their names. */
  readonly queues: ReadonlyMap<string, Observation<QueueReading>>;
  /** Those that news goes to, with the ARN of each that could be told. */
  readonly used: readonly UsedTopic[];
  /** By their ARNs: those, and the stack's own. */
  readonly topics: ReadonlyMap<string, Observation<TopicReading>>;
  /** `arn:aws:SERVICE:REGION:ACCOUNT:` */
  readonly arn: (service: string, rest: string) => string;
}

/** Looks at everything of a deployment that can be read with the credentials at hand. */
export async function examineHub(hub: HubToExamine): Promise<readonly DoctorLine[]> {
  const { configuration, configurationFile, account, region, source } = hub;
  const { settings, organization } = configuration;
  const { killSwitch, routes } = settings;
  const arn = (service: string, rest: string) =>
    `arn:${account.partition}:${service}:${region}:${account.account}:${rest}`;
  const functionReader = createFunctionReader({ region });
  const [template, given] = await Promise.all([readStack(), readGivenResources(functionReader)]);
  const place = placeOf(hub, given);
  const named = deployedParts(template, place);
  const used = topicsInUse(routes, {
    alerts: place.values.ExistingAlertTopic || arn("sns", "plumbline-alerts"),
    chat: arn("sns", "plumbline-chat"),
    slack: arn("sns", "plumbline-slack"),
  });
  const [trails, queues, topics, readings] = await Promise.all([
    readTrails({ region }),
    readQueues(named, region),
    readTopics([...named.topics, ...used.map((topic) => topic.arn)]),
    readFunctions(named.functions, functionReader),
  ]);
  const encrypted = encryptedOf(named, queues, topics);
  const key = commonKey(encrypted);
  const parts = key?.startsWith("arn:") ? deployedParts(template, { ...place, key }) : named;
  const examination = { ...hub, parts, given, queues, used, topics, arn };
  const { configurations: functions, mappings } = readings;
  const parameters = ownRoleParameters(place, key);
  const lines = await Promise.all([
    [judgeTrails(trails, account.account, region), ...judgeKey(encrypted, region)],
    examineRules(examination),
    examineFunctions({ ...hub, parts, readings, reader: source.reader }),
    judgeConfiguration({ functions, digest: configuration.digest, file: configurationFile }),
    examineWays(examination),
    examineLedger(hub),
    createKillSwitchReader({ name: killSwitch, region })
      .read()
      .then((observed) => [judgeKillSwitch(killSwitch, observed, region)]),
    [judgeOwnRoles({ account, role: "plumbline-detect-drift", parameters, configurationFile, entries: organization })],
  ]);
  const own = { ...place, parts, given, trails, mappings, table: hub.table, killSwitch };
  const resources = namedResources({ ...own, queues: [...queues.values()] });
  return [...lines.flat(), ...(await examineWatched(account, resources, region, source))];
}

async function readQueues(
  { queues }: DeployedParts,
  region: string,
): Promise<ReadonlyMap<string, Observation<QueueReading>>> {
  const read = createQueueReader({ region });
  return new Map(await Promise.all(queues.map(async ({ name }) => [name, await read(name)] as const)));
}

async function readTopics(arns: readonly string[]): Promise<ReadonlyMap<string, Observation<TopicReading>>> {
  const read = createTopicReader();
  const known = [...new Set(arns)].filter(isKnown);
  return new Map(await Promise.all(known.map(async (arn) => [arn, await read(arn)] as const)));
}

/** What the baseline of Plumbline's own roles has to be told; what was given to the stack is no default there. */
function ownRoleParameters({ values }: StackPlace, key: string | undefined): Readonly<Record<string, string>> {
  const { ExistingAlertTopic = "", ExistingDriftBus = "" } = values;
  const given = Object.entries({ alertTopic: ExistingAlertTopic, driftBus: ExistingDriftBus });
  return {
    encryptionKey: key ?? "what the stack's output EncryptionKeyArn tells",
    ...Object.fromEntries(given.filter(([, value]) => value !== "" && isKnown(value))),
  };
}

/** What the stack has put under its key; topics that were given are under one of their own. */
function encryptedOf(parts: DeployedParts, queues: Examination["queues"], topics: Examination["topics"]): Encrypted {
  const own = parts.topics.flatMap((arn) => {
    const observed = topics.get(arn);
    return observed === undefined ? [] : [[`topic ${arn.split(":").at(-1)}`, observed] as const];
  });
  return new Map<string, Observation<Pick<QueueReading | TopicReading, "key">>>([
    ...[...queues].map(([name, observed]) => [`queue ${name}`, observed] as const),
    ...own,
  ]);
}

function placeOf({ configuration, account, region }: HubToExamine, given: GivenResources): StackPlace {
  const { schedules, killSwitch } = configuration.settings;
  const place = { account: account.account, partition: account.partition, region };
  const members = configuration.accounts.filter((each) => each.account !== account.account);
  const values = {
    SweepSchedule: schedules.sweep,
    KeysReportSchedule: schedules.keysReport,
    KillSwitchName: killSwitch,
    MemberAccounts: members.map((each) => each.account).join(","),
    // Which it is, plumbline.yml does not say.
    OrganizationId: configuration.organization.length === 0 ? "" : NOT_READ,
    ...givenValues(given, place),
  };
  return { ...place, values };
}

async function examineRules(examination: Examination): Promise<readonly DoctorLine[]> {
  const { parts, queues, given, region, arn, account } = examination;
  const reader = createRuleReader({ region });
  const { driftBus } = given;
  const rules = parts.rules.map(async (rule) => {
    // Only that of the drift bus may be unknown.
    const observed = driftBus.status === "unreadable" && !isKnown(rule.bus) ? driftBus : undefined;
    return judgeRule(rule, observed ?? (await reader.rule(rule.name, rule.bus)), region);
  });
  const judged = parts.queues.map((queue) => {
    const own = arn("sqs", queue.name);
    const senders = parts.rules
      .filter(({ targets }) => targets.some((target) => target.arn === own))
      .map((rule) => arn("events", ruleName(rule)));
    const observed = queues.get(queue.name) ?? { status: "absent" };
    return judgeQueue({ ...queue, observed, senders, account: account.account, region });
  });
  return [...(await Promise.all(rules)), ...judged];
}

/** The ways that news takes to people. */
async function examineWays(examination: Examination): Promise<readonly DoctorLine[]> {
  const { configuration, given, used, topics, region } = examination;
  const { alertTopic } = given;
  const { routes } = configuration.settings;
  const readPresence = createSecretPresenceReader({ region });
  const told = used.map((topic) => {
    if (alertTopic.status === "unreadable" && !isKnown(topic.arn)) {
      const name = { check: "topic", subject: "plumbline-alerts" } as const;
      return unreadableLine(name, "Which topic takes the alerts", alertTopic.reason);
    }
    return judgeTopic({ ...topic, observed: topics.get(topic.arn) ?? { status: "absent" } });
  });
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
  return [...told, ...(await Promise.all(kept))];
}

/** What is told of accounts that could not be listed. */
export function unlistedLine(trouble: string): DoctorLine {
  const name = { check: "account", subject: "organization" } as const;
  return faultLine(name, "unknown", trouble, "Put right what it names, and run plumbline doctor again.");
}
