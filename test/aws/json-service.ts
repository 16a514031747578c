import { type AnsweringServer, startAnsweringServer } from "./answering-server.ts";

/** A call of a service that speaks AWS JSON. */
export interface JsonCall {
  /** The API's name of the operation. */
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What it is answered with: an error where it has a code. */
export type JsonReply = { readonly body: unknown } | { readonly code: string };

const servers: AnsweringServer[] = [];

/** Stops every service of the test that has ended. */
export function stopJsonServices(): void {
  for (const server of servers.splice(0)) server.close();
}

/** A service that answers as told, and remembers what it was asked. */
export async function startJsonService(reply: (call: JsonCall, index: number) => JsonReply) {
  const calls: JsonCall[] = [];
  const server = await startAnsweringServer(({ headers, body }, index) => {
    const call = { action: String(headers["x-amz-target"]).split(".").at(-1) ?? "", input: JSON.parse(body) };
    calls.push(call);
    const answered = reply(call, index);
    const [status, written] =
      "code" in answered ? [400, { __type: answered.code, message: "The service says no." }] : [200, answered.body];
    return { status, contentType: "application/x-amz-json-1.1", body: JSON.stringify(written) };
  });
  servers.push(server);
  const client = {
    region: "us-east-1",
    endpoint: server.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
  return { calls, server, client };
}
