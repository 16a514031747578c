import { fileURLToPath } from "node:url";
import { IAMClient } from "@aws-sdk/client-iam";
import { loadConfiguration } from "../../cli/load-configuration.ts";
import { type Bundle, bundleFunctions } from "../../infra/bundle.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { expectedAccountOf } from "../../shared/baselines/organization.ts";
import { ACCOUNT, createAccount, type LabAccount, REGION } from "../../test/lab/account.ts";
import { administratorOf } from "../../test/lab/callers.ts";
import { createDispatch } from "../../test/lab/dispatch.ts";
import { deployMembers } from "../../test/lab/members.ts";
import { type OrganizationMember, ROOT_UNIT } from "../../test/lab/organizations/service.ts";
import { packageOf, readPackaged } from "../../test/lab/packaged.ts";
import { seedLab } from "../../test/lab/seed.ts";
import { readServiceRequest } from "../../test/lab/server/authorization.ts";
import { readJson, type ServiceRequest } from "../../test/lab/server/exchange.ts";
import { type Listening, listen } from "../../test/lab/server/http.ts";
import { deploy } from "../../test/lab/stack/deploy.ts";
import type { WantedFunction } from "../../test/lab/stack/resource-type.ts";
import { stackTarget } from "../../test/lab/stack-target.ts";
import { type CallCounter, createCallCounter, type Item, itemsOf } from "./calls.ts";
import { type FunctionEnvironment, startEnvironment } from "./environment.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const CONFIGURATION = fileURLToPath(new URL("plumbline.yml", import.meta.url));
const LEDGER = "plumbline-ledger";
const FUNCTIONS = ["sweep-account", "detect-drift"] as const;
type FunctionName = (typeof FUNCTIONS)[number];

/** A message as it was put into a queue. */
interface SentMessage {
  readonly queueUrl: string;
  readonly body: string;
  readonly delaySeconds: number;
}

/** A lab with many accounts, every request to which is counted. */
export interface CountedLab {
  readonly calls: CallCounter;
  /** The ids of the accounts beside the hub. */
  readonly members: readonly string[];
  /** How many entities are expected of each. */
  readonly entities: number;
  /** The messages that a function put into its own queue since it was last asked. */
  takeSent(name: FunctionName): readonly SentMessage[];
  /** The events that came to detect-drift's queue since it was last asked. */
  takeEvents(): Promise<readonly string[]>;
  /** Has every account forget its credential report, as IAM does of one that is older than four hours. */
  forgetReports(): void;
  /** All that the ledger holds. */
  items(): Promise<readonly Item[]>;
  /** A client of an account, as its administrator. */
  clientOf(account: string): IAMClient;
  /** Has an account answer an operation with an error from now on. */
  refuse(account: string, service: string, action: string, code: string): void;
  start(name: FunctionName): Promise<FunctionEnvironment>;
  stop(): Promise<void>;
}

/** The members' ids follow one another. */
function organizationOf(members: number): readonly OrganizationMember[] {
  const hub = { id: ACCOUNT, name: "hub", unit: ROOT_UNIT, tags: {}, state: "ACTIVE" } as const;
  const ids = Array.from({ length: members }, (_, index) => String(100_000_000_000 + index));
  return [hub, ...ids.map((id) => ({ ...hub, id, name: `member-${id}`, unit: "ou-lab0-members0" }))];
}

/**
 * Starts a lab with so many accounts, each as its baselines expect it to be, and the member's template deployed in each.
 * @param outdir where the functions' bundles are put
 */
export async function startCountedLab(members: number, outdir: string): Promise<CountedLab> {
  const organization = organizationOf(members);
  const configuration = await compile();
  const bundles = await bundleFunctions({ project: PROJECT, names: FUNCTIONS, configuration, outdir, minify: true });
  let port = 0;
  const iamOptions = { deletionSeconds: 0, credentialReportSeconds: 0 } as const;
  const account = createAccount(() => `127.0.0.1:${port}`, iamOptions, organization);
  const calls = createCallCounter();
  const sent: SentMessage[] = [];
  const dispatch = createDispatch(account, { arn: undefined });
  const now = () => new Date(account.clock.now());
  const listening = await listen(0, now, async (request, source) => {
    const read = readServiceRequest(request);
    sent.push(...messagesOf(read));
    return await calls.count(read, (counted) => dispatch(counted, source));
  });
  port = listening.port;
  const endpoint = `http://127.0.0.1:${port}`;
  const functions = await furnish(account, configuration, organization, endpoint);
  const entities = configuration.organization[0]?.account.entities.length ?? 0;
  return countedLab({ account, calls, sent, endpoint, listening, bundles, functions, entities });
}

/** What a running lab consists of. */
interface Parts extends Pick<CountedLab, "calls" | "entities"> {
  readonly account: LabAccount;
  /** Messages that nobody has taken. */
  readonly sent: SentMessage[];
  readonly endpoint: string;
  readonly listening: Listening;
  readonly bundles: readonly Bundle[];
  readonly functions: readonly WantedFunction[];
}

function countedLab({ account, sent, endpoint, listening, bundles, functions, ...parts }: Parts): CountedLab {
  const variablesOf = (name: FunctionName) => functions.find((one) => one.name === `plumbline-${name}`)?.variables;
  const queueOf = (name: FunctionName) => variablesOf(name)?.QUEUE_URL;
  return {
    ...parts,
    members: account.members.map(({ id }) => id),
    takeSent: (name) =>
      sent.splice(0).filter((message) => {
        if (message.queueUrl === queueOf(name)) return true;
        sent.push(message);
        return false;
      }),
    takeEvents: () => receiveAll(account, queueOf("detect-drift")),
    forgetReports() {
      for (const { iam } of account.members) iam.account.settings.credentialReport = undefined;
    },
    items: () => itemsOf(account.dynamodb, LEDGER),
    clientOf: (id) => new IAMClient({ endpoint, region: REGION, credentials: administratorOf(id) }),
    refuse(id, service, action, code) {
      const refusal = account.faults.order({ service, action, code, times: 10_000, account: id });
      if (typeof refusal === "string") throw new Error(refusal);
    },
    async start(name) {
      const bundle = bundles.find((each) => each.name === name)?.file ?? "";
      const own = variablesOf(name);
      return await startEnvironment(bundle, { ...own, ...runtimeVariables(account, name, endpoint) });
    },
    async stop() {
      account.clock.stop();
      await account.messaging.close();
      await listening.close();
    },
  };
}

async function compile(): Promise<CompiledConfiguration> {
  const compilation = await loadConfiguration(CONFIGURATION);
  if (compilation.status === "invalid") throw new Error(compilation.problems.map(({ message }) => message).join("\n"));
  return compilation.configuration;
}

/** Puts what is expected into each account, and deploys the hub's stack and the members'. */
async function furnish(
  account: LabAccount,
  configuration: CompiledConfiguration,
  organization: readonly OrganizationMember[],
  endpoint: string,
): Promise<readonly WantedFunction[]> {
  const [template] = configuration.organization;
  if (template === undefined) throw new Error("The bench's configuration has no organization.");
  const accounts = organization.slice(1).map(({ id, name }) => expectedAccountOf(template, { id, alias: name }));
  for (const { account: id } of accounts) {
    const clientConfig = { region: REGION, credentials: administratorOf(id) };
    await seedLab({ endpoint, configuration: { ...configuration, accounts }, account: id, clientConfig });
  }
  // Of the hub nothing is expected, so that members alone are counted; but only what has one can be packaged.
  const hub = { account: ACCOUNT, partition: "aws", entities: [] };
  const packaged = await readPackaged(await packageOf({ ...configuration, accounts: [hub] }));
  const target = stackTarget(account);
  await deploy(packaged.stack, { ...packaged.parameters, EventDelaySeconds: 0, BatchWindowSeconds: 0 }, target);
  await deployMembers(account, packaged);
  account.startRecording();
  return target.functions;
}

function messagesOf({ service, action, body }: ServiceRequest): readonly SentMessage[] {
  if (service !== "sqs" || action !== "SendMessage") return [];
  const { QueueUrl, MessageBody, DelaySeconds } = readJson(body);
  return [{ queueUrl: String(QueueUrl), body: String(MessageBody), delaySeconds: Number(DelaySeconds ?? 0) }];
}

async function receiveAll({ messaging }: LabAccount, QueueUrl: string | undefined): Promise<readonly string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages } = await messaging.sqs("ReceiveMessage", { QueueUrl, MaxNumberOfMessages: 10 });
    const received = (Messages ?? []) as readonly { readonly Body: string; readonly ReceiptHandle: string }[];
    if (received.length === 0) return bodies;
    for (const { Body, ReceiptHandle } of received) {
      bodies.push(Body);
      await messaging.sqs("DeleteMessage", { QueueUrl, ReceiptHandle });
    }
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function runtimeVariables({ iam }: LabAccount, name: string, endpoint: string): Readonly<Record<string, string>> {
  const roleName = `plumbline-${name}`;
  const session = iam.registerSession({ roleName, sessionName: roleName, durationSeconds: 86_400 });
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    AWS_LAMBDA_FUNCTION_NAME: roleName,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    TZ: ":UTC",
  };
}
