import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import { type Bundle, bundleFunctions } from "../../infra/bundle.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import type { Problem } from "../../shared/baselines/problem.ts";
import { ACCOUNT, createAccount, type LabAccount, REGION } from "./account.ts";
import { createDispatch } from "./dispatch.ts";
import { LambdaFunction } from "./lambda/lambda-function.ts";
import { seedLab } from "./seed.ts";
import { type Listening, listen } from "./server/http.ts";
import { SLACK_PATH, SLACK_TOKEN } from "./slack/slack.ts";
import { type DeployedStack, deploy } from "./stack/deploy.ts";
import { readStack, type Stack, type StackFunction } from "./stack/stack.ts";
import { stackTarget } from "./stack-target.ts";

/** The project's root. */
const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** The lab's own configuration. */
const LAB_CONFIGURATION = fileURLToPath(new URL("./plumbline.yml", import.meta.url));

/** The administrator's key, as good as any that no user has. */
const ADMINISTRATOR = { accessKeyId: "AKIAPLUMBLINELABADMN", secretAccessKey: "lab" };

/** Queues and batches wait for nothing in the lab unless told otherwise. */
const NO_DELAYS = { EventDelaySeconds: 0, BatchWindowSeconds: 0 };

/** Where the lab's configuration says that Slack's token is kept. */
const SLACK_PARAMETER = "/plumbline/slack-token";

/** How to start a lab. */
export interface LabOptions {
  /** 0, the default, for any that is free. */
  readonly port?: number;
  /** Without the entities of the baselines. */
  readonly empty?: boolean;
  /** With the delays and batch windows that are deployed. */
  readonly realDelays?: boolean;
  /** How long the deletion of a service-linked role takes, by the lab's clock; unless told, none at all, and IAM's with `realDelays`. */
  readonly deletionSeconds?: number;
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
 * Starts a local AWS account with Plumbline deployed in it.
 * @throws InvalidLabConfiguration, StackRefusal, BundleFailure, or the system's error where the port is taken
 */
export async function startLab(options: LabOptions = {}): Promise<Lab> {
  const project = options.stack?.project ?? PROJECT;
  const configuration = options.stack?.configuration ?? (await compile(LAB_CONFIGURATION));
  const stack = await readStack(project);
  const outdir = await mkdtemp(join(tmpdir(), "plumbline-lab-"));
  const names = stack.functions.map((one) => one.folder);
  const bundling = Promise.allSettled([bundleFunctions({ project, names, configuration, outdir, minify: false })]);

  let listening: Listening | undefined;
  // Without queue delays an event is answered at once, so what IAM does in the background is then done at once too.
  const { deletionSeconds = 0 } = options;
  const iamOptions = options.realDelays === true && options.deletionSeconds === undefined ? {} : { deletionSeconds };
  const account = createAccount(() => `127.0.0.1:${listening?.port}`, iamOptions);
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
    if (options.empty !== true && options.stack === undefined) await seed(endpoint, configuration);
    account.secrets.keepParameter(SLACK_PARAMETER, SLACK_TOKEN, "SecureString");
    const target = stackTarget(account, stack);
    const deployed = await deploy(stack, options.realDelays === true ? {} : NO_DELAYS, target);
    alertTopic.arn = deployed.resources.get("AlertTopic")?.ref;
    const [bundled] = await bundling;
    if (bundled.status === "rejected") throw bundled.reason;
    await startFunctions(account, stack, deployed, bundled.value, endpoint);
    target.startMappings();
    account.startRecording();
    account.clock.start();
    return { endpoint, environment: environmentOf(endpoint, deployed), stop };
  } catch (fault) {
    await stop();
    throw fault;
  }
}

/** In this order: no new batch, no function, no queue under what is still in hand. */
async function stopAccount({ clock, mappings, functions, messaging }: LabAccount): Promise<void> {
  clock.stop();
  const polling = mappings.map((mapping) => mapping.stop());
  await Promise.all([...functions.values()].map((one) => one.stop()));
  await messaging.close();
  await Promise.all(polling);
}

async function seed(endpoint: string, configuration: CompiledConfiguration): Promise<void> {
  const clientConfig = { region: REGION, credentials: ADMINISTRATOR };
  await seedLab({ endpoint, configuration, account: ACCOUNT, clientConfig });
}

async function compile(file: string): Promise<CompiledConfiguration> {
  const compilation = await loadConfiguration(file);
  if (compilation.status === "invalid") throw new InvalidLabConfiguration(compilation.problems);
  return compilation.configuration;
}

function environmentOf(endpoint: string, { resources }: DeployedStack): Readonly<Record<string, string>> {
  const ledger = resources.get("LedgerTable");
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: ADMINISTRATOR.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ADMINISTRATOR.secretAccessKey,
    PLUMBLINE_CONFIG: LAB_CONFIGURATION,
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
