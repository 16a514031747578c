import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the server does with one request. */
export type Reply =
  | { readonly kind: "body"; readonly status: number; readonly body: string; readonly delay?: number }
  | { readonly kind: "hang" }
  | { readonly kind: "reset" };

/** A reply for every request, one reply after the other (the last one stays), or a reply to the request's parameters. */
export type Scripted = Reply | readonly Reply[] | ((parameters: URLSearchParams) => Reply);

/** Replies by IAM action. An action that is not scripted is answered 501, so that no call goes unnoticed. */
export type Script = Readonly<Record<string, Scripted>>;

/** A server that speaks IAM's Query protocol by heart. */
export interface ScriptedIam {
  readonly endpoint: string;
  /** Every request so far, in order. */
  readonly requests: readonly { readonly action: string; readonly parameters: URLSearchParams }[];
  /** The most requests that were ever open at once. */
  readonly mostAtOnce: () => number;
  readonly stop: () => Promise<void>;
}

/** A successful answer of `action`; `result` is XML. */
export function answer(action: string, result: string, delay?: number): Reply {
  const body = `<${action}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><${action}Result>${result}</${action}Result></${action}Response>`;
  return { kind: "body", status: 200, body, ...(delay === undefined ? {} : { delay }) };
}

/** IAM's error document. */
export function failure(status: number, code: string, message: string): Reply {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  const body = `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">${error}<RequestId>0</RequestId></ErrorResponse>`;
  return { kind: "body", status, body };
}

/** The one reply to a call that is written out in a script. */
export function replyOf(script: Script, call: string): Extract<Reply, { kind: "body" }> {
  const reply = script[call];
  if (typeof reply === "object" && "kind" in reply && reply.kind === "body") return reply;
  throw new Error(`No body for ${call}.`);
}

export const NO_SUCH_ENTITY = failure(404, "NoSuchEntity", "It cannot be found.");

/** Starts the server on a free port of the loopback address. */
export async function startScriptedIam(script: Script): Promise<ScriptedIam> {
  const requests: { action: string; parameters: URLSearchParams }[] = [];
  const counts = new Map<string, number>();
  let open = 0;
  let most = 0;

  const server = createServer(async (request, response) => {
    const parameters = new URLSearchParams((await request.setEncoding("utf8").toArray()).join(""));
    const action = parameters.get("Action") ?? "";
    requests.push({ action, parameters });
    open += 1;
    most = Math.max(most, open);
    response.on("close", () => {
      open -= 1;
    });
    const count = counts.get(action) ?? 0;
    counts.set(action, count + 1);
    send(response, choose(script[action], count, parameters, action));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;

  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    mostAtOnce: () => most,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function choose(scripted: Scripted | undefined, count: number, parameters: URLSearchParams, action: string): Reply {
  if (scripted === undefined) return failure(501, "NotImplemented", `${action} is not in the script.`);
  if (typeof scripted === "function") return scripted(parameters);
  if ("kind" in scripted) return scripted;
  return scripted[Math.min(count, scripted.length - 1)] ?? failure(501, "NotImplemented", `${action} has no replies.`);
}

function send(response: ServerResponse, reply: Reply): void {
  switch (reply.kind) {
    case "hang":
      return;
    case "reset":
      response.destroy();
      return;
    case "body":
      setTimeout(() => {
        response.writeHead(reply.status, { "content-type": "text/xml" });
        response.end(reply.body);
      }, reply.delay ?? 0);
  }
}
