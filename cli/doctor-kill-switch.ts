import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, ofService, okLine, unreadableLine } from "./doctor-line.ts";

/** Whether the kill switch is there, and what it says. @param parameter the name of the SSM parameter */
export function judgeKillSwitch(parameter: string, observed: Observation<string>, region: string): DoctorLine {
  const name = { check: "kill-switch", subject: parameter } as const;
  if (observed.status === "unreadable")
    return unreadableLine(name, "The kill switch", ofService("ssm", observed.reason));
  const put = `Run aws ssm put-parameter --name ${parameter} --type String --value run --overwrite --region ${region}`;
  if (observed.status === "absent") {
    return faultLine(name, "error", "There is no such parameter, so that nothing is repaired.", `${put}.`);
  }
  if (observed.state === "run") return okLine(name, "It says run: what plumbline.yml asks for is repaired.");
  const says = observed.state === "stop" ? "It says stop" : "It says something other than run";
  return faultLine(name, "warning", `${says}: nothing is repaired.`, `${put}, where repairs are to go on.`);
}
