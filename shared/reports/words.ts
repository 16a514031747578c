/** What a side of a comparison says of a request. */
export const DECISION_WORDS = { allow: "allow", deny: "explicit deny", none: "no statement applies" } as const;

/** `1 entity`, `2 entities`. */
export function counted(count: number, one: string, more: string): string {
  return `${count} ${count === 1 ? one : more}`;
}

/** `2026-06-01 00:00 UTC` of an ISO 8601 time in UTC. */
export function minute(iso: string): string {
  return `${iso.slice(0, 16).replace("T", " ")} UTC`;
}
