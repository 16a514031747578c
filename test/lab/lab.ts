import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import { type Bundle, bundleFunctions } from "../../infra/bundle.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import type { Problem } from "../../shared/baselines/problem.ts";
import { ACCOUNT, createAccount, type LabAccount, REGION } from "./account.ts";
import { administratorOf } from "./callers.ts";
import { createDispatch } from "./dispatch.ts";
import type { IamOptions } from "./iam/service.ts";
import { LambdaFunction } from "./lambda/lambda-function.ts";
import { deployMembers, memberParameters, ORGANIZATION_ACCOUNTS, withMembers } from "./members.ts";
import { seedLab } from "./seed.ts";
import { type Listening, listen } from "./server/http.ts";
import { SLACK_PATH, SLACK_TOKEN } from "./slack/slack.ts";
import { type DeployedStack, deploy } from "./stack/deploy.ts";
import { makeFunctionRoles } from "./stack/function-roles.ts";
import { readStack, type Stack, type StackFunction } from "./stack/stack.ts";
import { stackTarget } from "./stack-target.ts";

/** The project's root. */
const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** The lab's own configuration. */
const LAB_CONFIGURATION = fileURLToPath(new URL("./plumbline.yml", import.meta.url));

/** That of the lab with members. */
const MEMBERS_CONFIGURATION = fileURLToPath(new URL("./members.yml", import.meta.url));

/** Queues and batches wait for nothing in the lab unless told otherwise. */
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
  /** Another stack than the project's own: a folder with `infra/` and `functions/`, and what to compile into its bundles. */
  readonly stack?: { readonly project: string; readonly configuration: CompiledConfiguration };
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
  const project = options.stack?.project ?? PROJECT;
  const configurationFile = options.members === true ? MEMBERS_CONFIGURATION : LAB_CONFIGURATION;
  const configuration = options.stack?.configuration ?? (await compile(configurationFile));
  const stack = await readStack(project);
  const outdir = await mkdtemp(join(tmpdir(), "plumbline-lab-"));
  const names = stack.functions.map((one) => one.folder);
  const bundling = Promise.allSettled([bundleFunctions({ project, names, configuration, outdir, minify: false })]);

  let listening: Listening | undefined;
  const iamOptions = { ...(options.realDelays === true ? {} : AT_ONCE), ...given(options) };
  const organization = options.members === true ? ORGANIZATION_ACCOUNTS : [];
  const account = createAccount(() => `127.0.0.1:${listening?.port}`, iamOptions, organization);
  const stop = async (): Promise<void> => {
    await stopAccount(account);
    await listening?.close();
    await bundling;
    await rm(outdir, { recursive: true });
  };

  try {
    const alertTopic = { arn: undefined as string | undefined };
    const now = () => new Date(account.clock.now());
    listening = await listen(options.port ?? 0, now, createDispatch(account, alertTopic));
    const endpoint = `http://127.0.0.1:${listening.port}`;
    if (options.empty !== true && options.stack === undefined) await seed(endpoint, account, configuration);
    account.secrets.keepParameter(SLACK_PARAMETER, SLACK_TOKEN, "SecureString");
    const target = stackTarget(account, stack);
    const deployed = await deploy(
      stack,
      {
        ...schedulesOf(configuration),
        ...(options.realDelays === true ? {} : NO_DELAYS),
        ...(options.members === true ? memberParameters(configuration) : {}),
      },
      target,
    );
    alertTopic.arn = deployed.resources.get("AlertTopic")?.ref;
    makeFunctionRoles(stack, deployed, target);
    target.requireUsableQueues();
    await deployMembers(account, configuration, deployed);
    const [bundled] = await bundling;
    if (bundled.status === "rejected") throw bundled.reason;
    await startFunctions(account, stack, deployed, bundled.value, endpoint);
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

/** What a deployment gives its stack of the configuration. */
function schedulesOf({ settings }: CompiledConfiguration): Readonly<Record<string, string>> {
  const { sweep, keysReport } = settings.schedules;
  return { SweepSchedule: sweep, KeysReportSchedule: keysReport };
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
  const whole = withMembers(configuration);
  const seeding = [hub, ...hub.members].map(({ id }) => {
    const clientConfig = { region: REGION, credentials: administratorOf(id) };
    return seedLab({ endpoint, configuration: whole, account: id, clientConfig });
  });
  await Promise.all(seeding);
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

/** A hundred years: the lab's clock moves by months, and a session that ends would say nothing about Plumbline. */
const SESSION_SECONDS = 100 * 365 * 86_400;

async function startFunctions(
  account: LabAccount,
  stack: Stack,
  deployed: DeployedStack,
  bundles: readonly Bundle[],
  endpoint: string,
): Promise<void> {
  for (const one of stack.functions) {
    const bundle = bundles.find(({ name }) => name === one.folder);
    const variables = { ...deployed.environments.get(one.folder), ...runtimeVariables(account, one, endpoint) };
    const started = new LambdaFunction({
      bundle: pathToFileURL(bundle?.file ?? "").href,
      handler: one.definition.handler.split(".").at(-1) ?? "",
      clock: account.clock.shared,
      functionName: one.name,
      functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${one.name}`,
      memorySize: one.definition.memorySize,
      timeout: one.definition.timeout,
      variables,
      log: (line) => account.log(one.name, line),
    });
    account.functions.set(one.name, started);
  }
  await Promise.all([...account.functions.values()].map((one) => one.ready()));
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function runtimeVariables(
  { iam }: LabAccount,
  { name, definition }: StackFunction,
  endpoint: string,
): Readonly<Record<string, string>> {
  const session = { roleName: name, sessionName: name, durationSeconds: SESSION_SECONDS };
  const { accessKeyId, secretAccessKey, sessionToken } = iam.registerSession(session);
  return {
    AWS_ENDPOINT_URL: endpoint,
    SLACK_API_URL: `${endpoint}${SLACK_PATH}api/`,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    _HANDLER: definition.handler,
    TZ: ":UTC",
  };
}
