import { describe, expect, it } from "vitest";
import type { Observation } from "../../../shared/observation/observation.ts";
import { createKillSwitchGuard } from "../../../shared/remediation/guards/kill-switch.ts";
import { denied, present } from "../fixtures.ts";
import { guardInput, told } from "./guard-input.ts";

const ask = (switched: Observation<string>) =>
  createKillSwitchGuard({ read: async () => switched }, "/plumbline/kill-switch").check(guardInput());

const cases: readonly { name: string; input: Observation<string>; expected: string }[] = [
  { name: "run", input: present("run"), expected: "pass" },
  {
    name: "stop",
    input: present("stop"),
    expected: "The kill switch /plumbline/kill-switch is set to `stop`, so nothing is repaired.",
  },
  ...["RUN", "run ", "running", "true", ""].map((value) => ({
    name: `"${value}", which is neither`,
    input: present(value),
    expected: "The kill switch /plumbline/kill-switch holds neither `run` nor `stop`, so nothing is repaired.",
  })),
  {
    name: "a switch that is not there",
    input: { status: "absent" },
    expected: "The kill switch /plumbline/kill-switch is not there, so nothing is repaired.",
  },
  {
    name: "a switch that cannot be read",
    input: denied("GetParameter"),
    expected:
      "The kill switch /plumbline/kill-switch could not be read (GetParameter: AccessDenied), so nothing is repaired.",
  },
];

describe("the kill switch", () => {
  it.each(cases)("answers $name", async ({ input, expected }) => {
    expect(told(await ask(input))).toBe(expected);
  });

  it("says how it is set", async () => {
    expect(await ask(present("stop"))).toMatchObject({
      guard: "kill-switch",
      clear:
        "When repairs may go on, set it with `aws ssm put-parameter --name /plumbline/kill-switch --value run --overwrite`; the next sweep asks for them again.",
    });
  });
});
