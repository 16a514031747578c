import type { Unreadable } from "../shared/observation/observation.ts";

/** What is looked at, in the order in which it is told. */
export const DOCTOR_CHECKS = [
  "account",
  "region",
  "trail",
  "rule",
  "queue",
  "key",
  "function",
  "configuration",
  "role",
  "topic",
  "secret",
  "ledger",
  "events",
  "sweep",
  "kill-switch",
  "member",
  "own-roles",
  "switch-off",
] as const;

/** `unknown`: it could not be read or judged, which is never ok. */
export const DOCTOR_STATUSES = ["ok", "warning", "error", "unknown"] as const;

/** One thing that was looked at. */
export interface DoctorLine {
  readonly check: (typeof DOCTOR_CHECKS)[number];
  /** What it is about: a name, an ARN, an account. */
  readonly subject: string;
  readonly status: (typeof DOCTOR_STATUSES)[number];
  /** One plain sentence or more. */
  readonly says: string;
  /** What to do; absent where all is well. */
  readonly remedy?: string;
}

/** What a line is about. */
export type LineName = Pick<DoctorLine, "check" | "subject">;

/** A line that says that all is well. */
export function okLine(name: LineName, says: string): DoctorLine {
  return { ...name, status: "ok", says };
}

/** A line that says that something is wrong, and what to do. */
export function faultLine(
  name: LineName,
  status: "warning" | "error" | "unknown",
  says: string,
  remedy: string,
): DoctorLine {
  return { ...name, status, says, remedy };
}

const DENIED = /^(?:AccessDenied|Authorization|Unauthorized|NotAuthorized|Forbidden)/;

/**
 * The line about what could not be read: it names the call, and what its caller lacks.
 * @param what as it begins a sentence
 */
export function unreadableLine(name: LineName, what: string, { call, code, message }: Unreadable): DoctorLine {
  const says = `${what} could not be read (${call}: ${code}: ${message.replace(/\.+$/, "")}).`;
  const remedy = DENIED.test(code)
    ? `Allow ${call} to these credentials, and run plumbline doctor again.`
    : `See that ${call} can be called from here, and run plumbline doctor again.`;
  return faultLine(name, "unknown", says, remedy);
}

/** The readers of one service name its operations alone: with the service in front it is the right that the call asks for. */
export function ofService<T extends { readonly call: string }>(service: string, reason: T): T {
  return reason.call.includes(":") ? reason : { ...reason, call: `${service}:${reason.call}` };
}

/** What a run of doctor comes to: the worst of its lines. */
export type DoctorStatus = "well" | "warnings" | "errors";

/** What is not known counts as an error. */
export function doctorStatus(lines: readonly DoctorLine[]): DoctorStatus {
  if (lines.some(({ status }) => status === "error" || status === "unknown")) return "errors";
  return lines.some(({ status }) => status === "warning") ? "warnings" : "well";
}
