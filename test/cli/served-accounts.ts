import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { answer, failure, type Reply } from "../aws/scripted-iam.ts";
import { type ServedIam, serveIam } from "../lab/iam/serve.ts";
import { randomIds } from "../lab/iam/service.ts";
import { trustAllows } from "../lab/sts/trust-evaluation.ts";

/** Several of the lab's accounts on one port, whose roles can be assumed from the first. */
export interface ServedAccounts {
  /** For example `http://127.0.0.1:40515`. */
  readonly endpoint: string;
  /** In the order in which they were asked for. */
  readonly accounts: readonly ServedIam[];
  /** Every call so far: the account that answered it, and the action. */
  readonly calls: readonly string[];
  stop(): Promise<void>;
}

/**
 * Serves accounts as AWS does: which one answers is decided by the key that signed. AssumeRole asks the trust policy of the role in its
 * own account; everything else is the lab's IAM and STS of one account.
 */
export async function serveAccounts(ids: readonly [string, ...string[]]): Promise<ServedAccounts> {
  const accounts = await Promise.all(ids.map(serveAccount));
  const sessions = new Map<string, ServedIam>();
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    const body = (await request.setEncoding("utf8").toArray()).join("");
    const parameters = new URLSearchParams(body);
    const [, key = ""] = /Credential=(\w+)\//.exec(request.headers.authorization ?? "") ?? [];
    const account = sessions.get(key) ?? accounts[0];
    const action = parameters.get("Action") ?? "";
    calls.push(`${account?.iam.account.accountId} ${action}`);
    const reply =
      action === "AssumeRole"
        ? assume(parameters, account?.iam.whoIs(key), accounts, sessions)
        : await forward(request, body, account?.endpoint ?? "");
    response.writeHead(reply.status, { "content-type": "text/xml" }).end(reply.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    accounts,
    calls,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all(accounts.map((account) => account.stop()));
    },
  };
}

function serveAccount(account: string): Promise<ServedIam> {
  const clock = { now: () => new Date(), ids: randomIds() };
  return serveIam({ account, partition: "aws", region: "us-east-1", record: () => undefined, ...clock });
}

type Body = Extract<Reply, { kind: "body" }>;
type Caller = ReturnType<ServedIam["iam"]["whoIs"]>;

function assume(
  parameters: URLSearchParams,
  caller: Caller | undefined,
  accounts: readonly ServedIam[],
  sessions: Map<string, ServedIam>,
): Body {
  const arn = parameters.get("RoleArn") ?? "";
  const account = accounts.find(({ iam }) => arn.split(":")[4] === iam.account.accountId);
  const role = [...(account?.iam.account.roles.values() ?? [])].find((candidate) => candidate.arn === arn);
  const externalId = parameters.get("ExternalId") ?? undefined;
  if (caller === undefined || account === undefined || role === undefined) return denied(caller, arn);
  if (!trustAllows(role, { caller, externalId })) return denied(caller, arn);
  const sessionName = parameters.get("RoleSessionName") ?? "";
  const durationSeconds = Number(parameters.get("DurationSeconds"));
  const session = account.iam.registerSession({ roleName: role.roleName, sessionName, durationSeconds });
  sessions.set(session.accessKeyId, account);
  const { arn: sessionArn, principalId } = account.iam.whoIs(session.accessKeyId);
  const credentials = `<AccessKeyId>${session.accessKeyId}</AccessKeyId><SecretAccessKey>${session.secretAccessKey}</SecretAccessKey><SessionToken>${session.sessionToken}</SessionToken><Expiration>${session.expiration.toISOString()}</Expiration>`;
  const user = `<AssumedRoleId>${principalId}</AssumedRoleId><Arn>${sessionArn}</Arn>`;
  const answered = `<Credentials>${credentials}</Credentials><AssumedRoleUser>${user}</AssumedRoleUser>`;
  return body(answer("AssumeRole", answered));
}

function denied(caller: Caller | undefined, arn: string): Body {
  const message = `User: ${caller?.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
  return body(failure(403, "AccessDenied", message));
}

function body(reply: Reply): Body {
  if (reply.kind !== "body") throw new Error("There is no body to send.");
  return reply;
}

async function forward({ headers }: IncomingMessage, text: string, endpoint: string): Promise<Body> {
  const { authorization = "", "content-type": type = "", "user-agent": agent = "" } = headers;
  const asked = { authorization, "content-type": type, "user-agent": agent };
  const response = await fetch(endpoint, { method: "POST", headers: asked, body: text });
  return { kind: "body", status: response.status, body: await response.text() };
}
