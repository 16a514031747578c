import type { Observation } from "../../observation/observation.ts";
import { type Guard, type GuardAnswer, PASS } from "../guard.ts";

/** The port behind which the kill switch stands. */
export interface KillSwitchReader {
  /** What is in the switch now; never an answer from before. */
  read(): Promise<Observation<string>>;
}

/** The one value that lets repairs go on. */
const RUN = "run";

/**
 * Stops every repair at once, without a deployment: whatever the switch holds but `run` stops, and so does a switch that is not there or
 * cannot be read. It is asked before each write, so that a plan stops half-way.
 *
 * @param name of the SSM parameter, for people
 */
export function createKillSwitchGuard(reader: KillSwitchReader, name: string): Guard {
  return {
    name: "kill-switch",
    beforeEachWrite: true,
    async check() {
      const switched = await reader.read();
      if (switched.status === "present" && switched.state === RUN) return PASS;
      return refuse(stateOf(switched, name), name);
    },
  };
}

/** The value itself is not repeated: it may be anybody's text. */
function stateOf(switched: Observation<string>, name: string): string {
  switch (switched.status) {
    case "present":
      return switched.state === "stop"
        ? `The kill switch ${name} is set to \`stop\``
        : `The kill switch ${name} holds neither \`run\` nor \`stop\``;
    case "absent":
      return `The kill switch ${name} is not there`;
    case "unreadable":
      return `The kill switch ${name} could not be read (${switched.reason.call}: ${switched.reason.code})`;
  }
}

function refuse(what: string, name: string): GuardAnswer {
  return {
    status: "refuse",
    guard: "kill-switch",
    reason: `${what}, so nothing is repaired.`,
    clear: `When repairs may go on, set it with \`aws ssm put-parameter --name ${name} --value ${RUN} --overwrite\`; the next sweep asks for them again.`,
  };
}
