import type { QueueReading } from "../shared/aws/deployment-queues.ts";
import type { TopicReading } from "../shared/aws/deployment-topics.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, okLine, unreadableLine } from "./doctor-line.ts";

/** What the stack makes that belongs under its key, by the words that tell of it: `queue x`. */
export type Encrypted = ReadonlyMap<string, Observation<Pick<QueueReading | TopicReading, "key">>>;

/** The key that most of them are under; `undefined` where none is under any. */
export function commonKey(encrypted: Encrypted): string | undefined {
  const uses = new Map<string, number>();
  for (const key of keysOf(encrypted).values()) {
    if (key !== undefined) uses.set(key, (uses.get(key) ?? 0) + 1);
  }
  return [...uses].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

/**
 * Whether queues and topics are under one key. Of the key itself nothing is read. What is not there is told of elsewhere.
 * @returns no line where none of them is there
 */
export function judgeKey(encrypted: Encrypted, region: string): readonly DoctorLine[] {
  const key = commonKey(encrypted);
  const name = { check: "key", subject: key ?? "queues and topics" } as const;
  const keys = keysOf(encrypted);
  const names = (wanted: (own: string | undefined) => boolean) =>
    [...keys].flatMap(([each, own]) => (wanted(own) ? [each] : [])).join(", ");
  const again = `Deploy Plumbline's stack in ${region} again; where one was changed by hand, put it under the stack's key.`;
  const other = names((own) => own !== undefined && own !== key);
  if (other !== "") {
    const says = `Under another key, for which the functions have no rights: ${other}.`;
    return [faultLine(name, "error", says, again)];
  }
  const without = names((own) => own === undefined);
  if (without !== "") return [faultLine(name, "warning", `Under no KMS key: ${without}.`, again)];
  for (const [each, observed] of encrypted) {
    if (observed.status === "unreadable") return [unreadableLine(name, `Which key ${each} is under`, observed.reason)];
  }
  if (keys.size === 0) return [];
  const says = `All ${keys.size} queues and topics are under it; whether it is enabled, and whom its policy admits, is not looked at.`;
  return [okLine(name, says)];
}

/** Of those that are there. */
function keysOf(encrypted: Encrypted): ReadonlyMap<string, string | undefined> {
  return new Map(
    [...encrypted].flatMap(([name, observed]) =>
      observed.status === "present" ? [[name, observed.state.key] as const] : [],
    ),
  );
}
