import { jsonResponse, type LabResponse, readJson, type ServiceRequest } from "../server/exchange.ts";
import { notImplemented, ServiceError } from "../server/service-error.ts";

/** The secrets of an account: SSM's parameters and Secrets Manager's secrets. */
export interface Secrets {
  /** Answers a client of SSM. */
  ssm(request: ServiceRequest): LabResponse;
  /** Answers a client of Secrets Manager. */
  secretsManager(request: ServiceRequest): LabResponse;
  /** Keeps a parameter. */
  keepParameter(name: string, value: string, type: "String" | "SecureString"): void;
}

export const SSM_ACTIONS: ReadonlySet<string> = new Set(["DescribeParameters", "GetParameter", "PutParameter"]);
export const SECRETS_MANAGER_ACTIONS: ReadonlySet<string> = new Set([
  "CreateSecret",
  "DescribeSecret",
  "GetSecretValue",
  "PutSecretValue",
]);

/** The ARN of a secret: every one of the lab's has the same six characters at its end. */
export function secretArn(
  { region, account }: { readonly region: string; readonly account: string },
  name: string,
): string {
  return `arn:aws:secretsmanager:${region}:${account}:secret:${name}-AbCdEf`;
}

type Input = Readonly<Record<string, unknown>>;

interface Parameter {
  readonly Type: string;
  readonly Value: string;
  readonly Version: number;
}

/** @param now when a parameter or secret was last changed */
export function createSecrets(account: string, region: string, now: () => Date): Secrets {
  const parameters = new Map<string, Parameter>();
  const secrets = new Map<string, string>();

  function putParameter(input: Input): object {
    const { Name, Value, Type = "String", Overwrite = false } = input;
    const known = parameters.get(String(Name));
    if (known !== undefined && Overwrite !== true) {
      throw new ServiceError("ParameterAlreadyExists", "The parameter already exists.");
    }
    const Version = (known?.Version ?? 0) + 1;
    parameters.set(String(Name), { Type: String(Type), Value: String(Value), Version });
    return { Version, Tier: "Standard" };
  }

  function getParameter({ Name, WithDecryption = false }: Input): object {
    const name = String(Name).replace(/^arn:aws:ssm:[^:]*:\d{12}:parameter/, "");
    const known = parameters.get(name);
    if (known === undefined) throw new ServiceError("ParameterNotFound", "");
    if (known.Type === "SecureString" && WithDecryption !== true) {
      throw notImplemented("SSM GetParameter of a SecureString without decryption");
    }
    const ARN = `arn:aws:ssm:${region}:${account}:parameter${name}`;
    return { Parameter: { ...known, Name: name, ARN, DataType: "text", LastModifiedDate: now().getTime() / 1000 } };
  }

  function describeParameters({ ParameterFilters, ...others }: Input): object {
    const filters = ParameterFilters as readonly { readonly [member: string]: unknown }[] | undefined;
    const [first] = filters ?? [];
    if (Object.keys(others).length > 0 || filters?.length !== 1 || first?.Key !== "Name" || first.Option !== "Equals") {
      throw notImplemented("SSM DescribeParameters but by one filter of names that they equal");
    }
    const names = (first.Values as readonly string[]).filter((name) => parameters.has(name));
    const found = names.map((Name) => ({ Name, Type: parameters.get(Name)?.Type, DataType: "text" }));
    return { Parameters: found };
  }

  function knownSecret(id: unknown): string {
    const text = String(id);
    const arn = text.startsWith("arn:") ? text : [...secrets.keys()].find((key) => key.includes(`:secret:${text}-`));
    if (arn !== undefined && secrets.has(arn)) return arn;
    throw new ServiceError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
  }

  function secret(action: string, input: Input): object {
    if (action === "CreateSecret") {
      const arn = secretArn({ region, account }, String(input.Name));
      if (secrets.has(arn)) throw new ServiceError("ResourceExistsException", "The secret already exists.");
      secrets.set(arn, String(input.SecretString));
      return { ARN: arn, Name: input.Name };
    }
    const arn = knownSecret(input.SecretId);
    if (action === "PutSecretValue") secrets.set(arn, String(input.SecretString));
    const Name = arn.replace(/^.*:secret:|-[^-]{6}$/g, "");
    return action === "GetSecretValue" ? { ARN: arn, Name, SecretString: secrets.get(arn) } : { ARN: arn, Name };
  }

  return {
    ssm({ action, body }) {
      if (!SSM_ACTIONS.has(action)) throw notImplemented(`SSM ${action}`);
      const input = readJson(body);
      if (action === "DescribeParameters") return jsonResponse("1.1", describeParameters(input));
      return jsonResponse("1.1", action === "PutParameter" ? putParameter(input) : getParameter(input));
    },
    secretsManager({ action, body }) {
      if (!SECRETS_MANAGER_ACTIONS.has(action)) throw notImplemented(`Secrets Manager ${action}`);
      return jsonResponse("1.1", secret(action, readJson(body)));
    },
    keepParameter(name, value, type) {
      putParameter({ Name: name, Value: value, Type: type, Overwrite: true });
    },
  };
}
