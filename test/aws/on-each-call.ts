import type { IAMClient } from "@aws-sdk/client-iam";

/** Tells of each call that is made with a client, by its operation (`GetRole`), before it is sent; a retry is no call of its own. */
export function onEachCall(client: IAMClient, heard: (operation: string) => void): void {
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        heard(`${commandName}`.replace(/Command$/, ""));
        return next(args);
      },
    { step: "initialize" },
  );
}
