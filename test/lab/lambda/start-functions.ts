import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { unzipSync } from "fflate";
import { refuse } from "../../../infra/stack-refusal.ts";
import { type LabAccount, REGION } from "../account.ts";
import type { SessionCredentials } from "../iam/caller.ts";
import { SLACK_PATH } from "../slack/slack.ts";
import { roleName, type WantedFunction } from "../stack/resource-type.ts";
import { writeLog } from "./function-log.ts";
import { LambdaFunction } from "./lambda-function.ts";

/** Where functions come from and go to. */
export interface FunctionPlaces {
  /** The package's folder, from which their code is named. */
  readonly packaged: string;
  /** Where their code is unpacked. */
  readonly unpacked: string;
  /** The lab's. */
  readonly endpoint: string;
}

/** A hundred years: the lab's clock moves by months, and a session that ends would say nothing about Plumbline. */
const SESSION_SECONDS = 100 * 365 * 86_400;

/**
 * Unpacks the code of functions and starts them, each with a session of its role; resolves when all have loaded it. Whether that went well shows
 * at the first event, as on AWS.
 * @throws StackRefusal where a zip is not there, or lacks the module that the handler is in
 */
export async function startFunctions(
  account: LabAccount,
  wanted: readonly WantedFunction[],
  places: FunctionPlaces,
): Promise<void> {
  for (const one of wanted) account.functions.set(one.name, await startFunction(account, one, places));
  await Promise.all([...account.functions.values()].map((one) => one.ready()));
}

async function startFunction(
  account: LabAccount,
  wanted: WantedFunction,
  { packaged, unpacked, endpoint }: FunctionPlaces,
): Promise<LambdaFunction> {
  const { name, arn, handler, timeout, memorySize, variables } = wanted;
  const [module = "", exported = ""] = handler.split(".");
  const folder = join(unpacked, name);
  const files = await unpack(join(packaged, wanted.code), folder, name);
  const file = [".mjs", ".js", ".cjs"].map((ending) => `${module}${ending}`).find((each) => files.includes(each));
  if (file === undefined)
    throw refuse(name, `${wanted.code} has no module ${module}, in which its handler ${handler} is.`);
  const ofRole = { roleName: roleName(wanted.roleArn), sessionName: name, durationSeconds: SESSION_SECONDS };
  const session = account.iam.registerSession(ofRole);
  const caller = account.iam.whoIs(session.accessKeyId);
  return new LambdaFunction({
    bundle: pathToFileURL(join(folder, file)).href,
    handler: exported,
    clock: account.clock.shared,
    functionName: name,
    functionArn: arn,
    roleArn: wanted.roleArn,
    memorySize,
    timeout,
    variables,
    runtimeVariables: runtimeVariables(wanted, session, endpoint),
    log: (line) => writeLog(account, name, caller, line),
  });
}

/** The names of the files. */
async function unpack(zip: string, folder: string, name: string): Promise<readonly string[]> {
  const packed = await readFile(zip).catch((fault: NodeJS.ErrnoException) => {
    throw refuse(name, `Its code ${zip} cannot be read (${fault.code}).`);
  });
  const files = Object.entries(unzipSync(packed));
  await mkdir(folder, { recursive: true });
  for (const [file, content] of files) await writeFile(join(folder, file), content);
  return files.map(([file]) => file);
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime */
function runtimeVariables(
  { name, handler, memorySize }: WantedFunction,
  { accessKeyId, secretAccessKey, sessionToken }: SessionCredentials,
  endpoint: string,
): Readonly<Record<string, string>> {
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
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    _HANDLER: handler,
    TZ: ":UTC",
  };
}
