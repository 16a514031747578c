import { describe, expect, it } from "vitest";
import { amendFinding, recordRemediation } from "../../shared/ledger/amend-finding.ts";
import type { LedgerStore } from "../../shared/ledger/ledger-store.ts";
import { ALERT_ATTEMPT_MS, claimAlert, recordAlerted, releaseAlert } from "../../shared/ledger/record-alert.ts";
import { WRITE_ATTEMPTS } from "../../shared/ledger/record-detection.ts";
import { ACCOUNT, at, drift, findingAfter } from "./fixtures.ts";
import { createMemoryLedgerStore } from "./memory-ledger-store.ts";

const opened = findingAfter([drift()]);
const key = { account: ACCOUNT, entity: opened.entity, id: opened.id };
const clock = (second: number) => () => new Date(at(second));

async function ledger(): Promise<LedgerStore> {
  const store = createMemoryLedgerStore();
  await store.write(opened);
  return store;
}

describe("amending a finding", () => {
  it("says which finding the ledger does not hold", async () => {
    const fault = await amendFinding(createMemoryLedgerStore(), key, () => undefined).catch(
      (caught: unknown) => caught,
    );
    expect(fault).toMatchObject({
      code: "InvalidEvent",
      retryable: true,
      message: `The ledger holds no finding ${opened.id} of role/matillion-task in account ${ACCOUNT}.`,
    });
  });

  it("gives up after a number of conflicts", async () => {
    let attempts = 0;
    const store: LedgerStore = {
      ...(await ledger()),
      write: async () => {
        attempts += 1;
        return "conflict";
      },
    };
    const amended = amendFinding(store, key, (finding) => ({ ...finding, version: finding.version + 1 }));
    await expect(amended).rejects.toMatchObject({ code: "LedgerConflict", retryable: true });
    expect(attempts).toBe(WRITE_ATTEMPTS);
  });
});

describe("recording a remediation", () => {
  const remediation = { remediationId: "r-1", calls: ["DetachRolePolicy role/matillion-task"], outcome: "Detached." };

  it("tells it, once, and leaves the finding open", async () => {
    const store = await ledger();
    const input = { ...key, kind: "IAM Drift Remediated", remediation, now: clock(9) } as const;
    const told = await recordRemediation(store, input);
    expect(told.status).toBe("open");
    expect(told.news.at(-1)).toEqual({
      revision: 2,
      kind: "IAM Drift Remediated",
      at: at(9),
      drift: drift(),
      remediation,
    });
    expect(await recordRemediation(store, input)).toEqual(told);
    const refused = await recordRemediation(store, { ...input, kind: "IAM Drift Remediation Failed" });
    expect(refused.revision).toBe(3);
  });
});

describe("claiming an alert", () => {
  it("lets one message tell a revision, and every later one know that it was told", async () => {
    const store = await ledger();
    const claimed = await claimAlert(store, key, 1, clock(10));
    if (claimed === "alerted") throw new Error("Nobody has alerted yet.");
    expect(claimed.news).toMatchObject({ revision: 1, kind: "IAM Drift Opened", alertingAt: at(10) });
    await recordAlerted(store, claimed, clock(11));
    expect(await claimAlert(store, key, 1, clock(12))).toBe("alerted");
    const finding = await store.finding(key.account, key.entity, key.id);
    expect(finding?.news).toEqual([{ ...opened.news[0], alertedAt: at(11) }]);
  });

  it("has a second message wait while the first may still be at it, and no longer", async () => {
    const store = await ledger();
    await claimAlert(store, key, 1, clock(10));
    const busy = { code: "DeliveryFailed", retryable: true };
    await expect(claimAlert(store, key, 1, clock(10 + ALERT_ATTEMPT_MS / 1000 - 1))).rejects.toMatchObject(busy);
    expect(await claimAlert(store, key, 1, clock(10 + ALERT_ATTEMPT_MS / 1000))).toMatchObject({
      news: { revision: 1 },
    });
  });

  it("may be tried again at once after it was given back", async () => {
    const store = await ledger();
    const claimed = await claimAlert(store, key, 1, clock(10));
    if (claimed === "alerted") throw new Error("Nobody has alerted yet.");
    await releaseAlert(store, claimed);
    expect(await claimAlert(store, key, 1, clock(11))).toMatchObject({ news: { alertingAt: at(11) } });
  });

  it("does not give back what another has claimed since", async () => {
    const store = await ledger();
    const first = await claimAlert(store, key, 1, clock(10));
    if (first === "alerted") throw new Error("Nobody has alerted yet.");
    await claimAlert(store, key, 1, clock(200));
    await releaseAlert(store, first);
    await expect(claimAlert(store, key, 1, clock(201))).rejects.toMatchObject({ code: "DeliveryFailed" });
  });

  it("says which revision the ledger does not hold", async () => {
    const claimed = claimAlert(await ledger(), key, 7, clock(10));
    await expect(claimed).rejects.toMatchObject({
      code: "InvalidEvent",
      retryable: true,
      message: `Finding ${opened.id} of role/matillion-task in account ${ACCOUNT} has no revision 7 in the ledger; its latest is 1.`,
    });
  });
});
