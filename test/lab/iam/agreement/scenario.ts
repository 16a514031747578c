import { IAMClient } from "@aws-sdk/client-iam";
import { STSClient } from "@aws-sdk/client-sts";

/** What was said to one call: the answer as the SDK gives it, or the error's code and HTTP status. */
export type Outcome = { readonly answer: object } | { readonly refused: { code: string; status: number } };

/** One call of a scenario, and what was said. */
export interface Step {
  /** The operation, with a count from its second call on: `GetRole`, `GetRole 2`. */
  readonly name: string;
  readonly outcome: Outcome;
}

/** Any command of the SDK: its constructor names the operation, and its middleware says what comes back. */
interface Command<Answer> {
  resolveMiddleware(stack: never, configuration: never, options: never): (args: never) => Promise<{ output: Answer }>;
}

/**
 * Makes one call and writes down what was said.
 * @returns the answer, or undefined where the service refused.
 */
export type Send = <Answer extends object>(command: Command<Answer>) => Promise<Answer | undefined>;

/** The keys that sign a call. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The two services a scenario calls, as the administrator or with other credentials. */
export interface Account {
  readonly iam: Send;
  readonly sts: Send;
  as(credentials: Credentials): { readonly iam: Send; readonly sts: Send };
}

/** A sequence of calls, written once and made of both the lab and moto. Each begins in an empty account. */
export interface Scenario {
  readonly name: string;
  /**
   * `counted`: of a list only its length is compared. Which members stand on which page is not documented, and moto
   * sorts roles by their ids, which are random.
   */
  readonly lists?: "counted";
  /** Whether it needs AWS's managed policies, which slow moto down. */
  readonly awsPolicies?: true;
  run(account: Account): Promise<void>;
}

/** Keys that no user of the account owns: the lab and moto take their caller for an administrator. */
const ADMINISTRATOR: Credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "example" };

/** Runs a scenario against one endpoint. A failure that is not the service's own answer is thrown. */
export async function record(scenario: Scenario, endpoint: string): Promise<readonly Step[]> {
  const steps: Step[] = [];
  const counts = new Map<string, number>();
  const clients: { destroy(): void }[] = [];

  const sender = (send: (command: never) => Promise<object>): Send => {
    return async <Answer extends object>(command: Command<Answer>) => {
      const operation = command.constructor.name.replace(/Command$/, "");
      const count = (counts.get(operation) ?? 0) + 1;
      counts.set(operation, count);
      const name = count === 1 ? operation : `${operation} ${count}`;
      const outcome = await said(send(command as never));
      steps.push({ name, outcome });
      return "answer" in outcome ? (outcome.answer as Answer) : undefined;
    };
  };
  const as = (credentials: Credentials): { iam: Send; sts: Send } => {
    const options = { endpoint, region: "us-east-1", credentials, maxAttempts: 1 };
    const iam = new IAMClient(options);
    const sts = new STSClient(options);
    clients.push(iam, sts);
    return { iam: sender((command) => iam.send(command)), sts: sender((command) => sts.send(command)) };
  };

  await scenario.run({ ...as(ADMINISTRATOR), as });
  for (const client of clients) {
    client.destroy();
  }
  return steps;
}

/** The SDK names some errors after their shape (`NoSuchEntityException`); on the wire both say `NoSuchEntity`. */
async function said(answer: Promise<object>): Promise<Outcome> {
  try {
    return { answer: await answer };
  } catch (error) {
    if (error instanceof Error && "$metadata" in error) {
      const { httpStatusCode } = error.$metadata as { httpStatusCode?: number };
      if (httpStatusCode !== undefined) {
        return { refused: { code: error.name.replace(/Exception$/, ""), status: httpStatusCode } };
      }
    }
    throw error;
  }
}
