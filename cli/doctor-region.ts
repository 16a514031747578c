import type { FunctionReading } from "../shared/aws/deployment-functions.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, okLine, unreadableLine } from "./doctor-line.ts";

/** Where the stack was looked for. */
export interface RegionToJudge {
  /** Where IAM's events arise, and the stack belongs. */
  readonly region: string;
  /** A function of the stack, there. */
  readonly here: Observation<FunctionReading>;
  /** The Region that the credentials' settings name, where that is another, and the same function there. */
  readonly elsewhere?: { readonly region: string; readonly there: Observation<FunctionReading> };
}

/** Whether the stack is in the Region where IAM's events arise; elsewhere it hears of none. */
export function judgeRegion({ region, here, elsewhere }: RegionToJudge): DoctorLine {
  const name = { check: "region", subject: region } as const;
  if (here.status === "present") return okLine(name, "The stack is where IAM's events arise.");
  if (here.status === "unreadable") return unreadableLine(name, "Whether the stack is there", here.reason);
  if (elsewhere?.there.status === "present") {
    const says = `The stack is in ${elsewhere.region}, and IAM's events arise in ${region} alone.`;
    return faultLine(
      name,
      "error",
      says,
      `Deploy Plumbline's stack in ${region}, and remove it from ${elsewhere.region}.`,
    );
  }
  return faultLine(
    name,
    "error",
    `Plumbline's stack is not in ${region}, where IAM's events arise.`,
    `Deploy it in ${region}.`,
  );
}
