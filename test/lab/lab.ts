import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import { PROTECTION_NAME } from "../../infra/protection.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { OWN_BASELINE } from "../../shared/baselines/own-baseline.ts";
import type { Problem } from "../../shared/baselines/problem.ts";
import { customerPolicyArn } from "../../shared/iam/arn.ts";
import { ACCOUNT, createAccount, type LabAccount, REGION } from "./account.ts";
import { administratorOf } from "./callers.ts";
import { createDispatch } from "./dispatch.ts";
import type { IamOptions } from "./iam/service.ts";
import { startFunctions } from "./lambda/start-functions.ts";
import { deployMembers, ORGANIZATION_ACCOUNTS, withMembers } from "./members.ts";
import { packageOf, readPackaged } from "./packaged.ts";
import { seedLab } from "./seed.ts";
import { type Listening, listen } from "./server/http.ts";
import { SLACK_TOKEN } from "./slack/slack.ts";
import { type DeployedStack, deploy } from "./stack/deploy.ts";
import { requireAllowed } from "./stack/parameters.ts";
import { type LabStackTarget, stackTarget } from "./stack-target.ts";

/** The lab's own configuration. */
const LAB_CONFIGURATION = fileURLToPath(new URL("./plumbline.yml", import.meta.url));

/** That of the lab with members. */
const MEMBERS_CONFIGURATION = fileURLToPath(new URL("./members.yml", import.meta.url));

/** Queues and batches wait for nothing in the lab unless told otherwise, which for batches is less than the template allows. */
const NO_DELAYS = { EventDelaySeconds: 0, BatchWindowSeconds: 0 };

/** Without queue delays an event is answered at once, so what IAM does in the background is then done at once too. */
const AT_ONCE = { deletionSeconds: 0, credentialReportSeconds: "none" } as const;

/** Where the lab's configuration says that Slack's token is kept. */
const SLACK_PARAMETER = "/plumbline/slack-token";

/** How to start a lab. */
export interface LabOptions {
  /** 0, the default, for any that is free. */
  readonly port?: number;
  /** Without the entities of the baselines. */
  readonly empty?: boolean;
  /**
   * With two accounts that Plumbline watches from here, 111111111111 and 222222222222: their entities are in place and the member
   * account's template is deployed in each. The configuration is test/lab/members.yml. See `GET /_lab/accounts` for their keys.
   */
  readonly members?: boolean;
  /** With the delays and batch windows that are deployed. */
  readonly realDelays?: boolean;
  /** How long the deletion of a service-linked role takes, by the lab's clock; unless told, none at all, and IAM's with `realDelays`. */
  readonly deletionSeconds?: number;
  /**
   * How long IAM takes to make a credential report, by the lab's clock; unless told, a report is complete as soon as it is asked for, and
   * takes IAM's own time with `realDelays`.
   */
  readonly credentialReportSeconds?: number;
  /** What to package in place of the lab's own configuration; then nothing of it is in place. */
  readonly configuration?: CompiledConfiguration;
  /** Another package than the project's own: a folder such as `npm run package` writes. Then no baseline's entity is in place. */
  readonly packaged?: string;
}

/** A running lab. */
export interface Lab {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** What an AWS client and `plumbline` need to work with the lab. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends every function and closes the port. */
  stop(): Promise<void>;
}

/** Why a lab cannot start: its configuration has problems. */
export class InvalidLabConfiguration extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ file, line, column, message }) => `${file}:${line}:${column} ${message}`).join("\n"));
    this.name = "InvalidLabConfiguration";
    this.problems = problems;
  }
}

/**
 * Starts a local AWS account with Plumbline deployed in it, and where asked the accounts that it watches.
 * @throws InvalidLabConfiguration, StackRefusal, BundleFailure, or the system's error where the port is taken
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const configurationFile = options.members === true ? MEMBERS_CONFIGURATION : LAB_CONFIGURATION;
  const configuration = options.configuration ?? (await compile(configurationFile));
  const unpacked = await mkdtemp(join(tmpdir(), "plumbline-lab-"));

  let listening: Listening | undefined;
  const iamOptions = { ...(options.realDelays === true ? {} : AT_ONCE), ...given(options) };
  const organization = options.members === true ? ORGANIZATION_ACCOUNTS : [];
  const account = createAccount(() => `127.0.0.1:${listening?.port}`, iamOptions, organization);
  const stop = async (): Promise<void> => {
    await stopAccount(account);
    await listening?.close();
    await rm(unpacked, { recursive: true });
  };

  try {
    const alertTopic = { arn: undefined as string | undefined };
    const now = () => new Date(account.clock.now());
    listening = await listen(options.port ?? 0, now, createDispatch(account, alertTopic));
    const endpoint = `http://127.0.0.1:${listening.port}`;
    const packaged = await readPackaged(options.packaged ?? (await packageOf(configuration)));
    const isOwn = options.configuration === undefined && options.packaged === undefined;
    if (isOwn && options.empty !== true) await seed(endpoint, account, configuration);
    account.secrets.keepParameter(SLACK_PARAMETER, SLACK_TOKEN, "SecureString");
    const target = stackTarget(account);
    requireAllowed(packaged.stack, packaged.parameters);
    const parameters = { ...packaged.parameters, ...(options.realDelays === true ? {} : NO_DELAYS) };
    const deployed = await deploy(packaged.stack, parameters, target);
    alertTopic.arn = deployed.resources.get("AlertTopic")?.ref;
    if (isOwn && options.empty !== true) protectFrom(configuration, target);
    target.requireUsableQueues();
    await deployMembers(account, packaged);
    await startFunctions(account, target.functions, { packaged: packaged.directory, unpacked, endpoint });
    target.startMappings();
    account.startRecording();
    account.clock.start();
    return { endpoint, environment: environmentOf(endpoint, deployed, configurationFile), stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

function given({ deletionSeconds, credentialReportSeconds }: LabOptions): Partial<IamOptions> {
  return {
    ...(deletionSeconds === undefined ? {} : { deletionSeconds }),
    ...(credentialReportSeconds === undefined ? {} : { credentialReportSeconds }),
  };
}

/** In this order: no new batch, no function, no queue under what is still in hand. */
async function stopAccount({ clock, mappings, functions, messaging }: LabAccount): Promise<void> {
  clock.stop();
  const polling = mappings.map((mapping) => mapping.stop());
  await Promise.all([...functions.values()].map((one) => one.stop()));
  await messaging.close();
  await Promise.all(polling);
}

async function seed(endpoint: string, hub: LabAccount, configuration: CompiledConfiguration): Promise<void> {
  const whole = withoutOwnRoles(withMembers(configuration));
  const seeding = [hub, ...hub.members].map(({ id }) => {
    const clientConfig = { region: REGION, credentials: administratorOf(id) };
    return seedLab({ endpoint, configuration: whole, account: id, clientConfig });
  });
  await Promise.all(seeding);
}

/**
 * Viz Now's roles may change every role of the account, Plumbline's among them. The lab does what docs/deploy.md tells a customer to do about that: it
 * sets the stack's permissions boundary on them.
 */
function protectFrom({ accounts }: CompiledConfiguration, { iam }: LabStackTarget): void {
  const PermissionsBoundary = customerPolicyArn({ account: ACCOUNT, partition: "aws" }, "/", PROTECTION_NAME);
  const hub = accounts.find(({ account }) => account === ACCOUNT);
  for (const { baseline, entity } of hub?.entities ?? []) {
    if (baseline !== "viz-now" || entity.kind !== "role") continue;
    iam("PutRolePermissionsBoundary", { RoleName: entity.name, PermissionsBoundary });
  }
}

/** Plumbline's own roles the stack makes. */
function withoutOwnRoles(configuration: CompiledConfiguration): CompiledConfiguration {
  const accounts = configuration.accounts.map((account) => {
    return { ...account, entities: account.entities.filter(({ baseline }) => baseline !== OWN_BASELINE) };
  });
  return { ...configuration, accounts };
}

async function compile(file: string): Promise<CompiledConfiguration> {
  const compilation = await loadConfiguration(file);
  if (compilation.status === "invalid") throw new InvalidLabConfiguration(compilation.problems);
  return compilation.configuration;
}

function environmentOf(
  endpoint: string,
  { resources }: DeployedStack,
  configurationFile: string,
): Readonly<Record<string, string>> {
  const { accessKeyId, secretAccessKey } = administratorOf(ACCOUNT);
  const ledger = resources.get("LedgerTable");
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    PLUMBLINE_CONFIG: configurationFile,
    ...(ledger === undefined ? {} : { LEDGER_TABLE: ledger.ref }),
  };
}
