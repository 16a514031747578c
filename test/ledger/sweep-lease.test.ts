import { describe, expect, it } from "vitest";
import {
  type AccountSweep,
  LEASE_SECONDS,
  type LeaseRequest,
  released,
  takeLease,
} from "../../shared/ledger/sweep-lease.ts";
import { ACCOUNT, at } from "./fixtures.ts";
import { SWEEP } from "./sweep-store.contract.ts";

const request: LeaseRequest = {
  account: ACCOUNT,
  sweepId: "sweep-1",
  startedAt: at(0),
  holder: "invocation-2",
  now: new Date(at(1_000)),
};
const later = { ...request, sweepId: "sweep-2", startedAt: at(500) };
const { lease: _, ...free } = SWEEP;
const lease = { holder: "invocation-2", until: at(1_000 + LEASE_SECONDS) };
const anew = {
  account: ACCOUNT,
  entities: 0,
  opened: 0,
  changed: 0,
  resolved: 0,
  unreadable: 0,
  reminded: 0,
  missedEvents: 0,
  again: [],
  reportAttempts: 0,
  lease,
};
const unbroken = { unbrokenSince: at(-900), longestPause: { seconds: 800, endedAt: at(0) } };
const ended: AccountSweep = { ...free, end: { outcome: "swept", at: at(900) } };

describe("the lease of a sweep", () => {
  it.each([
    {
      name: "is given for the first sweep of an account",
      held: undefined,
      asked: request,
      expected: {
        status: "taken",
        sweep: { ...anew, sweepId: "sweep-1", startedAt: at(0), unbrokenSince: at(0), version: 1 },
      },
    },
    {
      name: "is given to go on with a sweep between two messages",
      held: free,
      asked: request,
      expected: { status: "taken", sweep: { ...free, lease, version: 2 } },
    },
    {
      name: "is given to go on with a sweep whose invocation died",
      held: SWEEP,
      asked: request,
      expected: { status: "taken", sweep: { ...free, lease, version: 2 } },
    },
    {
      name: "is not given while another invocation has it",
      held: { ...SWEEP, lease: { holder: "invocation-1", until: at(1_001) } },
      asked: request,
      expected: { status: "busy", until: at(1_001) },
    },
    {
      name: "is not given to a later sweep either while another invocation has it",
      held: { ...SWEEP, lease: { holder: "invocation-1", until: at(1_001) } },
      asked: later,
      expected: { status: "busy", until: at(1_001) },
    },
    { name: "is not given for what has ended", held: ended, asked: request, expected: { status: "over" } },
    {
      name: "is given for a later sweep, which begins anew",
      held: ended,
      asked: later,
      expected: {
        status: "taken",
        sweep: { ...anew, sweepId: "sweep-2", startedAt: at(500), ...unbroken, version: 2 },
      },
    },
    {
      name: "is given for a later sweep in the place of one that waits",
      held: free,
      asked: later,
      expected: {
        status: "taken",
        sweep: { ...anew, sweepId: "sweep-2", startedAt: at(500), ...unbroken, version: 2 },
      },
    },
    {
      name: "is not given for an earlier sweep than has begun",
      held: { ...free, sweepId: "sweep-3", startedAt: at(700) },
      asked: later,
      expected: { status: "over" },
    },
  ])("$name", ({ held, asked, expected }) => {
    expect(takeLease(held, asked)).toEqual(expected);
  });

  it("is given back without anything being lost", () => {
    expect(released(SWEEP)).toEqual({ ...free, version: 2 });
  });
});
