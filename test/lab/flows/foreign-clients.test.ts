import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMINISTRATOR, type Flow, headlines, startFlow, within } from "./flow.ts";
import { detect, FOREIGN_CLIENTS, runClient } from "./foreign-clients.ts";

const ROLES = ["matillion-agent-task", "matillion-agent-execution"];

let flow: Flow;

beforeAll(async () => {
  flow = await startFlow();
});

afterAll(async () => {
  await flow.stop();
});

describe("a client that this project did not write", () => {
  for (const [index, client] of FOREIGN_CLIENTS.entries()) {
    const presence = detect(client);
    const role = ROLES[index % ROLES.length] ?? "";
    if (presence.installed) {
      it(`${client.name} tampers with a role, and the alert stands within two seconds`, async () => {
        await runClient(client.command, client.attach(role, ADMINISTRATOR), flow.lab.environment);
        const alert = await within(2_000, async () =>
          (await flow.alerts()).find(({ attributes }) => attributes.entity === `role/${role}`),
        );
        expect(alert.subject).toBe(`[critical] Drift opened: role/${role} in lab`);
        expect(alert.message).toMatch(/AttachRolePolicy at \S+, with \S/);
        await flow.settled();
        expect(headlines(await flow.alerts(), `role/${role}`)).toContain("[critical] Drift resolved");
      });
    } else {
      it(`left out: ${client.name} is not installed here`, async () => {
        process.stderr.write(`The flow with ${client.name} was left out: ${presence.reason}\n`);
        await expect(runClient(client.command, client.probe, {})).rejects.toThrow();
      });
    }
  }

  it("is only taken for installed where it answers", () => {
    expect(detect({ command: process.execPath, probe: ["-e", ""] })).toEqual({ installed: true });
    expect(detect({ command: process.execPath, probe: ["-e", "process.exit(1)"] })).toMatchObject({ installed: false });
    expect(detect({ command: "no-such-command-anywhere", probe: [] })).toEqual({
      installed: false,
      reason: expect.stringContaining("ENOENT"),
    });
  });

  it("that fails says so", async () => {
    const attach = FOREIGN_CLIENTS.filter((client) => detect(client).installed).map((client) =>
      runClient(client.command, client.attach("no-such-role", ADMINISTRATOR), flow.lab.environment),
    );
    for (const outcome of await Promise.allSettled(attach)) {
      expect(outcome).toMatchObject({ reason: { message: expect.stringContaining("NoSuchEntity") } });
    }
  });
});
