import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { LabRequest, LabResponse } from "./exchange.ts";

/** Where a request came from, beside the request. */
export type Answer = (request: LabRequest, sourceAddress: string) => Promise<LabResponse>;

/** A server that listens on the loopback interface. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Listens on `127.0.0.1`.
 * @param port 0 for any that is free
 * @param now lab time; each answer's `Date` is that, so that clients see no skew between it and what they are told
 * @throws the system's error where the port cannot be had
 */
export async function listen(port: number, now: () => Date, answer: Answer): Promise<Listening> {
  const server = createServer((incoming, response) => {
    exchange(incoming, response, now, answer).catch((fault: unknown) => {
      // A fault of the lab's own: whoever called gets to see it.
      response.writeHead(500, { "content-type": "text/plain" });
      response.end(`The lab itself failed: ${fault instanceof Error ? fault.stack : String(fault)}`);
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return { port: portOf(server), close: () => close(server) };
}

async function exchange(
  incoming: IncomingMessage,
  response: ServerResponse,
  now: () => Date,
  answer: Answer,
): Promise<void> {
  const body = await readBody(incoming);
  if (body === undefined) return;
  const headers = Object.entries(incoming.headers).map(
    ([name, value]) => [name, [value ?? ""].flat().join(", ")] as const,
  );
  const request = {
    method: incoming.method ?? "GET",
    url: incoming.url ?? "/",
    headers: Object.fromEntries(headers),
    body,
  };
  const answered = await answer(request, incoming.socket.remoteAddress ?? "127.0.0.1");
  const length = Buffer.byteLength(answered.body);
  response.writeHead(answered.status, { ...answered.headers, date: now().toUTCString(), "content-length": length });
  response.end(answered.body);
}

/** The whole body; `undefined` where the client went away in the middle of it, and nobody is left to answer. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
  } catch (fault) {
    if (incoming.destroyed) return undefined;
    throw fault;
  }
  return Buffer.concat(chunks);
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address === "object" && address !== null) return address.port;
  throw new Error("The lab's server has no port.");
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
