import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createSts, type StsService } from "../sts/service.ts";
import { createIam, type IamOptions, type IamService, type QueryResponse } from "./service.ts";

/** A lab's IAM and STS, alone, on a port of their own. */
export interface ServedIam {
  /** For example `http://127.0.0.1:40515`. */
  readonly endpoint: string;
  readonly iam: IamService;
  stop(): Promise<void>;
}

/** Serves one account's IAM and STS over HTTP, for suites that need no more of the lab than that. */
export async function serveIam(options: IamOptions): Promise<ServedIam> {
  const iam = createIam(options);
  const sts = createSts({ iam, now: options.now, ids: options.ids });
  const server = createServer((request, response) => {
    answer(request, { iam, sts }).then(
      ({ status, contentType, body }) => response.writeHead(status, { "content-type": contentType }).end(body),
      (error: unknown) => fail(response, error),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    iam,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Services {
  readonly iam: IamService;
  readonly sts: StsService;
}

/** The AWS Query protocol: a form in the body, the key's id and the service's name in the signature. */
async function answer(request: IncomingMessage, services: Services): Promise<QueryResponse> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  const params = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
  const [, accessKeyId, region, service] =
    /Credential=(\w+)\/\d{8}\/([\w-]+)\/(iam|sts)\//.exec(request.headers.authorization ?? "") ?? [];
  if (accessKeyId === undefined || region === undefined || service === undefined) {
    throw new Error("The request is not signed for IAM or STS.");
  }
  const response = services[service as "iam" | "sts"].handle({
    action: params.Action ?? "",
    params,
    accessKeyId,
    sourceIPAddress: request.socket.remoteAddress ?? "",
    userAgent: request.headers["user-agent"] ?? "",
    requestId: randomUUID(),
  });
  services.iam.keyUsed(accessKeyId, service, region);
  return response;
}

function fail(response: ServerResponse, error: unknown): void {
  response.writeHead(500, { "content-type": "text/plain" }).end(String(error));
}
