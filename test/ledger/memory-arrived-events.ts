import type {
  ArrivedEventStore,
  EventArrival,
  EventKey,
  ReconciledHistory,
} from "../../shared/ledger/arrived-events.ts";

/** Which events came, in memory, for tests; it passes the same contract as the store in DynamoDB. */
export function createMemoryArrivedEvents(): ArrivedEventStore {
  const events = new Map<string, EventKey & { readonly arrival: EventArrival }>();
  const reconciled = new Map<string, ReconciledHistory>();
  const nameOf = ({ account, eventTime, eventId }: EventKey) => JSON.stringify([account, eventTime, eventId]);
  return {
    async writeArrived(event) {
      events.set(nameOf(event), { ...event, arrival: "arrived" });
    },
    async writeMissed(event) {
      if (events.has(nameOf(event))) return "conflict";
      events.set(nameOf(event), { ...event, arrival: "missed" });
      return "written";
    },
    async arrivals(account, { from, to }) {
      const held = [...events.values()].filter((event) => event.account === account);
      const within = held.filter(({ eventTime }) => from <= eventTime && eventTime <= to);
      return new Map(within.map(({ eventId, arrival }) => [eventId, arrival]));
    },
    async reconciled(account) {
      return structuredClone(reconciled.get(account));
    },
    async writeReconciled(written) {
      if ((reconciled.get(written.account)?.version ?? 0) !== written.version - 1) return "conflict";
      reconciled.set(written.account, structuredClone(written));
      return "written";
    },
  };
}
