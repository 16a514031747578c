import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { accountKeys } from "../../shared/drift/account-keys.ts";
import { credentialsInFiles } from "../../shared/observation/account-credentials.ts";
import { renderKeysCsv } from "../../shared/reports/render-keys-csv.ts";
import { reportOf } from "./key-report-fixture.ts";

/** A published credential report of a real account. */
const FILE = fileURLToPath(
  new URL("../../../shared/data/credential-report/cloud-custodian-account.csv", import.meta.url),
);

describe("a published credential report", () => {
  if (!existsSync(FILE)) {
    it("left out: ../shared/data/credential-report is not there", () => {
      process.stderr.write("The key report's test with a published credential report was left out: it is not there.\n");
      expect(existsSync(FILE)).toBe(false);
    });
    return;
  }

  it("is told of key by key, as its own columns say", async () => {
    const text = readFileSync(FILE, "utf8");
    const raw = parse(text, { columns: true, skip_empty_lines: true }) as Readonly<Record<string, string>>[];
    const reading = await credentialsInFiles({ file: FILE, text }, undefined);
    if (reading.status === "invalid") throw new Error(reading.problem);
    const { account, partition } = reading.report.account;
    const expected = { account, partition, entities: [] };
    const now = new Date("2016-12-01T00:00:00Z");
    const keys = accountKeys({ account: expected, credentials: reading.credentials, now });
    const read = { account, partition, status: "read", source: { kind: "files", files: [FILE] }, ...keys } as const;
    const told = (parse(renderKeysCsv(reportOf(read)), { columns: true }) as Readonly<Record<string, string>>[])
      .filter(({ record }) => record === "key")
      .map(({ user, key, created_at: at = "", last_used_service: service }) => [user, key, Date.parse(at), service]);
    const active = raw.flatMap((row) =>
      [1, 2]
        .filter((slot) => row[`access_key_${slot}_active`] === "true")
        .map((slot) => {
          const service = row[`access_key_${slot}_last_used_service`];
          const used = row[`access_key_${slot}_last_used_date`] !== "N/A";
          return [
            row.user,
            `key ${slot}`,
            Date.parse(row[`access_key_${slot}_last_rotated`] ?? ""),
            used ? service : "",
          ];
        }),
    );
    expect(active.length).toBeGreaterThan(10);
    expect(told.toSorted()).toEqual(active.toSorted());
    expect(keys.users).toHaveLength(raw.length - 1);
    expect(keys.troubles).toEqual([]);
  });
});
