import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRecord } from "../../shared/cloudtrail/read-record.ts";
import {
  isSecondLook,
  readSecondLook,
  type SecondLook,
  secondLookDelay,
  writeSecondLook,
} from "../../shared/cloudtrail/second-look.ts";
import { record } from "./cases/record.ts";

const actor = {
  who: "arn:aws:sts::111122223333:assumed-role/Deploy/alice",
  type: "AssumedRole",
  through: "arn:aws:iam::111122223333:role/Deploy",
  sourceAddress: "192.0.2.10",
  userAgent: "aws-cli/2.15.0",
  eventName: "PutRolePolicy",
  eventTime: "2026-01-01T09:00:00Z",
  eventId: "6f1f2f6e-1111-4222-8333-444455556666",
};
const { through: _, sourceAddress: __, userAgent: ___, ...barely } = actor;
const look: SecondLook = {
  account: "111122223333",
  lookedAt: "2026-01-01T09:00:12.345Z",
  entities: [
    { entity: "role/task", actor },
    { entity: "root", actor: barely },
  ],
};

/** The one body of a look. */
function written(one: SecondLook): Record<string, unknown> {
  const [body = "", ...others] = writeSecondLook(one);
  expect(others).toEqual([]);
  return JSON.parse(body);
}

describe("the request for a second look", () => {
  it("is read as it was written", () => {
    expect(isSecondLook(written(look))).toBe(true);
    expect(readSecondLook(written(look))).toEqual({ status: "understood", look });
  });

  it("carries whatever a record claims of who did it", () => {
    const claims = fc.record(
      { userName: fc.string(), arn: fc.string(), invokedBy: fc.string(), type: fc.string() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(claims, fc.string(), fc.string(), (userIdentity, sourceIPAddress, userAgent) => {
        const changes = { userIdentity, sourceIPAddress, userAgent };
        const reading = readRecord(record("DeleteRole", { roleName: "task" }, null, changes));
        if (reading.status === "malformed") throw new Error(reading.problem);
        const claiming = { ...look, entities: [{ entity: "role/task", actor: reading.actor }] };
        expect(readSecondLook(written(claiming))).toEqual({ status: "understood", look: claiming });
      }),
    );
  });

  it("is none where nothing was touched, and several where very much was", () => {
    expect(writeSecondLook({ ...look, entities: [] })).toEqual([]);
    const entities = Array.from({ length: 120 }, (_, index) => ({ entity: `role/r${index}`, actor }));
    const bodies = writeSecondLook({ ...look, entities });
    const readings = bodies.map((body) => readSecondLook(JSON.parse(body)));
    expect(readings.flatMap((reading) => (reading.status === "understood" ? reading.look.entities : []))).toEqual(
      entities,
    );
    expect(bodies.map((body) => Buffer.byteLength(body)).every((bytes) => bytes < 256 * 1024)).toBe(true);
  });

  const wrong = [
    { name: "another version", change: { version: 2 }, says: "version of the request for a second look must be 1" },
    { name: "another kind", change: { plumbline: "third-look" }, says: 'plumbline of .+ must be "second-look"' },
    { name: "an account that is none", change: { account: "1" }, says: "account of .+ must be an account id" },
    { name: "no time", change: { lookedAt: "soon" }, says: "lookedAt of .+ must be a UTC time" },
    { name: "no entity", change: { entities: [] }, says: "entities of .+ must name an entity" },
    { name: "no actor", change: { entities: [{ entity: "root" }] }, says: "entities.0.actor of" },
    {
      name: "an actor with more than a claim",
      change: { entities: [{ entity: "root", actor: { ...actor, trusted: true } }] },
      says: "entities.0.actor of",
    },
    { name: "something beside it", change: { repair: true }, says: "the request for a second look" },
  ];
  it.each(wrong)("is refused in one sentence: $name", ({ change, says }) => {
    expect(readSecondLook({ ...written(look), ...change })).toEqual({
      status: "malformed",
      problem: expect.stringMatching(new RegExp(`^[^\\n]*${says}[^\\n]*\\.$`)),
    });
  });

  it.each([null, 7, "second-look", [], { source: "aws.iam" }])("is not %j", (input) => {
    expect(isSecondLook(input)).toBe(false);
    expect(readSecondLook(input).status).toBe("malformed");
  });
});

describe("when a second look is taken", () => {
  const times = { min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) };

  it("is the interval later at least, half as much more at most, and never later than SQS can wait", () => {
    fc.assert(
      fc.property(fc.integer(times), fc.integer({ min: 1, max: 600 }), (time, interval) => {
        const delay = secondLookDelay(new Date(time), interval);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(interval);
        expect(delay).toBeLessThanOrEqual(interval + Math.ceil(interval / 2) + 1);
      }),
    );
    for (let second = 0; second < 600; second += 1) {
      expect(secondLookDelay(new Date(times.min + second * 1_000), 600)).toBeLessThanOrEqual(900);
    }
  });

  it("is the same few times for all the batches of a burst", () => {
    const burst = Array.from({ length: 20_000 }, (_, millisecond) => times.min + millisecond);
    const due = burst.map((time) => Math.floor((time + secondLookDelay(new Date(time), 60) * 1_000) / 1_000));
    expect(new Set(due).size).toBeLessThanOrEqual(2);
  });
});
