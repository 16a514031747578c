import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as an AWS service would get it. */
export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How it is answered. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** An AWS endpoint on loopback that answers as told, and remembers what it was asked. */
export interface AnsweringServer {
  readonly endpoint: string;
  readonly requests: readonly ReceivedRequest[];
  close(): void;
}

/** Starts one on a free port. */
export async function startAnsweringServer(
  answer: (request: ReceivedRequest, index: number) => Answer,
): Promise<AnsweringServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const request = { headers: incoming.headers, body: Buffer.concat(chunks).toString("utf8") };
    requests.push(request);
    const { status, contentType, body } = answer(request, requests.length - 1);
    outgoing.writeHead(status, { "content-type": contentType }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
