import * as z from "zod";
import { decide, type Principal } from "../access/resource-policy.ts";
import { jsonResponse, type LabResponse, readJson, type ServiceRequest } from "../server/exchange.ts";
import { notImplemented, ServiceError } from "../server/service-error.ts";
import { requireKeyPolicy } from "./key-policy.ts";
import { type Keys, keyArn } from "./keys.ts";

/** A key's only policy. */
const DEFAULT = "default";

const KeyId = z.string().min(1);
const REQUESTS = {
  DescribeKey: z.strictObject({ KeyId }),
  GetKeyPolicy: z.strictObject({ KeyId, PolicyName: z.string().optional() }),
  PutKeyPolicy: z.strictObject({
    KeyId,
    PolicyName: z.string().optional(),
    Policy: z.string(),
    BypassPolicyLockoutSafetyCheck: z.boolean().optional(),
  }),
};

type Action = keyof typeof REQUESTS;

/** What a key's operation works with. */
interface Context {
  readonly keys: Keys;
  /** The key's ARN. */
  readonly key: string;
  readonly principal: Principal;
}

const OPERATIONS: { readonly [A in Action]: (request: z.output<(typeof REQUESTS)[A]>, context: Context) => object } = {
  DescribeKey: (_, { key }) => ({ KeyMetadata: metadata(key) }),
  GetKeyPolicy({ PolicyName = DEFAULT }, { keys, key }) {
    if (PolicyName !== DEFAULT) throw new ServiceError("NotFoundException", `No such policy ${PolicyName} exists.`);
    return { Policy: keys.policies.get(key), PolicyName };
  },
  PutKeyPolicy,
};

/**
 * Answers a client of KMS: what the keys' policies are, and to change one. Nothing is encrypted in the lab, and a stack makes its keys.
 * @param principal who signed the request
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
 */
export function answerKms(request: ServiceRequest, keys: Keys, principal: Principal): LabResponse {
  const { action, body, region } = request;
  if (!isAction(action)) throw notImplemented(`KMS ${action}`);
  const read = readRequest(action, readJson(body));
  const account = "account" in principal ? principal.account : "";
  const key = keyArn(read.KeyId, { region, account });
  if (key.includes(":alias/") || read.KeyId.startsWith("alias/")) throw notImplemented("KMS with a key by its alias");
  if (!keys.policies.has(key)) throw new ServiceError("NotFoundException", `Key '${key}' does not exist`);
  const perform = OPERATIONS[action] as (request: unknown, context: Context) => object;
  return jsonResponse("1.1", perform(read, { keys, key, principal }));
}

function PutKeyPolicy(
  { PolicyName = DEFAULT, Policy, BypassPolicyLockoutSafetyCheck }: z.output<typeof REQUESTS.PutKeyPolicy>,
  { keys, key, principal }: Context,
): object {
  if (PolicyName !== DEFAULT) throw new ServiceError("ValidationException", "The only policy name is default.");
  requireStorable(Policy);
  const again = {
    principal,
    action: "kms:PutKeyPolicy",
    resource: key,
    context: { "kms:calleraccount": accountOf(key) },
  };
  if (BypassPolicyLockoutSafetyCheck !== true && decide(Policy, again) !== "allow") {
    const why = "The new key policy will not allow you to update the key policy in the future.";
    throw new ServiceError("MalformedPolicyDocumentException", why);
  }
  keys.policies.set(key, Policy);
  return {};
}

function requireStorable(policy: string): void {
  try {
    requireKeyPolicy(policy);
  } catch (fault) {
    if (!(fault instanceof ServiceError) || fault.code !== "InvalidParameterValue") throw fault;
    throw new ServiceError("MalformedPolicyDocumentException", fault.message);
  }
}

/** No key of the lab's is ever disabled. */
function metadata(key: string): object {
  const KeyId = key.split("/").at(-1);
  const state = { Enabled: true, KeyState: "Enabled", KeyManager: "CUSTOMER", KeyUsage: "ENCRYPT_DECRYPT" };
  return { AWSAccountId: accountOf(key), KeyId, Arn: key, ...state };
}

function accountOf(key: string): string | undefined {
  return key.split(":")[4];
}

function isAction(action: string): action is Action {
  return Object.hasOwn(REQUESTS, action);
}

function readRequest<A extends Action>(action: A, input: unknown): z.output<(typeof REQUESTS)[A]> {
  const read = REQUESTS[action].safeParse(input);
  if (read.success) return read.data as z.output<(typeof REQUESTS)[A]>;
  const unknown = read.error.issues.find((issue) => issue.code === "unrecognized_keys");
  if (unknown !== undefined) throw notImplemented(`KMS ${action} with ${unknown.keys.join(", ")}`);
  const details = read.error.issues.map(({ path, message }) => `'${path.join(".")}': ${message}`).join("; ");
  throw new ServiceError("ValidationException", details);
}
